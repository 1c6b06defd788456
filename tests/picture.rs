//! Keeps the example of the README and its picture fresh. What was stale is written anew, and the test fails, so that the change is seen and committed.
//!
//! The example is the labelled draft `fixtures/drafts/bad-statement.md` without its labels; the picture is what `candor check` shows of it in color.

use candor::check::strip_marks;
use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

const STATEMENT: &str = "fixtures/statement.md";
const PICTURE: &str = "fixtures/picture.svg";
/// So many lines are shown at most, then the summary.
const LINES: usize = 45;
/// The terminal in the picture is so many characters wide.
const COLUMNS: usize = 104;

#[test]
fn the_example_and_its_picture_are_fresh() -> Result<(), Box<dyn Error>> {
    let statement = refresh(STATEMENT, &statement()?);
    let output = Command::new(env!("CARGO_BIN_EXE_candor"))
        .args(["--color", "always", "check", "--no-config", STATEMENT])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()?;
    let mut screen = Screen::default();
    screen.write(&String::from_utf8(output.stdout)?);
    let picture = refresh(PICTURE, &screen.picture(&format!("candor check {STATEMENT}")));
    statement.and(picture)
}

fn statement() -> Result<String, Box<dyn Error>> {
    let labelled = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/drafts/bad-statement.md"))?;
    let (head, body) = labelled.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n")).ok_or("the draft has no front matter")?;
    let own: Vec<&str> = head.lines().filter(|line| ["kind:", "specialty:"].iter().any(|key| line.starts_with(key))).collect();
    Ok(format!("---\n{}\n---\n{}", own.join("\n"), strip_marks(body).text))
}

/// Writes `fresh` to `file` unless it stands there already; that it did not is an error.
fn refresh(file: &str, fresh: &str) -> Result<(), Box<dyn Error>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let old = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    if old == fresh {
        return Ok(());
    }
    std::fs::write(&path, fresh)?;
    Err(format!("{file} was stale and has been written anew: look at it and commit it").into())
}

/// How a character looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Style {
    bold: bool,
    /// One of the 16 colors of a terminal.
    color: Option<u8>,
}

/// Lines of characters, as a terminal shows them.
#[derive(Debug, Default)]
struct Screen {
    lines: Vec<Vec<(char, Style)>>,
}

impl Screen {
    /// Follows the escape sequences for colors and wraps what is wider than the terminal.
    fn write(&mut self, text: &str) {
        let mut style = Style::default();
        for line in text.lines() {
            let mut shown = Vec::new();
            let mut rest = line;
            while let Some(c) = rest.chars().next() {
                if let Some((codes, behind)) = rest.strip_prefix("\u{1b}[").and_then(|r| r.split_once('m')) {
                    style = style.after(codes);
                    rest = behind;
                } else {
                    shown.push((c, style));
                    rest = &rest[c.len_utf8()..];
                }
            }
            self.wrap(shown);
        }
    }

    fn wrap(&mut self, mut line: Vec<(char, Style)>) {
        while line.len() > COLUMNS {
            let blank = line[..COLUMNS].iter().rposition(|(c, _)| *c == ' ').map_or(COLUMNS, |at| at + 1);
            let rest = line.split_off(blank);
            self.lines.push(std::mem::replace(&mut line, rest));
        }
        self.lines.push(line);
    }

    /// The first findings and the summary, as an SVG.
    fn picture(&self, command: &str) -> String {
        let is_blank = |line: &[(char, Style)]| line.iter().all(|(c, _)| *c == ' ');
        let last_finding = self.lines.iter().rposition(|line| line.iter().any(|(c, _)| *c == '│')).unwrap_or(0);
        let summary = (last_finding + 1..self.lines.len()).find(|at| is_blank(&self.lines[*at])).map_or(self.lines.len(), |at| at + 1);
        // A finding is shown whole or not at all.
        let cut = (0..LINES.min(summary)).rev().find(|at| is_blank(&self.lines[*at])).unwrap_or(0);
        let plain = |text: &str| text.chars().map(|c| (c, Style::default())).collect::<Vec<_>>();
        let mut lines = vec![plain(&format!("$ {command}"))];
        lines.extend_from_slice(&self.lines[..cut]);
        if cut + 1 < summary {
            lines.extend([vec![], plain("⋮"), vec![]]);
            lines.extend_from_slice(&self.lines[summary..]);
        } else {
            lines.extend_from_slice(&self.lines[cut..]);
        }
        svg(&lines)
    }
}

impl Style {
    fn after(self, codes: &str) -> Self {
        let mut style = self;
        let mut codes = codes.split(';').map(|c| c.parse::<u8>().unwrap_or(0));
        while let Some(code) = codes.next() {
            match code {
                0 => style = Self::default(),
                1 => style.bold = true,
                22 => style.bold = false,
                30..=37 => style.color = Some(code - 30),
                90..=97 => style.color = Some(code - 90 + 8),
                38 if codes.next() == Some(5) => style.color = codes.next(),
                39 => style.color = None,
                _ => {}
            }
        }
        style
    }

    fn attributes(self) -> String {
        let fill = match self.color {
            Some(1 | 9) => "#ff7b72",
            Some(2 | 10) => "#7ee787",
            Some(3 | 11) => "#e3b341",
            Some(4 | 12) => "#79c0ff",
            Some(5 | 13) => "#d2a8ff",
            Some(6 | 14) => "#76d9e6",
            _ => "#e6edf3",
        };
        format!("fill=\"{fill}\"{}", if self.bold { " font-weight=\"bold\"" } else { "" })
    }
}

fn svg(lines: &[Vec<(char, Style)>]) -> String {
    // Tenths of a unit: whole numbers make the same file everywhere.
    const ADVANCE: usize = 84;
    const LEADING: usize = 190;
    const MARGIN: usize = 180;
    let tenths = |n: usize| format!("{}.{}", n / 10, n % 10);
    let (width, height) = (tenths(2 * MARGIN + COLUMNS * ADVANCE), tenths(2 * MARGIN + lines.len() * LEADING));
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\" \
         font-family=\"ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace\" font-size=\"14\">\n\
         <title>The findings of candor in a draft, on a terminal</title>\n\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"#0d1117\"/>\n"
    );
    for (row, line) in lines.iter().enumerate() {
        let y = tenths(MARGIN + row * LEADING + 140);
        let mut at = 0;
        for run in line.chunk_by(|a, b| a.1 == b.1) {
            let text: String = run.iter().map(|(c, _)| *c).collect();
            if !text.trim().is_empty() {
                let lead = text.chars().count() - text.trim_start().chars().count();
                let shown = text.trim().replace('&', "&amp;").replace('<', "&lt;");
                let length = text.trim().chars().count() * ADVANCE;
                let (x, length) = (tenths(MARGIN + (at + lead) * ADVANCE), tenths(length));
                // The length holds columns together whatever font the reader has.
                let _ = writeln!(
                    out,
                    "<text x=\"{x}\" y=\"{y}\" textLength=\"{length}\" lengthAdjust=\"spacingAndGlyphs\" xml:space=\"preserve\" {}>{shown}</text>",
                    run[0].1.attributes()
                );
            }
            at += run.len();
        }
    }
    out.push_str("</svg>\n");
    out
}
