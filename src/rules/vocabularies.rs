//! Vocabularies and the names of specialties, compiled to one trie.

use super::error::{DataError, nearest};
use super::source::{SpecialtyFile, VocabularyFile};
use crate::pattern::VocabularyId;
use crate::pattern::compiler::Compiler;
use crate::pattern::program::{FIRST_VOCABULARY, shape_vocabulary};
use crate::pattern::syntax::{Class, Node, parse};
use crate::pattern::trie::TrieBuilder;
use std::collections::BTreeMap;
use toml::Spanned;

/// More spellings of one phrase than this are a mistake of its author.
const MOST_EXPANSIONS: usize = 4096;
/// Any specialty's name; any specialty's people.
const BUILT_IN: [&str; 2] = ["a-specialty", "a-specialist"];

/// A phrase as symbols.
type Phrase = Vec<u32>;

/// All vocabularies while they are compiled.
#[derive(Default)]
pub(super) struct Vocabularies {
    ids: BTreeMap<String, VocabularyId>,
    trie: TrieBuilder,
    next: VocabularyId,
}

struct Source<'a> {
    file: &'a str,
    phrases: Vec<(&'a Spanned<String>, Option<Node>)>,
}

impl Vocabularies {
    /// Compiles vocabularies and specialties, each given as name, file name and content. For every specialty, in order, the
    /// vocabularies of all its phrases, of its names and people, and of its names and settings.
    pub(super) fn compile<'a>(
        &mut self,
        files: impl Iterator<Item = (&'a str, &'a str, &'a VocabularyFile)>,
        specialties: impl Iterator<Item = (&'a str, &'a str, &'a SpecialtyFile)>,
        compiler: &mut Compiler<'_>,
        errors: &mut Vec<DataError>,
    ) -> Vec<[VocabularyId; 3]> {
        self.next = FIRST_VOCABULARY;
        for (word, lemma) in [("%", false), ("percent", false)] {
            let symbol = compiler.symbol(word, lemma);
            self.trie.add(shape_vocabulary(Class::Percent), &[symbol]);
        }
        let per_cent = [compiler.symbol("per", false), compiler.symbol("cent", false)];
        self.trie.add(shape_vocabulary(Class::Percent), &per_cent);

        let mut sources: BTreeMap<&str, Source<'a>> = BTreeMap::new();
        for (name, file, vocabulary) in files {
            if Class::named(name).is_some() || BUILT_IN.contains(&name) {
                errors.push(DataError::new(file, 0..0, format!("'{name}' is built in: expected another file name")));
            }
            sources.insert(name, Source { file, phrases: parsed(&vocabulary.phrases, file, errors) });
        }
        let mut done: BTreeMap<&str, Vec<Phrase>> = BTreeMap::new();
        // The specialties come first: other vocabularies may use their names.
        let mut specialty_ids = Vec::new();
        let (mut any_name, mut any_person) = (Vec::new(), Vec::new());
        let specialties: Vec<_> = specialties.collect();
        let mut lists = Vec::new();
        for (_, file, specialty) in &specialties {
            let lists_of: Vec<_> =
                [&specialty.names, &specialty.people, &specialty.terms, &specialty.settings].into_iter().map(|l| parsed(l, file, errors)).collect();
            lists.push(lists_of);
        }
        let mut open = vec![];
        for name in sources.keys().copied().collect::<Vec<_>>() {
            resolve(name, &sources, &mut done, &mut open, compiler, errors);
        }
        for ((id, file, _), lists) in specialties.iter().zip(&lists) {
            let mut expanded: Vec<Vec<Phrase>> = Vec::new();
            for list in lists {
                let mut phrases = Vec::new();
                for (text, node) in list {
                    if let Some(node) = node {
                        expand_into(&mut phrases, node, text, file, &done, compiler, errors);
                    }
                }
                expanded.push(phrases);
            }
            let [names, people, terms, settings] = &expanded[..] else { continue };
            any_name.extend(names.iter().cloned());
            any_person.extend(people.iter().cloned());
            let all = self.add(&format!("specialty {id}"), &[names, people, terms, settings], compiler);
            let named = self.add(&format!("specialty {id} names"), &[names, people], compiler);
            let places = self.add(&format!("specialty {id} places"), &[names, settings], compiler);
            specialty_ids.push([all, named, places]);
        }
        self.add(BUILT_IN[0], &[&any_name], compiler);
        self.add(BUILT_IN[1], &[&any_person], compiler);
        for (name, phrases) in &done {
            self.add(name, &[phrases], compiler);
        }
        specialty_ids
    }

    fn add(&mut self, name: &str, lists: &[&Vec<Phrase>], compiler: &mut Compiler<'_>) -> VocabularyId {
        let id = self.next;
        self.next += 1;
        let phrases: Vec<Phrase> = lists.iter().flat_map(|l| l.iter().cloned()).collect();
        for phrase in &phrases {
            self.trie.add(id, phrase);
        }
        compiler.vocabulary(name, id, &phrases);
        self.ids.insert(name.to_owned(), id);
        id
    }

    /// The number of a vocabulary; 0, which nothing matches, if there is none of that name.
    pub(super) fn id(&self, name: &str) -> VocabularyId {
        self.ids.get(name).copied().unwrap_or(0)
    }

    /// One more than the greatest number.
    pub(super) fn count(&self) -> usize {
        self.next as usize
    }

    pub(super) fn into_trie(self) -> TrieBuilder {
        self.trie
    }
}

/// Parses phrases; what cannot be parsed is reported and left out.
fn parsed<'a>(phrases: &'a [Spanned<String>], file: &str, errors: &mut Vec<DataError>) -> Vec<(&'a Spanned<String>, Option<Node>)> {
    phrases
        .iter()
        .map(|phrase| match parse(phrase.get_ref()) {
            Ok(node) => (phrase, Some(node)),
            Err(error) => {
                errors.push(phrase_error(file, phrase, error.at, &error.message));
                (phrase, None)
            }
        })
        .collect()
}

/// An error at byte `at` of a phrase that stands as a string in a file.
pub(super) fn phrase_error(file: &str, phrase: &Spanned<String>, at: usize, message: &str) -> DataError {
    let span = phrase.span();
    // The string's opening quotation mark is one byte; escapes are rare in phrases, and then the place is near enough.
    let start = (span.start + 1 + at).min(span.end.saturating_sub(1)).max(span.start);
    DataError::new(file, start..span.end.saturating_sub(1).max(start), message)
}

fn resolve<'a>(
    name: &'a str,
    sources: &BTreeMap<&'a str, Source<'a>>,
    done: &mut BTreeMap<&'a str, Vec<Phrase>>,
    open: &mut Vec<&'a str>,
    compiler: &mut Compiler<'_>,
    errors: &mut Vec<DataError>,
) {
    if done.contains_key(name) {
        return;
    }
    let Some((name, source)) = sources.get_key_value(name) else { return };
    if open.contains(name) {
        errors.push(DataError::new(source.file, 0..0, format!("vocabulary '{name}' contains itself by way of {}", open.join(", "))));
        done.insert(name, Vec::new());
        return;
    }
    open.push(name);
    for node in source.phrases.iter().filter_map(|(_, n)| n.as_ref()) {
        let mut used = Vec::new();
        vocabularies_in(node, &mut used);
        for inner in used {
            if let Some((inner, _)) = sources.get_key_value(inner) {
                resolve(inner, sources, done, open, compiler, errors);
            }
        }
    }
    open.pop();
    let mut phrases = Vec::new();
    for (text, node) in &source.phrases {
        if let Some(node) = node {
            expand_into(&mut phrases, node, text, source.file, done, compiler, errors);
        }
    }
    phrases.sort();
    phrases.dedup();
    done.insert(name, phrases);
}

fn vocabularies_in<'n>(node: &'n Node, out: &mut Vec<&'n str>) {
    match node {
        Node::Vocabulary(name) => out.push(name),
        Node::Sequence(parts) | Node::Choice(parts) => parts.iter().for_each(|p| vocabularies_in(p, out)),
        Node::Optional(inner) | Node::Not(inner) | Node::Mark(inner) => vocabularies_in(inner, out),
        _ => {}
    }
}

fn expand_into(
    phrases: &mut Vec<Phrase>,
    node: &Node,
    text: &Spanned<String>,
    file: &str,
    done: &BTreeMap<&str, Vec<Phrase>>,
    compiler: &mut Compiler<'_>,
    errors: &mut Vec<DataError>,
) {
    match expand(node, done, compiler) {
        Ok(found) => phrases.extend(found.into_iter().filter(|p| !p.is_empty())),
        Err(message) => errors.push(phrase_error(file, text, 0, &message)),
    }
}

/// All symbol sequences that `node` stands for.
fn expand(node: &Node, done: &BTreeMap<&str, Vec<Phrase>>, compiler: &mut Compiler<'_>) -> Result<Vec<Phrase>, String> {
    let found = match node {
        Node::Word(word) => vec![vec![compiler.symbol(word, false)]],
        Node::Lemma(word) => vec![vec![compiler.symbol(word, true)]],
        Node::Class(class @ (Class::Number | Class::ThreeDigits | Class::Capitalized)) => vec![vec![*class as u32]],
        Node::Class(Class::Percent) => vec![
            vec![compiler.symbol("%", false)],
            vec![compiler.symbol("percent", false)],
            vec![compiler.symbol("per", false), compiler.symbol("cent", false)],
        ],
        Node::Vocabulary(name) => match done.get(name.as_str()) {
            Some(phrases) => phrases.clone(),
            None => return Err(unknown_vocabulary(name, done.keys().copied())),
        },
        Node::Sequence(parts) => {
            let mut all: Vec<Phrase> = vec![vec![]];
            for part in parts {
                let options = expand(part, done, compiler)?;
                if all.len() * options.len() > MOST_EXPANSIONS {
                    return Err(format!("the phrase stands for more than {MOST_EXPANSIONS} wordings: expected fewer alternatives, or several phrases"));
                }
                all = all.iter().flat_map(|head| options.iter().map(move |tail| [head.as_slice(), tail.as_slice()].concat())).collect();
            }
            all
        }
        Node::Choice(options) => {
            let mut all = Vec::new();
            for option in options {
                all.extend(expand(option, done, compiler)?);
            }
            all
        }
        Node::Optional(inner) => {
            let mut all = expand(inner, done, compiler)?;
            all.push(vec![]);
            all
        }
        Node::Gap(_) | Node::Break | Node::Start | Node::End | Node::Not(_) | Node::Mark(_) | Node::Class(_) => {
            return Err("a vocabulary holds plain phrases: expected no gap, anchor, break, mark, '!' or word class here".to_owned());
        }
    };
    Ok(found)
}

/// The message for a vocabulary that does not exist.
pub(super) fn unknown_vocabulary<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> String {
    let near = nearest(name, known);
    match near.first() {
        Some(best) => format!("there is no vocabulary '{name}': expected vocabulary/{name}.toml, or the name of another; nearest is <{best}>"),
        None => format!("there is no vocabulary '{name}': expected vocabulary/{name}.toml"),
    }
}
