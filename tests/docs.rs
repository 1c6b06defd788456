//! The README lists every lint. The list is the program's own, `candor lints --format markdown`: where it is stale it is written anew, and the test fails, so that the
//! change is seen and committed.

use std::error::Error;
use std::path::Path;
use std::process::Command;

const BEGIN: &str = "<!-- lints -->\n";
const END: &str = "<!-- /lints -->";

#[test]
fn the_table_of_lints_in_the_readme_is_fresh() -> Result<(), Box<dyn Error>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = std::fs::read_to_string(&path)?.replace("\r\n", "\n");
    let output = Command::new(env!("CARGO_BIN_EXE_candor")).args(["lints", "--format", "markdown"]).output()?;
    let table = String::from_utf8(output.stdout)?;
    assert!(output.status.success() && table.lines().count() > 2, "the program lists no lints: {table}");
    let fresh = with_table(&readme, &table).ok_or("README.md has no place for the table between its two comments")?;
    if readme == fresh {
        return Ok(());
    }
    std::fs::write(&path, fresh)?;
    Err("the table of lints in README.md was stale and has been written anew: look at it and commit it".into())
}

/// `readme` with `table` between the two comments.
fn with_table(readme: &str, table: &str) -> Option<String> {
    let (before, rest) = readme.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{BEGIN}{table}{END}{after}"))
}
