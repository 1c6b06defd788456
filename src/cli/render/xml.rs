//! What XML demands of a text. The two formats that are XML are a few elements each; they need no more than this.

use std::fmt::Write as _;

/// The first line of a document.
pub(super) const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

/// `text` as the value of an attribute or the text of an element. What XML cannot hold becomes the sign for an unknown character.
pub(super) fn escaped(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut out, c| {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            // `]]>` may not stand in a text.
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // In an attribute they would be read as blanks; what XML 1.0 advises against and a terminal obeys is written as a number, too.
            '\t' | '\n' | '\r' | '\u{7f}'..='\u{9f}' | '\u{2028}' => {
                let _ = write!(out, "&#{};", u32::from(c));
            }
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            _ => out.push(c),
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_is_read_back_or_replaced() {
        let all: String = (0..=0x3000).chain(0xe000..=0x1_0010).filter_map(char::from_u32).collect();
        let document = format!("<a b=\"{0}\">{0}</a>", escaped(&all));
        let forbidden = |c: char| c < ' ' && !"\t\n\r".contains(c) || c == '\u{fffe}' || c == '\u{ffff}';
        let want: String = all.chars().map(|c| if forbidden(c) { '\u{fffd}' } else { c }).collect();
        let parsed = roxmltree::Document::parse(&document).map_err(|e| e.to_string());
        let read = parsed.as_ref().map(|p| (p.root_element().attribute("b"), p.root_element().text()));
        assert_eq!(read, Ok((Some(want.as_str()), Some(want.as_str()))));
        assert_eq!(escaped("a ]]> \"b\" & <c>"), "a ]]&gt; &quot;b&quot; &amp; &lt;c&gt;");
    }
}
