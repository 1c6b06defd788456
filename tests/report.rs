//! The page of `candor report`, taken apart by the rules that browsers follow: the text is the draft's to the last character, findings stand at their words, and what a draft
//! holds becomes no markup. `tests/browser` looks at such pages in a browser.

mod common;

use candor::document::{Document, Format};
use common::Outcome;
use common::page::Node;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// What is not white in `text`.
fn dark(text: &str) -> String {
    text.split_whitespace().collect()
}

fn command(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_candor"));
    command.args(args).current_dir(folder);
    command
}

fn candor(folder: &Path, args: &[&str]) -> Outcome<Output> {
    Ok(command(folder, args).output()?)
}

/// The page about what is in `folder`.
fn page(folder: &Path, args: &[&str]) -> Outcome<String> {
    let output = candor(folder, &[&["report", "--output", "-"], args].concat())?;
    Ok(String::from_utf8(output.stdout)?)
}

fn folder(drafts: &[(&str, &str)]) -> Outcome<tempfile::TempDir> {
    let folder = tempfile::tempdir()?;
    for (name, text) in drafts {
        fs::write(folder.path().join(name), text)?;
    }
    Ok(folder)
}

/// `text` behind the front matter.
fn body(text: &str) -> &str {
    text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n")).map_or(text, |(_, body)| body)
}

/// What a browser makes of line ends.
fn with_line_feeds(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// Holds the rows of `article` against `source`: each is a piece of it, byte for byte, and nothing but blanks lies between them.
fn assert_text_is(article: &Node, source: &str) -> Outcome {
    let source = with_line_feeds(source);
    let mut rest = source.as_str();
    for row in article.of_class("text") {
        let text = row.text();
        rest = rest.trim_start().strip_prefix(text.trim_start()).ok_or_else(|| format!("{text:?}\nis not what follows:\n{rest:?}"))?;
    }
    assert_eq!(rest.trim(), "", "this is left out");
    Ok(())
}

/// So many characters that are not white stand in the rows of `article` before the node that `is` what is looked for.
fn dark_before(article: &Node, is: impl Fn(&Node) -> bool) -> Option<usize> {
    let mut count = 0;
    for node in article.of_class("text").into_iter().flat_map(Node::all) {
        if is(node) {
            return Some(count);
        }
        if let Node::Text(text) = node {
            count += dark(text).chars().count();
        }
    }
    None
}

const HOSTILE: &str = r#"---
kind: experience
type: "<img src=x onerror=alert(1)>"
specialty: "\"><script>alert(2)</script>"
---
# <script>alert(3)</script> Head & **bold**

I failed Step 1. My school <b onclick="alert(4)">never prepared us</b> for "><img src=x onerror=alert(5)> this. &lt;script&gt; 👩‍🔬

</style></mark></p><script>alert(6)</script>

- It was </span><svg onload=alert(7)> a bad day. My school never prepared us.
- [click](javascript:alert(8)) ![x](https://example.invalid/x.png)

> quoted `<code>` \*

<!-- candor: allow(<i>x) -->
<iframe src="https://example.invalid/"></iframe>
"#;

#[test]
fn the_text_on_the_page_is_the_drafts_to_the_last_character() -> Outcome {
    let folder = tempfile::tempdir()?;
    let mut drafts: Vec<(String, String)> = common::drafts()?.into_iter().map(|draft| (draft.name.clone(), draft.text())).collect();
    let statement = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/statement.md"))?;
    drafts.push(("windows.md".to_owned(), statement.replace("\r\n", "\n").replace('\n', "\r\n")));
    drafts.push(("statement.md".to_owned(), statement));
    drafts.push(("hostile.md".to_owned(), HOSTILE.to_owned()));
    drafts.sort();
    for (name, text) in &drafts {
        fs::write(folder.path().join(name), text)?;
    }
    let page = Node::parse(&page(folder.path(), &["."])?)?;
    let articles: Vec<&Node> = page.all().into_iter().filter(|node| node.name() == "article").collect();
    assert_eq!(articles.len(), drafts.len());
    for (article, (_, text)) in articles.iter().zip(&drafts) {
        assert_text_is(article, body(&with_line_feeds(text)))?;
    }
    Ok(())
}

#[test]
fn every_finding_stands_at_its_words_and_each_link_leads_somewhere() -> Outcome {
    let folder = tempfile::tempdir()?;
    for draft in common::drafts()? {
        fs::write(folder.path().join(&draft.name), draft.text())?;
    }
    let report: Value = serde_json::from_slice(&candor(folder.path(), &["check", "--format", "json", "."])?.stdout)?;
    let page = Node::parse(&page(folder.path(), &["."])?)?;
    let articles: Vec<&Node> = page.all().into_iter().filter(|node| node.name() == "article").collect();
    let mut seen = 0;
    for (article, file) in articles.iter().zip(report["files"].as_array().ok_or("no files")?) {
        let source = fs::read_to_string(folder.path().join(file["path"].as_str().ok_or("no path")?))?;
        let id = article.attribute("id").ok_or("no id")?;
        let head = source.len() - body(&source).len();
        let dark_to = |offset: &Value| offset.as_u64().map(|end| dark(&source[head..end as usize]).chars().count());
        let findings = file["diagnostics"].as_array().ok_or("no findings")?;
        for (at, finding) in findings.iter().enumerate() {
            let (words, note) = (format!("{id}w{}", at + 1), format!("#{id}n{}", at + 1));
            let begin = dark_before(article, |node| node.attribute("id") == Some(&words));
            let end = dark_before(article, |node| node.has_class("ref") && node.attribute("href") == Some(&note));
            let span = &finding["span"];
            assert_eq!((begin, end), (dark_to(&span["start"]["offset"]), dark_to(&span["end"]["offset"])), "{}: {finding}", file["path"]);
            let of_id = article.all().into_iter().find(|node| node.attribute("id").is_some_and(|own| note[1..] == *own)).ok_or(format!("no {note}"))?;
            let text = of_id.text();
            for key in ["message", "severity", "lint"] {
                assert!(finding[key].as_str().is_some_and(|value| text.contains(value)), "{key} of {finding} is not in {text}");
            }
            seen += 1;
        }
        for finding in findings {
            let text = article.text();
            assert!(["reason", "help"].iter().all(|key| finding[*key].as_str().is_some_and(|value| text.contains(value))), "{finding}");
        }
        let marked = article.all().iter().any(|node| node.name() == "mark");
        assert_eq!(marked, !findings.is_empty(), "{}", file["path"]);
    }
    assert!(seen > 50, "only {seen} findings were looked at");
    let ids: Vec<&str> = page.all().iter().filter_map(|node| node.attribute("id")).collect();
    let once: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), once.len(), "an id stands twice");
    let links: Vec<&str> = page.all().iter().filter_map(|node| node.attribute("href")).collect();
    let lost: Vec<&&str> = links.iter().filter(|link| !link.strip_prefix('#').is_some_and(|id| once.contains(id))).collect();
    assert!(links.len() > 500 && lost.is_empty(), "these lead nowhere: {lost:?}");
    Ok(())
}

/// Whatever stands in a draft, the page is well-formed, and nothing of it is lost, doubled or marked elsewhere.
#[test]
fn any_text_can_be_shown() -> Outcome {
    let mut runner = TestRunner::new(common::drawn::config());
    let mut seen = 0;
    for _ in 0..8 {
        let folder = tempfile::tempdir()?;
        let mut drafts = BTreeMap::new();
        for number in 0..60 {
            // White to Rust, and a sign of its own on the page.
            let text = common::drawn::text().new_tree(&mut runner).map_err(|e| e.to_string())?.current().replace(['\u{b}', '\u{c}', '\u{85}'], " ");
            let name = format!("{number:02}.{}", if number % 2 == 0 { "md" } else { "txt" });
            fs::write(folder.path().join(&name), &text)?;
            drafts.insert(name, text);
        }
        let report: Value = serde_json::from_slice(&candor(folder.path(), &["check", "--format", "json", "."])?.stdout)?;
        let page = Node::parse(&page(folder.path(), &["."])?)?;
        let articles: Vec<&Node> = page.all().into_iter().filter(|node| node.name() == "article").collect();
        let files: Vec<&Value> = report["files"].as_array().ok_or("no files")?.iter().filter(|file| file["error"].is_null()).collect();
        assert_eq!(articles.len(), files.len());
        for (article, file) in articles.iter().zip(files) {
            let name = file["path"].as_str().ok_or("no path")?;
            let text = &drafts[name];
            let document = Document::parse(text, Format::of_name(name).ok_or("no format")?).map_err(|e| e.message)?;
            let starts: Vec<usize> =
                file["diagnostics"].as_array().into_iter().flatten().filter_map(|f| f.pointer("/span/start/offset")?.as_u64()).map(|at| at as usize).collect();
            let head = if starts.iter().any(|start| *start < document.body.start) { 0 } else { document.body.start };
            let rows: String = article.of_class("text").iter().map(|row| row.text()).collect();
            assert_eq!(dark(&rows), dark(&as_held_by_html(&text[head..])), "{text:?}");
            for (at, start) in starts.iter().enumerate() {
                let id = format!("{}w{}", article.attribute("id").ok_or("no id")?, at + 1);
                let before = dark_before(article, |node| node.attribute("id") == Some(&id));
                assert_eq!(before, Some(dark(&text[head..*start]).chars().count()), "note {} of {text:?}", at + 1);
                seen += 1;
            }
        }
    }
    assert!(seen > 100, "only {seen} findings were looked at");
    Ok(())
}

/// What is left of `text` in HTML: signs stand for control characters and for what is no character.
fn as_held_by_html(text: &str) -> String {
    let held = |c: char| c.is_whitespace() || !c.is_control() && u32::from(c) & 0xfffe != 0xfffe && !('\u{fdd0}'..='\u{fdef}').contains(&c);
    text.chars().map(|c| if held(c) { c } else { '\u{fffd}' }).collect()
}

#[test]
fn overlapping_findings_each_keep_their_words() -> Outcome {
    // A part that is missing stands on the whole sentence in which the others are.
    let folder = folder(&[("draft.md", "I failed Step 1 because *my school* never prepared\nus for it.\n")])?;
    let page = Node::parse(&page(folder.path(), &["--select", "blame,missing-growth", "draft.md"])?)?;
    let marks: Vec<(String, String)> =
        page.all().iter().filter(|node| node.name() == "mark").map(|mark| (mark.attribute("class").unwrap_or_default().to_owned(), mark.text())).collect();
    let of_class = |class: &str| marks.iter().filter(|(own, _)| own == class).map(|(_, text)| text.as_str()).collect::<String>();
    assert_eq!(marks.iter().map(|(_, text)| text.as_str()).collect::<String>(), "I failed Step 1 because *my school* never prepared\nus for it.");
    assert!(of_class("warning").contains("school* never prepared"), "{marks:?}");
    assert!(of_class("whole").starts_with("I failed Step 1"), "{marks:?}");
    Ok(())
}

#[test]
fn the_bar_holds_every_sentence_with_its_words_and_what_it_does() -> Outcome {
    let text = "# Head line\n\nI failed Step 1 in 2019. For the retake I joined a study group. I passed in 2020.\n\nThe bus was late.\n";
    let folder = folder(&[("draft.md", text)])?;
    let page = Node::parse(&page(folder.path(), &["draft.md"])?)?;
    let bar = page.of_class("bar");
    let segments: Vec<(&str, &str)> =
        bar[0].all().iter().filter(|node| node.name() == "a").filter_map(|link| Some((link.attribute("href")?, link.attribute("aria-label")?))).collect();
    let want = [
        ("#d1s2", "line 3, 6 words: problem"),
        ("#d1s3", "line 3, 8 words: what changed"),
        ("#d1s4", "line 3, 4 words: outcome"),
        ("#d1s5", "line 5, 4 words: other"),
    ];
    assert_eq!(segments, want);
    let widths: Vec<Vec<&str>> =
        bar[0].children().iter().map(|paragraph| paragraph.all().iter().filter_map(|segment| segment.attribute("style")).collect()).collect();
    assert_eq!(widths, [vec!["--words:6", "--words:8", "--words:4"], vec!["--words:4"]]);
    let sentence = page.all().into_iter().find(|node| node.attribute("id") == Some("d1s3")).map(Node::text);
    assert_eq!(sentence.as_deref(), Some("For the retake I joined a study group."));
    let parts = page.of_class("parts")[0].children().iter().map(Node::text).collect::<Vec<_>>();
    assert_eq!(parts, ["problemline 3", "what changedline 3", "outcomeline 3", "growthmissing"]);
    let works = page.of_class("there")[0].text();
    assert!(works.contains("what changed line 3") && !works.contains("growth"), "{works}");
    Ok(())
}

#[test]
fn what_readers_expect_is_what_the_lints_say() -> Outcome {
    let text = "I failed Step 1 in 2019. I passed in 2020.\n\nThe bus was late.\n";
    let lints = Path::new(env!("CARGO_MANIFEST_DIR")).join("lints");
    let own = |name: &str, from: &str, to: &str| -> Outcome<String> {
        let lint = fs::read_to_string(lints.join(name))?;
        assert!(lint.contains(from), "{name} has changed");
        Ok(lint.replace(from, to))
    };
    let folder = folder(&[
        ("draft.md", text),
        ("length.toml", &own("length.toml", "under-note = 450", "under-note = 12")?),
        ("setback-dominates.toml", &own("setback-dominates.toml", "max-percent = 30", "max-percent = 71")?),
        ("own.toml", "[rules]\nlints = [\"length.toml\", \"setback-dominates.toml\"]\n"),
    ])?;
    let measures = |args: &[&str]| -> Outcome<String> { Ok(Node::parse(&page(folder.path(), args)?)?.of_class("measures")[0].text()) };
    let built_in = measures(&["draft.md"])?;
    assert!(
        built_in.contains("14 words; readers expect 450 to 750") && built_in.contains("10 of 14 words, 71 % line 1; readers expect at most 30 %"),
        "{built_in}"
    );
    let own = measures(&["--config", "own.toml", "draft.md"])?;
    assert!(own.contains("readers expect 12 to 750") && own.contains("readers expect at most 71 %"), "{own}");
    let none = measures(&["--ignore", "length,setback-dominates", "draft.md"])?;
    assert!(none.contains("14 words") && !none.contains("expect"), "{none}");
    fs::write(folder.path().join("silent.md"), format!("<!-- candor: allow-file(length): asked for -->\n\n{text}"))?;
    let silent = measures(&["silent.md"])?;
    assert!(silent.contains("at most 30 %") && !silent.contains("450"), "{silent}");
    Ok(())
}

#[test]
fn what_a_draft_holds_becomes_no_markup_and_nothing_is_asked_for() -> Outcome {
    let odd = "I failed Step 1.\u{202e} evil \u{2066}x\u{2069} \u{1b}[2J \u{7}\u{200b} 👩‍🔬 &amp; &lt;b&gt;\n";
    let folder = folder(&[("hostile.md", HOSTILE), ("<img src=x onerror=alert(1)>.md", "My school never prepared us.\n"), ("odd.txt", odd)])?;
    let source = page(folder.path(), &["."])?;
    let page = Node::parse(&source)?;
    let allowed = [
        "#document",
        "",
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "header",
        "main",
        "footer",
        "section",
        "article",
        "h1",
        "h2",
        "h3",
        "h4",
        "p",
        "a",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "div",
        "span",
        "strong",
        "code",
        "bdi",
        "mark",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
    ];
    for node in page.all() {
        assert!(allowed.contains(&node.name()), "<{}>", node.name());
        if let Node::Element { attributes, .. } = node {
            let names = [
                "id",
                "class",
                "href",
                "style",
                "data-line",
                "data-number",
                "data-code",
                "aria-label",
                "aria-hidden",
                "title",
                "tabindex",
                "role",
                "scope",
                "start",
                "lang",
            ];
            let strange = attributes.iter().find(|(name, value)| node.name() != "meta" && !names.contains(&name.as_str()) || value.contains("alert"));
            assert_eq!(strange, None, "<{}>", node.name());
        }
    }
    assert!(page.all().iter().filter_map(|node| node.attribute("href")).all(|link| link.starts_with('#')));
    let policy = page.all().iter().find(|node| node.attribute("http-equiv") == Some("Content-Security-Policy")).and_then(|node| node.attribute("content"));
    assert_eq!(policy, Some("default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"));
    let style = page.all().into_iter().find(|node| node.name() == "style").map(Node::text).ok_or("no style")?;
    assert!(!style.contains("url(") && !style.contains("@import") && !style.contains("/*"), "{style}");
    // Shown as it is written; what HTML cannot hold, by its number.
    let text = page.of_class("text").iter().map(|row| row.text()).collect::<String>();
    let shown = ["\u{202e} evil \u{2066}x\u{2069} \u{fffd}[2J \u{fffd}\u{200b} 👩‍🔬 &amp; &lt;b&gt;", "\"><img src=x onerror=alert(5)> this. &lt;script&gt; 👩‍🔬"];
    assert!(shown.iter().all(|words| text.contains(words)), "{text}");
    let codes: Vec<&str> = page.of_class("odd").iter().filter_map(|node| node.attribute("data-code")).collect();
    assert_eq!(codes, ["U+202E", "U+2066", "U+2069", "U+001B", "U+0007", "U+200B"]);
    assert!(!source.chars().any(|c| c.is_control() && c != '\n'), "a control character");
    Ok(())
}

#[test]
fn a_redacted_page_keeps_places_and_build_and_no_word() -> Outcome {
    let statement = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/statement.md"))?;
    let folder = folder(&[("draft.md", &statement)])?;
    let (open, closed) = (Node::parse(&page(folder.path(), &["draft.md"])?)?, Node::parse(&page(folder.path(), &["--redact", "draft.md"])?)?);
    for class in ["works", "build", "notes", "facts"] {
        let texts = |page: &Node| page.of_class(class).iter().map(|node| node.text()).collect::<Vec<_>>();
        assert_eq!(texts(&open), texts(&closed), "{class}");
    }
    let ids = |page: &Node| page.all().iter().filter_map(|node| node.attribute("id").map(str::to_owned)).collect::<BTreeSet<_>>();
    assert_eq!(ids(&open), ids(&closed));
    let words: BTreeSet<String> = closed.of_class("text").iter().flat_map(|row| row.text().split_whitespace().map(str::to_owned).collect::<Vec<_>>()).collect();
    let own = words.iter().filter(|word| !["line", "words"].contains(&word.as_str()) && word.parse::<usize>().is_err()).collect::<Vec<_>>();
    assert!(own.is_empty(), "{own:?}");
    Ok(())
}

#[test]
fn a_page_is_small_and_the_same_each_time() -> Outcome {
    let statement = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/statement.md"))?;
    let one = folder(&[("draft.md", &statement)])?;
    let length = page(one.path(), &["draft.md"])?.len();
    assert!(length < 40_000, "{length} bytes");
    let many = tempfile::tempdir()?;
    for draft in common::drafts()? {
        fs::write(many.path().join(&draft.name), draft.text())?;
    }
    let first = page(many.path(), &["--threads", "1", "."])?;
    assert!(first == page(many.path(), &["--threads", "4", "."])?, "another page");
    Ok(())
}

#[test]
fn the_page_is_a_file_unless_standard_output_is_asked_for() -> Outcome {
    let folder = folder(&[("draft.md", "I failed Step 1. My school never prepared us.\n"), ("broken.md", "---\nkind: poem\n---\nx\n"), ("candor.toml", "")])?;
    let run = candor(folder.path(), &["report", "draft.md"])?;
    assert_eq!((run.status.code(), String::from_utf8(run.stderr)?.as_str()), (Some(0), ""));
    assert!(String::from_utf8(run.stdout)?.starts_with("candor-report.html is written: 1 draft checked, "));
    let written = fs::read_to_string(folder.path().join("candor-report.html"))?;
    assert_eq!(written, page(folder.path(), &["draft.md"])?);
    // Another run takes its place, also where a draft cannot be checked: that is told, and fails.
    let run = candor(folder.path(), &["report"])?;
    assert_eq!(run.status.code(), Some(2));
    let again = Node::parse(&fs::read_to_string(folder.path().join("candor-report.html"))?)?;
    let problems = again.of_class("problems").iter().map(|node| node.text()).collect::<String>();
    assert!(problems.contains("Not checked") && problems.contains("error broken.md:2: there is no kind 'poem'") && problems.contains("try: "), "{problems}");
    for (args, code) in [(&["--fail-on", "warning"][..], 1), (&["--fail-on", "error"], 0), (&["--fail-on", "note", "--ignore", "all"], 0)] {
        assert_eq!(candor(folder.path(), &[&["report", "draft.md"], args].concat())?.status.code(), Some(code), "{args:?}");
    }
    let before = fs::read_to_string(folder.path().join("draft.md"))?;
    let refused: [(&[&str], &str); 6] = [
        (&["--output", "draft.md"], "over a draft"),
        (&["--output", "candor.toml"], "over a configuration"),
        (&["--output", "nowhere/page.html"], "make its folder first"),
        (&["--output", "."], "this is a folder"),
        (&["--output", "new.html", "broken.md"], "there is no kind"),
        (&["--output", "new.html", "--select", "blam"], "there is no lint 'blam'"),
    ];
    for (args, words) in refused {
        let run = candor(folder.path(), &[&["report"], args].concat())?;
        let told = String::from_utf8(run.stderr)?;
        assert_eq!((run.status.code(), run.stdout.len()), (Some(2), 0), "{args:?}: {told}");
        assert!(told.contains(words), "{args:?}: {told}");
    }
    assert_eq!(fs::read_to_string(folder.path().join("draft.md"))?, before);
    assert!(!folder.path().join("new.html").exists());
    Ok(())
}
