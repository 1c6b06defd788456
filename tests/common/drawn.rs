//! Texts drawn at random: arbitrary ones, and ones built of what the lints and Markdown react to, so that they get past the first test.

use proptest::prelude::*;
use proptest::sample::select;

/// What lints look for, and what stands in its way: marks, markup, shapes, and characters of more than one byte or code point.
#[rustfmt::skip]
pub(crate) const TRIGGERS: &[&str] = &[
    "I", "my", "failed", "Step 1", "because", "my school never prepared us", "I am deeply sorry", "through no fault of my own", "simply unfair",
    "the exam", "208", "98th percentile", "I passed the retake", "I learned", "I changed how I studied", "ever since I was a child",
    "attended rounds", "a hard-working team player", "family medicine", "medical genetics", "Mr. Milo Vanterpool", "March 14, 2023", "MRN 1234567",
    "[Program Name]", "____", "TODO", "Dr.", "e.g.", "don't", "don’t", "dont", "not", "she said", "3.5", "%", ".", "?", "!", ",", ";", "—", "-",
    "...", "…", "\"", "'", "“", "”", "‘", "’", "(", ")", "*", "**", "_", "`", "```\n", "# ", "## ", "> ", "- ", "1. ", "<!-- ", " -->", "<b>",
    "&amp;", "&#x27;", "\\", "[a](b)", "![c](d)", "---\n", "\t", " ", "\u{a0}", "\u{ad}", "\u{200b}", "\u{2028}", "\u{feff}", "\n", "\n\n", "\r\n",
    "\r", "    ", "é", "e\u{301}", "ﬁ", "ß", "İ", "ǆ", "日本語", "👩‍⚕️", "🇨🇭", "\u{0}", "[[", "]]", "[[blame|",
];

/// Words of a dictionary put together, blanks between some of them.
pub(crate) fn of(dictionary: &'static [&'static str], length: usize) -> impl Strategy<Value = String> {
    prop::collection::vec((select(dictionary), select(&["", " ", " "][..])), 0..length)
        .prop_map(|words| words.into_iter().flat_map(|(word, gap)| [word, gap]).collect())
}

pub(crate) fn text() -> impl Strategy<Value = String> {
    prop_oneof![1 => any::<String>(), 4 => of(TRIGGERS, 60), 1 => (of(TRIGGERS, 12), any::<String>(), of(TRIGGERS, 12)).prop_map(|(a, b, c)| a + &b + &c)]
}

/// `PROPTEST_CASES` asks for more than the default.
pub(crate) fn config() -> ProptestConfig {
    // What fails becomes a test of its own; no file of seeds is kept.
    ProptestConfig { failure_persistence: None, ..ProptestConfig::default() }
}
