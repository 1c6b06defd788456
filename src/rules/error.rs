//! Mistakes in a data file, reported like findings.

use std::ops::Range;

/// A mistake in a lint file, a vocabulary or another file of data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataError {
    /// The file, as it was named when it was read.
    pub file: String,
    /// Byte range in the file; empty at 0 when the mistake is about the file as a whole.
    pub span: Range<usize>,
    /// What was wrong and what was expected.
    pub message: String,
}

impl DataError {
    /// A mistake at `span` of `file`.
    #[must_use]
    pub fn new(file: &str, span: Range<usize>, message: impl Into<String>) -> Self {
        Self { file: file.to_owned(), span, message: message.into() }
    }
}

/// What is wrong with a file in TOML. The parser's own word for a value that is none of a few names tells nobody which type was wanted.
#[must_use]
pub fn said_of_toml(error: &toml::de::Error) -> &str {
    match error.message().trim() {
        "wanted string or table" => "invalid type: expected a string, that is, a word in quotation marks",
        message => message,
    }
}

/// The names of `known`, nearest to `name` first, as "did you mean" and listings want them.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let mut all: Vec<&str> = known.into_iter().collect();
    all.sort_by(|a, b| strsim::jaro_winkler(name, b).total_cmp(&strsim::jaro_winkler(name, a)).then_with(|| a.cmp(b)));
    all
}

/// The name that was certainly meant by `name`, which does not exist: the first of `near`, if at most two letters differ.
#[must_use]
pub fn misspelt(name: &str, near: &[&str]) -> Option<String> {
    let [first, others @ ..] = near else { return None };
    let distance = |other: &str| strsim::osa_distance(&name.to_lowercase(), other);
    let sure = distance(first) <= 2 && first.len() > 4 && others.iter().all(|other| distance(other) > distance(first));
    sure.then(|| (*first).to_owned())
}
