//! Inflection: all forms of a word, for patterns written with `~`.
//!
//! The regular rules of English spelling live here; irregular words come as data. Too many forms do no harm (a form nobody writes
//! matches nothing), so a word is inflected as a noun, a verb and an adjective at once.

use std::collections::BTreeMap;

/// Irregular words: the base form, and all other forms that are not regular.
#[derive(Debug, Default, Clone)]
pub struct Irregular {
    /// For a verb: past, participle and other forms.
    pub verbs: BTreeMap<String, Vec<String>>,
    /// For a noun: its plural.
    pub nouns: BTreeMap<String, String>,
}

/// All forms of `base` (in normal spelling), the base first, each once.
#[must_use]
pub fn inflections(base: &str, irregular: &Irregular) -> Vec<String> {
    let mut forms = vec![base.to_owned()];
    let mut add = |form: String| {
        if !forms.contains(&form) {
            forms.push(form);
        }
    };
    if base == "be" {
        ["am", "is", "are", "was", "were", "been", "being"].into_iter().for_each(|f| add(f.to_owned()));
        return forms;
    }
    let stem_e = base.strip_suffix('e');
    let consonant_y = base.strip_suffix('y').filter(|s| !s.ends_with(['a', 'e', 'i', 'o', 'u']));
    add(match consonant_y {
        Some(stem) => format!("{stem}ies"),
        None if ["s", "x", "z", "ch", "sh"].iter().any(|e| base.ends_with(e)) => format!("{base}es"),
        None => format!("{base}s"),
    });
    if let Some(plural) = irregular.nouns.get(base) {
        add(plural.clone());
    }
    match irregular.verbs.get(base) {
        Some(others) => others.iter().cloned().for_each(&mut add),
        None => match (stem_e, consonant_y) {
            (Some(_), _) => add(format!("{base}d")),
            (_, Some(stem)) => add(format!("{stem}ied")),
            _ => add(format!("{base}ed")),
        },
    }
    let ing = match stem_e {
        Some(_) if base.ends_with("ee") || base.ends_with("ye") || base.ends_with("oe") => format!("{base}ing"),
        Some(stem) if base.ends_with("ie") => format!("{}ying", &stem[..stem.len() - 1]),
        Some(stem) => format!("{stem}ing"),
        None => format!("{base}ing"),
    };
    add(ing);
    if let Some(last) = doubles(base) {
        if !irregular.verbs.contains_key(base) {
            add(format!("{base}{last}ed"));
        }
        add(format!("{base}{last}ing"));
        add(format!("{base}{last}er"));
        add(format!("{base}{last}est"));
    }
    match (stem_e, consonant_y) {
        (Some(_), _) => ["r", "st"].into_iter().for_each(|e| add(format!("{base}{e}"))),
        (_, Some(stem)) => ["ier", "iest"].into_iter().for_each(|e| add(format!("{stem}{e}"))),
        _ => ["er", "est"].into_iter().for_each(|e| add(format!("{base}{e}"))),
    }
    forms
}

/// The consonant that may double before an ending (`plan` → `planned`): one vowel, one consonant, at the end.
fn doubles(base: &str) -> Option<char> {
    let mut from_end = base.chars().rev();
    let last = from_end.next()?;
    let vowel = from_end.next()?;
    let before = from_end.next()?;
    let is_vowel = |c: char| "aeiou".contains(c);
    (!is_vowel(last) && !"wxy".contains(last) && is_vowel(vowel) && !is_vowel(before)).then_some(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regular_and_irregular_words() {
        let irregular = Irregular {
            verbs: [("fall".to_owned(), vec!["fell".to_owned(), "fallen".to_owned()])].into(),
            nouns: [("child".to_owned(), "children".to_owned())].into(),
        };
        for (base, want) in [
            ("fail", &["fails", "failed", "failing"][..]),
            ("blame", &["blames", "blamed", "blaming"]),
            ("study", &["studies", "studied", "studying"]),
            ("plan", &["plans", "planned", "planning"]),
            ("pass", &["passes", "passed", "passing"]),
            ("fall", &["fell", "fallen", "falling"]),
            ("child", &["children"]),
            ("low", &["lower", "lowest"]),
        ] {
            let forms = inflections(base, &irregular);
            for form in want {
                assert!(forms.iter().any(|f| f == form), "{base}: {form} is not in {forms:?}");
            }
        }
        assert!(!inflections("fall", &irregular).contains(&"falled".to_owned()));
    }
}
