//! A page of HTML as a tree, by the rules that browsers follow.

use super::Outcome;
use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Token, Tokenizer};
use std::collections::BTreeMap;

/// An element or a text.
pub(crate) enum Node {
    Element { name: String, attributes: BTreeMap<String, String>, children: Vec<Node> },
    Text(String),
}

impl Node {
    /// Takes `page` apart; what a browser would have to mend is an error.
    pub(crate) fn parse(page: &str) -> Outcome<Self> {
        let mut emitter = DefaultEmitter::default();
        emitter.naively_switch_states(true);
        let element = |name: String, attributes| Self::Element { name, attributes, children: Vec::new() };
        let mut open = vec![element("#document".to_owned(), BTreeMap::new())];
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        for token in Tokenizer::new_with_emitter(page, emitter) {
            let Ok(token) = token;
            let done = match token {
                Token::StartTag(tag) => {
                    let attributes = tag.attributes.iter().map(|(name, value)| (text(name), text(value))).collect();
                    let name = text(&tag.name);
                    if name != "meta" {
                        open.push(element(name, attributes));
                        continue;
                    }
                    element(name, attributes)
                }
                Token::EndTag(tag) => {
                    let ended = open.pop().ok_or("an element too many is ended")?;
                    assert!(matches!(&ended, Self::Element { name, .. } if *name == text(&tag.name)), "{:?} ends another element", tag.name);
                    ended
                }
                Token::String(words) => Self::Text(text(&words)),
                Token::Doctype(_) => continue,
                other => return Err(format!("the page holds {other:?}").into()),
            };
            if let Some(Self::Element { children, .. }) = open.last_mut() {
                children.push(done);
            }
        }
        assert_eq!(open.len(), 1, "an element is not ended");
        Ok(open.remove(0))
    }

    pub(crate) fn name(&self) -> &str {
        if let Self::Element { name, .. } = self { name } else { "" }
    }

    pub(crate) fn attribute(&self, wanted: &str) -> Option<&str> {
        if let Self::Element { attributes, .. } = self { attributes.get(wanted).map(String::as_str) } else { None }
    }

    pub(crate) fn has_class(&self, class: &str) -> bool {
        self.attribute("class").is_some_and(|classes| classes.split(' ').any(|own| own == class))
    }

    pub(crate) fn children(&self) -> &[Self] {
        if let Self::Element { children, .. } = self { children } else { &[] }
    }

    /// This node and all below it, in reading order.
    pub(crate) fn all(&self) -> Vec<&Self> {
        std::iter::once(self).chain(self.children().iter().flat_map(Self::all)).collect()
    }

    pub(crate) fn of_class(&self, class: &str) -> Vec<&Self> {
        self.all().into_iter().filter(|node| node.has_class(class)).collect()
    }

    pub(crate) fn text(&self) -> String {
        self.all().iter().filter_map(|node| if let Self::Text(text) = node { Some(text.as_str()) } else { None }).collect()
    }
}
