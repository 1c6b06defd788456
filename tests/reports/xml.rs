//! JUnit and Checkstyle XML, read back by a parser.

use super::{NAME, Outcome, expected, report};

/// The attribute, which has to be there.
fn attribute(node: roxmltree::Node<'_, '_>, name: &str) -> Outcome<String> {
    Ok(node.attribute(name).ok_or(format!("no {name} in {node:?}"))?.to_owned())
}

fn elements<'a, 'b>(node: roxmltree::Node<'a, 'b>) -> impl Iterator<Item = roxmltree::Node<'a, 'b>> {
    node.children().filter(roxmltree::Node::is_element)
}

/// What the schema of Jenkins' xUnit plugin (`junit-10.xsd`) allows, of the elements that candor writes: their attributes and their children.
const JUNIT: [(&str, &[&str], &[&str]); 6] = [
    ("testsuites", &["name", "time", "tests", "failures", "errors"], &["testsuite"]),
    ("testsuite", &["name", "tests", "failures", "errors", "skipped", "file"], &["testcase"]),
    ("testcase", &["name", "time", "classname", "group"], &["failure", "error", "system-out"]),
    ("failure", &["type", "message"], &[]),
    ("error", &["type", "message"], &[]),
    ("system-out", &[], &[]),
];

#[test]
fn junit_says_what_the_json_report_says() -> Outcome {
    let report = report("junit")?;
    let document = roxmltree::Document::parse(&report)?;
    for node in document.descendants().filter(roxmltree::Node::is_element) {
        let (_, attributes, children) = JUNIT.iter().find(|(name, ..)| node.has_tag_name(*name)).ok_or(format!("{node:?}"))?;
        assert!(node.attributes().all(|a| attributes.contains(&a.name())), "{node:?}");
        assert!(elements(node).all(|child| children.contains(&child.tag_name().name())), "{node:?}");
    }
    assert!(document.root_element().has_tag_name("testsuites"));
    let (mut findings, mut passed, mut errors) = (Vec::new(), Vec::new(), Vec::new());
    for suite in elements(document.root_element()) {
        let path = attribute(suite, "name")?;
        let cases: Vec<_> = elements(suite).collect();
        let having = |name: &str| cases.iter().filter(|case| elements(**case).any(|child| child.has_tag_name(name))).count().to_string();
        assert_eq!(attribute(suite, "tests")?, cases.len().to_string());
        assert_eq!(attribute(suite, "failures")?, having("failure"));
        assert_eq!(attribute(suite, "errors")?, having("error"));
        for case in cases {
            assert_eq!(attribute(case, "classname")?, path);
            let Some(outcome) = elements(case).next() else {
                passed.push(path.clone());
                continue;
            };
            if outcome.has_tag_name("failure") {
                let told = outcome.text().unwrap_or_default().to_owned();
                findings.push((path.clone(), attribute(case, "name")?, attribute(outcome, "type")?, attribute(outcome, "message")?, told));
            } else {
                errors.push((outcome.tag_name().name().to_owned(), path.clone()));
            }
        }
    }
    let expected = expected()?;
    let wanted: Vec<_> = expected
        .iter()
        .map(|f| {
            let at = format!("{}:{}", f.place[0], f.place[1]);
            let message = f.message.lines().next().unwrap_or_default().to_owned();
            (f.path.clone(), format!("{} {at}", f.lint), f.severity.clone(), message, format!("{}:{at}: {}", f.path, f.message))
        })
        .collect();
    assert_eq!(findings, wanted);
    assert!(!passed.is_empty() && passed.iter().all(|path| expected.iter().all(|f| f.path != *path)), "{passed:?}");
    errors.sort();
    let wanted = [("error", "Cargo.toml"), ("error", "missing.md"), ("system-out", NAME)].map(|(kind, path)| (kind.to_owned(), path.to_owned()));
    assert_eq!(errors, wanted);
    Ok(())
}

#[test]
fn checkstyle_says_what_the_json_report_says() -> Outcome {
    let report = report("checkstyle")?;
    let document = roxmltree::Document::parse(&report)?;
    let root = document.root_element();
    assert!(root.has_tag_name("checkstyle") && root.attribute("version").is_some());
    let (mut findings, mut problems) = (Vec::new(), Vec::new());
    for file in elements(root) {
        assert!(file.has_tag_name("file"));
        let path = attribute(file, "name")?;
        for error in elements(file) {
            assert!(error.has_tag_name("error"));
            let (source, severity, message) = (attribute(error, "source")?, attribute(error, "severity")?, attribute(error, "message")?);
            match source.strip_prefix("candor.") {
                Some(lint) => {
                    let place: (u64, u64) = (attribute(error, "line")?.parse()?, attribute(error, "column")?.parse()?);
                    let severity = if severity == "info" { "note".to_owned() } else { severity };
                    findings.push((path.clone(), lint.to_owned(), severity, place, message));
                }
                None => problems.push((severity, path.clone())),
            }
        }
    }
    let wanted: Vec<_> = expected()?.into_iter().map(|f| (f.path, f.lint, f.severity, (f.place[0], f.place[1]), f.message)).collect();
    assert_eq!(findings, wanted);
    problems.sort();
    let wanted = [("error", "Cargo.toml"), ("error", "missing.md"), ("warning", NAME)].map(|(severity, path)| (severity.to_owned(), path.to_owned()));
    assert_eq!(problems, wanted);
    Ok(())
}
