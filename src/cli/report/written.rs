//! Text as it is written: every character is there to see, and none does anything.
//!
//! Some characters cannot be seen and change how others are shown, and some may not stand in HTML at all. Each of these gets a box of its own with its number in it; the
//! style sheet writes the number, so that a text that is copied stays what it was. The box also ends what a change of direction would do to the text around it.

use maud::{Markup, html};

/// Stands for what HTML cannot hold.
const UNKNOWN: char = '\u{fffd}';

/// `text` as it is written.
pub(super) fn written(text: &str) -> Markup {
    html! {
        @for part in text.split_inclusive(is_odd) {
            @match part.char_indices().next_back().filter(|(_, last)| is_odd(*last)) {
                None => (part),
                Some((at, odd)) => {
                    (part[..at])
                    bdi.odd data-code=(format!("U+{:04X}", u32::from(odd))) { (if is_allowed(odd) { odd } else { UNKNOWN }) }
                }
            }
        }
    }
}

/// `text` for a place that holds text alone.
pub(super) fn plain(text: &str) -> String {
    text.chars().map(|c| if is_odd(c) { UNKNOWN } else { c }).collect()
}

/// Whether `c` would not be seen, or would change how others are.
fn is_odd(c: char) -> bool {
    match c {
        '\t' | '\n' | '\r' => false,
        // Directions, their marks, and what has no width. Joiners stay: emoji and scripts are made with them.
        '\u{061c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' => true,
        _ => c.is_control() || !is_allowed(c),
    }
}

/// Whether HTML may hold `c`.
fn is_allowed(c: char) -> bool {
    let number = u32::from(c);
    !c.is_control() && number & 0xfffe != 0xfffe && !(0xfdd0..=0xfdef).contains(&number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_gets_a_box_and_what_can_is_left_alone() {
        let seen = "é <b>&amp;</b> \u{1f469}\u{200d}\u{1f52c} שלום\n\ttab";
        assert_eq!(written(seen).into_string(), seen.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"));
        let odd = |c: char, code: &str| format!("a<bdi class=\"odd\" data-code=\"{code}\">{c}</bdi>b");
        for (c, code, shown) in
            [('\u{202e}', "U+202E", '\u{202e}'), ('\0', "U+0000", UNKNOWN), ('\u{85}', "U+0085", UNKNOWN), ('\u{1fffe}', "U+1FFFE", UNKNOWN)]
        {
            assert_eq!(written(&format!("a{c}b")).into_string(), odd(shown, code));
            assert_eq!(plain(&format!("a{c}b")), "a\u{fffd}b");
        }
    }
}
