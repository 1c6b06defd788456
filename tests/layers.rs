//! The crate is in layers, and dependencies point one way. The list in `src/lib.rs` is the order; this test reads it there and holds every path in the sources against it.
//! It also keeps the core pure (only the outermost layers read files and the environment, or write), and the network out of everything. The scanner is tested, too: one that
//! finds nothing would let everything pass.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

/// Modules of the standard library that reach out of the process, and the layers that may use them.
const OUTSIDE: [(&str, &[&str]); 5] =
    [("fs", &["workspace", "cli"]), ("io", &["workspace", "server", "cli"]), ("env", &["workspace", "cli"]), ("process", &["workspace", "cli"]), ("net", &[])];
/// Libraries for some layers alone.
const FOR_A_LAYER: [(&str, &[&str]); 11] = [
    ("clap", &["cli"]),
    ("codespan_reporting", &["cli"]),
    ("fearless_simd", &["weights"]),
    ("termcolor", &["cli"]),
    ("indicatif", &["cli"]),
    ("maud", &["cli"]),
    ("ignore", &["workspace"]),
    ("lsp_server", &["server"]),
    ("lsp_types", &["server"]),
    // It tells of files that are saved.
    ("notify", &["workspace"]),
    // It tells that standard output is gone.
    ("rustix", &["cli"]),
];
/// They write without an import.
const WRITERS: [&str; 5] = ["print!", "println!", "eprint!", "eprintln!", "dbg!"];
const NETWORK: [&str; 12] = ["reqwest", "hyper", "ureq", "curl", "isahc", "tokio", "mio", "socket2", "rustls", "native_tls", "openssl", "quinn"];

/// `source` without comments and without what stands in strings.
fn code(source: &str) -> String {
    let mut out = String::new();
    let mut rest = source;
    while let Some(c) = rest.chars().next() {
        let word_before = out.ends_with(|c: char| c.is_alphanumeric() || c == '_');
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |at| at + 2)
        } else if let Some(raw) = rest.strip_prefix('r').filter(|_| !word_before).filter(|r| r.trim_start_matches('#').starts_with('"')) {
            let hashes = raw.len() - raw.trim_start_matches('#').len();
            let end = format!("\"{}", "#".repeat(hashes));
            let start = 1 + hashes + 1;
            rest[start..].find(&end).map_or(rest.len(), |at| start + at + end.len())
        } else if c == '"' {
            quoted(rest, '"')
        } else if c == '\'' && (rest[1..].starts_with('\\') || rest[1..].chars().nth(1) == Some('\'')) {
            quoted(rest, '\'')
        } else {
            out.push(c);
            rest = &rest[c.len_utf8()..];
            continue;
        };
        out.push(' ');
        rest = &rest[length..];
    }
    out
}

/// Bytes of the literal that `rest` begins with.
fn quoted(rest: &str, mark: char) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if c == mark => return at + c.len_utf8(),
            _ => {}
        }
    }
    rest.len()
}

/// Tests inside a module may look at anything.
fn without_tests(code: &str) -> &str {
    code.split("#[cfg(test)]").next().unwrap_or(code)
}

/// The names that stand behind `root::` in `code`, groups in braces taken apart.
fn behind(code: &str, root: &str) -> Vec<String> {
    let lead = format!("{root}::");
    let mut names = Vec::new();
    for (at, _) in code.match_indices(&lead) {
        // A longer name or path that merely ends in the root is another one.
        if code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':') {
            continue;
        }
        let rest = &code[at + lead.len()..];
        let word = |text: &str| text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
        let Some(group) = rest.trim_start().strip_prefix('{') else {
            names.push(word(rest));
            continue;
        };
        let mut depth = 1;
        let mut start = 0;
        for (end, c) in group.char_indices() {
            depth += i32::from(c == '{') - i32::from(c == '}');
            if depth == 1 && c == ',' || depth == 0 {
                names.push(word(&group[start..end]));
                start = end + 1;
            }
            if depth == 0 {
                break;
            }
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

fn uses_crate(code: &str, name: &str) -> bool {
    !behind(code, name).is_empty() || [format!("use {name};"), format!("use {name} as"), format!("extern crate {name}")].iter().any(|u| code.contains(u))
}

/// The top-level modules that the module at `path` (`check/draft.rs`) names.
fn modules_used(path: &str, code: &str) -> Vec<String> {
    let depth = path.trim_end_matches(".rs").split('/').filter(|part| *part != "mod").count();
    let mut used = behind(code, "crate");
    used.extend(behind(code, &vec!["super"; depth].join("::")));
    used
}

/// What breaks the order in one file of the crate.
fn violations(path: &str, source: &str, layer_of: &BTreeMap<String, usize>) -> Vec<String> {
    let code = code(source);
    let code = without_tests(&code);
    let own = path.split(['/', '.']).next().unwrap_or_default();
    let mut found = Vec::new();
    for used in modules_used(path, code).into_iter().filter(|used| used != own) {
        match (layer_of.get(own), layer_of.get(&used)) {
            (Some(here), Some(there)) if there < here => {}
            (Some(_), Some(_)) => found.push(format!("{path} uses {used}, which does not stand above {own}")),
            _ => found.push(format!("{path} uses {used}, and one of the two has no layer")),
        }
    }
    let barred = |layers: &[&str]| !layers.contains(&own);
    let outside = behind(code, "std");
    found.extend(
        OUTSIDE.iter().filter(|(name, layers)| barred(layers) && outside.iter().any(|used| used == name)).map(|(name, _)| format!("{path} uses std::{name}")),
    );
    found.extend(FOR_A_LAYER.iter().filter(|(name, layers)| barred(layers) && uses_crate(code, name)).map(|(name, _)| format!("{path} uses {name}")));
    if own != "cli" {
        found.extend(WRITERS.iter().filter(|name| code.contains(*name)).map(|name| format!("{path} writes with {name}")));
    }
    found
}

fn network(path: &str, source: &str) -> Vec<String> {
    let code = code(source);
    let sockets = behind(&code, "std").into_iter().filter(|name| name == "net").map(|_| format!("{path} uses std::net"));
    sockets.chain(NETWORK.iter().filter(|name| uses_crate(&code, name)).map(|name| format!("{path} uses {name}"))).collect()
}

/// The layers in the list of `src/lib.rs`, innermost first.
fn layers(lib: &str) -> BTreeMap<String, usize> {
    let entries = lib.lines().filter_map(|line| line.strip_prefix("//! ")?.split_once(". ").filter(|(n, _)| n.chars().all(|c| c.is_ascii_digit())));
    let mut layer_of = BTreeMap::new();
    for (number, (_, entry)) in entries.enumerate() {
        let names = entry.split(':').next().unwrap_or_default().split('`').skip(1).step_by(2);
        layer_of.extend(names.map(|name| (name.to_owned(), number)));
    }
    layer_of
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every Rust file below `folder`: its path from there, with `/`, and its text.
fn sources(folder: &Path) -> Outcome<Vec<(String, String)>> {
    let mut folders: Vec<PathBuf> = vec![folder.to_owned()];
    let mut found = Vec::new();
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let inside = path.strip_prefix(folder)?.components().map(|c| c.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/");
                found.push((inside, fs::read_to_string(&path)?));
            }
        }
    }
    Ok(found)
}

#[test]
fn the_scanner_finds_what_breaks_the_order() -> Outcome {
    let layer_of = layers(&fs::read_to_string(root().join("src/lib.rs"))?);
    let planted = [
        ("text/word.rs", "use crate::check::Finding;", "uses check"),
        ("text/word.rs", "use crate::{position::LineIndex, rules::{Kind, Lint}};", "uses rules"),
        ("check/draft.rs", "fn f() { super::super::cli::main(); }", "uses cli"),
        ("check/mod.rs", "use super::config::Config;", "uses config"),
        ("cli/render/json.rs", "use super::super::super::nowhere::X;", "uses nowhere"),
        ("config/mod.rs", "use crate::builtin;", "uses builtin"),
        ("rules/source.rs", "use std::{collections::BTreeMap, fs::{self, File}};", "uses std::fs"),
        ("document/mod.rs", "let c = '\"'; let x = std::env::var(\"HOME\");", "uses std::env"),
        ("config/mod.rs", "use ignore::WalkBuilder;", "uses ignore"),
        ("server/mod.rs", "use std::fs;", "uses std::fs"),
        ("workspace/walk.rs", "use lsp_types::Uri;", "uses lsp_types"),
        ("check/scan.rs", "println!(\"here\");", "writes with println!"),
    ];
    for (path, source, want) in planted {
        let found = violations(path, source, &layer_of);
        assert!(found.iter().any(|v| v.contains(want)), "{path}: {source}\nwanted: {want}\nfound: {found:?}");
    }
    let innocent = [
        ("check/draft.rs", "use super::analysis::Unit; use crate::rules::Kind;"),
        ("rules/mod.rs", "// use crate::cli;\n/// See `std::fs`.\nconst S: &str = \"crate::cli \\\" std::fs\"; const R: &str = r#\"std::io \" crate::cli\"#;"),
        ("config/mod.rs", "fn f<'a>(p: &'a P) { p.ignore(); q::ignore::<u8>(); }\n#[cfg(test)]\nmod tests { use std::fs; }"),
        ("workspace/read.rs", "use std::io::Read; use crate::document::Format;"),
        ("cli/run.rs", "fn f() { println!(); }"),
    ];
    for (path, source) in innocent {
        assert_eq!(violations(path, source, &layer_of), [""; 0], "{path}: {source}");
    }
    assert_eq!(network("src/a.rs", "use std::net::TcpStream; let c = reqwest::get(u);").len(), 2);
    Ok(())
}

#[test]
fn every_module_has_its_layer_and_uses_only_those_above_it() -> Outcome {
    let lib = fs::read_to_string(root().join("src/lib.rs"))?;
    let layer_of = layers(&lib);
    let declared: Vec<&str> = lib.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    let mut listed: Vec<&str> = layer_of.keys().map(String::as_str).collect();
    let mut sorted = declared.clone();
    listed.sort_unstable();
    sorted.sort_unstable();
    assert_eq!(listed, sorted, "the list of layers and the modules of src/lib.rs differ");
    let files = sources(&root().join("src"))?;
    let modules: Vec<_> = files.iter().filter(|(path, _)| !matches!(path.as_str(), "lib.rs" | "main.rs")).collect();
    assert!(modules.len() > declared.len(), "only {} files were read", modules.len());
    let used: usize = modules.iter().map(|(path, source)| modules_used(path, &code(source)).len()).sum();
    assert!(used > modules.len(), "the sources name each other {used} times: the scanner overlooks most");
    let found: Vec<String> = modules.iter().flat_map(|(path, source)| violations(path, source, &layer_of)).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
    Ok(())
}

/// A lint is added and changed in its file alone; the check knows mechanisms.
#[test]
fn no_lint_or_role_is_named_in_the_check() -> Outcome {
    let rules = candor::builtin::rules();
    // The check itself gives these two.
    let roles = rules.roles.iter().map(|role| &role.name).filter(|name| !["specialty", "other-specialty"].contains(&name.as_str()));
    let names: Vec<String> = rules.lints.iter().map(|lint| &lint.id).chain(roles).map(|name| format!("\"{name}\"")).collect();
    assert!(names.len() > 30);
    let mut found = Vec::new();
    for (path, source) in sources(&root().join("src/check"))? {
        let source = without_tests(&source);
        found.extend(names.iter().filter(|name| source.contains(*name)).map(|name| format!("src/check/{path} names {name}")));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    Ok(())
}

#[test]
fn nothing_uses_the_network() -> Outcome {
    let mut found = Vec::new();
    for folder in ["src", "tests", "benches"] {
        for (path, source) in sources(&root().join(folder))? {
            found.extend(network(&format!("{folder}/{path}"), &source));
        }
    }
    found.extend(network("build.rs", &fs::read_to_string(root().join("build.rs"))?));
    assert!(found.is_empty(), "{}", found.join("\n"));
    Ok(())
}
