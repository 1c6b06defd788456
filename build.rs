//! Compiles the lints at build time, so that a start of the program only reads the result.
//!
//! The script shares the compiler with the crate by including its modules: what is built in is made by the very code that compiles a
//! user's own lints.

#![allow(dead_code, unreachable_pub, missing_docs, unused_imports, reason = "the modules are the crate's; the script uses a part of them")]

#[path = "src/pattern/mod.rs"]
mod pattern;
#[path = "src/rules/mod.rs"]
mod rules;
#[path = "src/text/mod.rs"]
mod text;
#[path = "src/weights/mod.rs"]
mod weights;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

const FOLDERS: [&str; 4] = ["", "vocabulary", "roles", "specialties"];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let root = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").ok_or("cargo sets CARGO_MANIFEST_DIR")?).join("lints");
    let out = PathBuf::from(std::env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?);
    let mut files = Vec::new();
    for folder in FOLDERS {
        println!("cargo::rerun-if-changed={}", root.join(folder).display());
        read_folder(&root, folder, &mut files)?;
    }
    files.sort_by(|a, b| a.place.cmp(&b.place));
    let rules = match rules::compile(&files) {
        Ok(rules) => rules,
        Err(errors) => {
            for error in errors {
                let text = files.iter().find(|f| f.name == error.file).map_or("", |f| f.text.as_str());
                let line = text[..error.span.start.min(text.len())].lines().count().max(1);
                println!("cargo::error={}:{line}: {}", error.file, error.message);
            }
            return Err("the lint files hold mistakes".into());
        }
    };
    std::fs::write(out.join("rules.bin"), postcard::to_allocvec(&rules)?)?;
    let mut sources = String::from("&[\n");
    for file in &files {
        writeln!(sources, "    ({:?}, include_str!({:?})),", file.place, root.join(&file.place))?;
    }
    sources.push_str("]\n");
    std::fs::write(out.join("sources.rs"), sources)?;
    Ok(())
}

fn read_folder(root: &Path, folder: &str, files: &mut Vec<rules::SourceFile>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(root.join(folder))? {
        let path = entry?.path();
        if path.extension().is_none_or(|e| e != "toml") {
            continue;
        }
        println!("cargo::rerun-if-changed={}", path.display());
        let stem = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let place = if folder.is_empty() { stem } else { format!("{folder}/{stem}") };
        files.push(rules::SourceFile { name: format!("lints/{place}"), place, text: std::fs::read_to_string(&path)? });
    }
    Ok(())
}
