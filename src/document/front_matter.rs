//! Front matter: what a file says of itself between two lines of `---`.

use saphyr::{LoadableYamlNode, MarkedYaml, Scalar, YamlData};
use std::ops::Range;

/// A value with its place in the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field<T = String> {
    /// The value.
    pub value: T,
    /// Its bytes in the source.
    pub span: Range<usize>,
}

/// The fields candor knows. Others belong to other programs and are left alone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FrontMatter {
    /// Bytes of the source from the first `---` to past the last, if there is front matter.
    pub span: Option<Range<usize>>,
    /// `kind`
    pub kind: Option<Field>,
    /// `type`
    pub entry_type: Option<Field>,
    /// `specialty`
    pub specialty: Option<Field>,
    /// `setback`: whether the writer's record holds one that the draft is meant to tell
    pub setback: Option<Field<bool>>,
    /// `allow`: ids of lints that are to be silent
    pub allow: Vec<Field>,
}

/// Front matter that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrontMatterError {
    /// Where in the source.
    pub span: Range<usize>,
    /// What was wrong.
    pub message: String,
    /// The way out.
    pub help: String,
}

/// Front matter longer than this is not a draft's.
const LONGEST: usize = 16 * 1024;
/// Brackets or list marks beyond this are not a draft's; the YAML reader's stack stays safe.
const DEEPEST: usize = 64;

/// Reads the front matter that may stand at byte `start` of `source`, and says where the text behind it begins.
pub(super) fn read(source: &str, start: usize) -> Result<(FrontMatter, usize), FrontMatterError> {
    let Some((yaml, end)) = find(source, start) else { return Ok((FrontMatter::default(), start)) };
    let text = &source[yaml.clone()];
    let fail = |span: Range<usize>, message: String| FrontMatterError {
        span,
        message,
        help: "write one `key: value` a line between the two lines of ---, for example `kind: personal-statement`, or remove both lines".to_owned(),
    };
    let marks = |set: &[char]| text.chars().filter(|c| set.contains(c)).count();
    let dashes = text.lines().map(|line| line.matches("- ").count() + line.matches("? ").count()).max().unwrap_or(0);
    if text.len() > LONGEST || marks(&['[', '{']) > DEEPEST || dashes > DEEPEST || text.contains('&') && text.contains('*') {
        return Err(fail(yaml, "the front matter is too long or too deep to be a draft's".to_owned()));
    }
    let place = |index: usize| {
        let offset = text.char_indices().nth(index).map_or(text.len(), |(at, _)| at);
        yaml.start + offset
    };
    let documents = MarkedYaml::load_from_str(text).map_err(|error| {
        let at = place(error.marker().index());
        fail(at..source.ceil_char_boundary(source.len().min(at + 1)).max(at), format!("the front matter is no YAML: {}", error.info()))
    })?;
    let mut front = FrontMatter { span: Some(start..end), ..FrontMatter::default() };
    let Some(document) = documents.first() else { return Ok((front, end)) };
    let YamlData::Mapping(mapping) = &document.data else {
        if matches!(document.data, YamlData::Value(Scalar::Null)) {
            return Ok((front, end));
        }
        return Err(fail(yaml, "the front matter holds no keys".to_owned()));
    };
    for (key, value) in mapping {
        let YamlData::Value(Scalar::String(name)) = &key.data else { continue };
        let field = match name.as_ref() {
            "kind" => &mut front.kind,
            "type" => &mut front.entry_type,
            "specialty" => &mut front.specialty,
            "setback" => {
                let span = span_of(value, source, &place);
                match &value.data {
                    YamlData::Value(Scalar::Boolean(value)) => front.setback = Some(Field { value: *value, span }),
                    YamlData::Value(Scalar::Null) => {}
                    _ => return Err(fail(span, "'setback' is neither true nor false: expected `setback: true`".to_owned())),
                }
                continue;
            }
            "allow" => {
                allow(value, source, &place, &mut front.allow)
                    .map_err(|span| fail(span, "'allow' is no list of lints: expected `allow: [blame, excuse]`".to_owned()))?;
                continue;
            }
            _ => continue,
        };
        let span = span_of(value, source, &place);
        match &value.data {
            YamlData::Value(Scalar::String(text)) => *field = Some(Field { value: text.trim().to_owned(), span }),
            YamlData::Value(Scalar::Null) => {}
            _ => return Err(fail(span, format!("'{name}' is not a single word: expected text behind it"))),
        }
    }
    Ok((front, end))
}

/// The bytes of `value`. The reader of YAML counts the blanks behind a quotation mark as its own.
fn span_of(value: &MarkedYaml<'_>, source: &str, place: &impl Fn(usize) -> usize) -> Range<usize> {
    let (start, end) = (place(value.span.start.index()), place(value.span.end.index()));
    start..start + source[start..end.max(start)].trim_end().len()
}

/// Adds the ids in `value`, one or a list, to `lints`; an error is the place of what is none.
fn allow(value: &MarkedYaml<'_>, source: &str, place: &impl Fn(usize) -> usize, lints: &mut Vec<Field>) -> Result<(), Range<usize>> {
    let span = span_of(value, source, place);
    match &value.data {
        YamlData::Value(Scalar::String(text)) => {
            let names = text.split(',').map(str::trim).filter(|name| !name.is_empty());
            lints.extend(names.map(|name| Field { value: name.to_ascii_lowercase(), span: span.clone() }));
            Ok(())
        }
        YamlData::Value(Scalar::Null) => Ok(()),
        YamlData::Sequence(items) => items.iter().try_for_each(|item| match &item.data {
            YamlData::Value(Scalar::String(_)) => allow(item, source, place, lints),
            _ => Err(place(item.span.start.index())..place(item.span.end.index())),
        }),
        _ => Err(span),
    }
}

/// The YAML between the marks, and where the text behind the closing mark begins. Without a closing mark the first `---` is only a line.
fn find(source: &str, start: usize) -> Option<(Range<usize>, usize)> {
    let mut lines = Lines { source, at: start };
    let first = lines.next()?;
    if source[first.clone()].trim_end() != "---" {
        return None;
    }
    let yaml_start = first.end;
    for line in lines {
        if matches!(source[line.clone()].trim_end(), "---" | "...") {
            return Some((yaml_start..line.start, line.end));
        }
        if line.end - yaml_start > 2 * LONGEST {
            return None;
        }
    }
    None
}

/// Lines with their ends, by any line end.
struct Lines<'a> {
    source: &'a str,
    at: usize,
}

impl Iterator for Lines<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        let rest = &self.source[self.at..];
        if rest.is_empty() {
            return None;
        }
        let length = match rest.find(['\n', '\r']) {
            Some(at) if rest[at..].starts_with("\r\n") => at + 2,
            Some(at) => at + 1,
            None => rest.len(),
        };
        let line = self.at..self.at + length;
        self.at = line.end;
        Some(line)
    }
}
