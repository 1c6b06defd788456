//! The compiler of rule sets: from a set of data files to a [`Ruleset`], or to everything that is wrong with them.
//!
//! All mistakes are collected, not only the first: an author of a lint wants to see them in one go.

use super::draft::{compile_draft, figures_of};
use super::error::{DataError, nearest, said_of_toml};
use super::groups::{GroupContext, compile_groups};
use super::kind::Kinds;
use super::ruleset::{Demand, Example, Lint, Mechanism, Part, Role, RoleId, Ruleset, Signal, Signals, Specialty, StructureSpec};
use super::source::{self, IrregularFile, LintFile, RoleFile, SpecialtyFile, SpellingFile, StructureFile, StructurePart, StructureShare, VocabularyFile};
use super::vocabularies::Vocabularies;
use super::wording::Wording;
use crate::pattern::compiler::Compiler;
use crate::text::Irregular;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use toml::Spanned;

/// A data file and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// Where it stands, relative to the folder of lints, with `/`: `blame.toml`, `vocabulary/exam.toml`. Decides what it is.
    pub place: String,
    /// Its name in messages.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// Files of one kind by stem, each with the index of its source.
struct Parsed {
    lints: BTreeMap<String, (usize, LintFile)>,
    vocabularies: BTreeMap<String, (usize, VocabularyFile)>,
    roles: BTreeMap<String, (usize, RoleFile)>,
    specialties: BTreeMap<String, (usize, SpecialtyFile)>,
    structure: Option<(usize, StructureFile)>,
    spelling: BTreeMap<String, String>,
    irregular: Irregular,
}

/// Roles that the check itself assigns; they have no file.
const BUILT_IN_ROLES: [(&str, &str); 2] =
    [("specialty", "Names the draft's own specialty, or work, people or places of it"), ("other-specialty", "Names another specialty or a place of one")];

/// The built-in roles called `named`, as bits. Others are not decided yet when the weights are asked.
fn built_in(named: &[Spanned<String>], file: &str, errors: &mut Vec<DataError>) -> u64 {
    let mut bits = 0;
    for name in named {
        match BUILT_IN_ROLES.iter().position(|(role, _)| *role == name.get_ref()) {
            Some(at) => bits |= 1 << at,
            None => {
                let message =
                    format!("'{}' is no built-in role: expected {}", name.get_ref(), BUILT_IN_ROLES.map(|(role, _)| format!("'{role}'")).join(" or "));
                errors.push(DataError::new(file, name.span(), message));
            }
        }
    }
    bits
}

/// Compiles `files`. A later file replaces an earlier one of the same place.
///
/// # Errors
/// Every mistake in the files, in their order.
pub fn compile(files: &[SourceFile]) -> Result<Ruleset, Vec<DataError>> {
    let mut errors = Vec::new();
    let parsed = parse_all(files, &mut errors);
    if !errors.is_empty() {
        return Err(errors);
    }
    let mut compiler = Compiler::new(&parsed.spelling, &parsed.irregular);
    let mut vocabularies = Vocabularies::default();
    let specialties = vocabularies.compile(
        parsed.vocabularies.iter().map(|(stem, (at, file))| (stem.as_str(), files[*at].name.as_str(), file)),
        parsed.specialties.iter().map(|(id, (at, file))| (id.as_str(), files[*at].name.as_str(), file)),
        &mut compiler,
        &mut errors,
    );
    let mut set = Ruleset {
        writer: vocabularies.id("writer"),
        negation: vocabularies.id("negation"),
        somebody_else: vocabularies.id("somebody-else"),
        ..Ruleset::default()
    };
    set.specialties = parsed
        .specialties
        .iter()
        .zip(specialties)
        .map(|((id, (at, file)), [all, names, places])| Specialty {
            id: id.clone(),
            name: file.name.clone(),
            all,
            names,
            places,
            part_of: file.part_of.iter().filter_map(|p| specialty_number(&parsed, p, &files[*at].name, &mut errors)).collect(),
        })
        .collect();
    let names = Names::new(&parsed);
    if names.roles.len() > Signals::MOST_ROLES {
        errors.push(DataError::new("roles", 0..0, format!("{} roles are declared: at most {} are possible", names.roles.len(), Signals::MOST_ROLES)));
        return Err(errors);
    }
    for (at, name) in names.roles.iter().enumerate() {
        let target = Signal::Role(at as RoleId);
        match parsed.roles.get(*name) {
            None => {
                let about = BUILT_IN_ROLES.iter().find(|(n, _)| n == name).map_or("", |(_, about)| about);
                set.roles.push(Role { name: (*name).to_owned(), about: about.to_owned(), heard_near: 0, holds: vec![], fails: vec![] });
            }
            Some((source, file)) => {
                let context = GroupContext { file: &files[*source].name, names: &names, target, kinds: Kinds::ALL };
                compile_groups(&context, file.guards.as_ref(), &file.r#match, &mut compiler, &mut set, &mut errors);
                set.roles.push(Role {
                    name: (*name).to_owned(),
                    about: file.about.clone(),
                    heard_near: built_in(&file.heard_near, &files[*source].name, &mut errors),
                    holds: file.holds.iter().map(|e| example(e.get_ref())).collect(),
                    fails: file.fails.iter().map(|e| example(e.get_ref())).collect(),
                });
            }
        }
    }
    for (at, (id, (source, file))) in parsed.lints.iter().enumerate() {
        let kinds = file.kinds.as_ref().map_or(Kinds::ALL, |k| k.iter().copied().collect());
        let name = &files[*source].name;
        let context = GroupContext { file: name, names: &names, target: Signal::Lint(at as u16), kinds };
        compile_groups(&context, file.guards.as_ref(), &file.r#match, &mut compiler, &mut set, &mut errors);
        let draft = file.draft.as_ref().and_then(|d| compile_draft(d, name, &names, &mut errors));
        check_lint(file, kinds, name, &mut errors);
        set.lints.push(lint(id, file, kinds, draft));
    }
    if let Some((source, file)) = &parsed.structure {
        let name = &files[*source].name;
        let part = |part: &StructurePart, errors: &mut Vec<DataError>| Part {
            name: part.name.clone(),
            signals: names.signals(std::slice::from_ref(&part.role), name, errors),
            passage: None,
        };
        let share = |share: &StructureShare, errors: &mut Vec<DataError>| Part {
            name: share.name.clone(),
            signals: names.signals(&share.roles, name, errors),
            passage: share.passage.as_ref().and_then(|id| share_lint(&set, id, name, errors)),
        };
        let parts = file.parts.iter().map(|p| part(p, &mut errors)).collect();
        let shares = file.shares.iter().map(|s| share(s, &mut errors)).collect();
        set.structure = StructureSpec { parts, shares };
    }
    match role_order(&set) {
        Ok(order) => set_passes(&mut set, &order),
        Err(name) => errors.push(DataError::new("roles", 0..0, format!("role '{name}' depends on itself by way of near or not-near: break the circle"))),
    }
    let count = vocabularies.count();
    let trie = vocabularies.into_trie();
    let (lexicon, symbols, patterns) = compiler.finish(count);
    set.trie = trie.finish(symbols.count());
    set.lexicon = lexicon;
    set.symbols = symbols;
    set.patterns = patterns;
    // A fault in [guards] is met once for every group.
    let mut seen = std::collections::BTreeSet::new();
    errors.retain(|e| seen.insert((e.file.clone(), e.span.start, e.message.clone())));
    if errors.is_empty() { Ok(set) } else { Err(errors) }
}

/// Roles and lints by name, for references between files.
pub(super) struct Names<'a> {
    pub(super) roles: Vec<&'a str>,
    lints: Vec<&'a str>,
}

impl<'a> Names<'a> {
    fn new(parsed: &'a Parsed) -> Self {
        let mut roles: Vec<&str> = BUILT_IN_ROLES.iter().map(|(name, _)| *name).collect();
        roles.extend(parsed.roles.keys().map(String::as_str));
        Self { roles, lints: parsed.lints.keys().map(String::as_str).collect() }
    }

    /// The bits of the named roles.
    pub(super) fn roles(&self, named: &[Spanned<String>], file: &str, errors: &mut Vec<DataError>) -> u64 {
        named.iter().fold(0, |bits, name| match self.roles.iter().position(|r| *r == name.get_ref().as_str()) {
            Some(at) => bits | 1 << at,
            None => {
                let near = nearest(name.get_ref(), self.roles.iter().copied());
                errors.push(DataError::new(file, name.span(), format!("there is no role '{}': expected one of {}", name.get_ref(), near.join(", "))));
                bits
            }
        })
    }

    /// The named roles and lints.
    pub(super) fn signals(&self, named: &[Spanned<String>], file: &str, errors: &mut Vec<DataError>) -> Signals {
        let mut signals = Signals::default();
        for name in named {
            match self.lints.binary_search(&name.get_ref().as_str()) {
                Ok(at) => signals.lints.push(at as u16),
                Err(_) => signals.roles |= self.roles(std::slice::from_ref(name), file, errors),
            }
        }
        signals
    }
}

fn parse_all(files: &[SourceFile], errors: &mut Vec<DataError>) -> Parsed {
    let mut parsed = Parsed {
        lints: BTreeMap::new(),
        vocabularies: BTreeMap::new(),
        roles: BTreeMap::new(),
        specialties: BTreeMap::new(),
        structure: None,
        spelling: BTreeMap::new(),
        irregular: Irregular::default(),
    };
    for (at, file) in files.iter().enumerate() {
        let (folder, stem) = match file.place.rsplit_once('/') {
            Some((folder, stem)) => (folder, stem),
            None => ("", file.place.as_str()),
        };
        let stem = stem.trim_end_matches(".toml").to_owned();
        if !is_id(&stem) {
            errors.push(DataError::new(&file.name, 0..0, format!("'{stem}' is no id: expected a file name of lower-case letters, digits and hyphens")));
            continue;
        }
        match (folder, stem.as_str()) {
            ("", "spelling") => {
                if let Some(spelling) = read::<SpellingFile>(file, errors) {
                    parsed.spelling = spelling.words;
                }
            }
            ("", "irregular") => {
                if let Some(irregular) = read::<IrregularFile>(file, errors) {
                    parsed.irregular = Irregular { verbs: irregular.verbs, nouns: irregular.nouns };
                }
            }
            ("", "structure") => parsed.structure = read(file, errors).map(|f| (at, f)),
            ("", _) => insert(&mut parsed.lints, stem, at, read(file, errors)),
            ("vocabulary", _) => insert(&mut parsed.vocabularies, stem, at, read(file, errors)),
            ("roles", _) => insert(&mut parsed.roles, stem, at, read(file, errors)),
            ("specialties", _) => insert(&mut parsed.specialties, stem, at, read(file, errors)),
            _ => errors.push(DataError::new(&file.name, 0..0, format!("'{folder}' is no folder of data: expected vocabulary, roles or specialties"))),
        }
    }
    parsed
}

fn insert<T>(map: &mut BTreeMap<String, (usize, T)>, stem: String, at: usize, file: Option<T>) {
    if let Some(file) = file {
        map.insert(stem, (at, file));
    }
}

fn read<T: DeserializeOwned>(file: &SourceFile, errors: &mut Vec<DataError>) -> Option<T> {
    match toml::from_str(&file.text) {
        Ok(value) => Some(value),
        Err(error) => {
            errors.push(DataError::new(&file.name, error.span().unwrap_or(0..0), said_of_toml(&error)));
            None
        }
    }
}

fn is_id(stem: &str) -> bool {
    !stem.is_empty() && stem.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

fn specialty_number(parsed: &Parsed, id: &Spanned<String>, file: &str, errors: &mut Vec<DataError>) -> Option<u16> {
    let found = parsed.specialties.keys().position(|k| k == id.get_ref());
    if found.is_none() {
        let near = nearest(id.get_ref(), parsed.specialties.keys().map(String::as_str));
        errors.push(DataError::new(file, id.span(), format!("there is no specialty '{}': expected one of {}", id.get_ref(), near.join(", "))));
    }
    found.map(|at| at as u16)
}

fn example(source: &source::Example) -> Example {
    Example {
        text: source.text.get_ref().clone(),
        kind: source.kind,
        entry_type: source.r#type.clone(),
        specialty: source.specialty.clone(),
        setback: source.setback.unwrap_or(false),
        why: source.why.clone(),
    }
}

fn lint(id: &str, file: &LintFile, kinds: Kinds, draft: Option<super::ruleset::Draft>) -> Lint {
    let one_line = |text: &Spanned<String>| text.get_ref().split_whitespace().collect::<Vec<_>>().join(" ");
    Lint {
        id: id.to_owned(),
        severity: file.severity,
        kinds,
        summary: one_line(&file.summary),
        message: one_line(&file.message),
        reason: one_line(&file.reason),
        advice: one_line(&file.advice),
        wordings: file
            .wording
            .iter()
            .map(|wording| wording.get_ref())
            .map(|w| Wording {
                kinds: w.kinds.iter().copied().collect(),
                message: one_line(&w.message),
                reason: one_line(&w.reason),
                advice: one_line(&w.advice),
            })
            .collect(),
        explanation: file.explanation.trim().to_owned(),
        free: file.phrase.as_ref().map_or(0, |p| p.free),
        draft,
        bad: file.bad.iter().map(|e| example(e.get_ref())).collect(),
        good: file.good.iter().map(|e| example(e.get_ref())).collect(),
    }
}

/// What must hold for a lint beyond its format.
fn check_lint(file: &LintFile, kinds: Kinds, name: &str, errors: &mut Vec<DataError>) {
    let mut say = |span, message: &str| errors.push(DataError::new(name, span, message));
    match (&file.draft, file.r#match.is_empty()) {
        (None, true) => say(0..0, "the lint finds nothing: expected a [[match]] with phrases, or a [draft] with a mechanism"),
        (Some(draft), false) => say(draft.span(), "a lint has either [[match]] groups or a [draft] mechanism: expected only one of them"),
        _ => {}
    }
    if file.bad.is_empty() {
        say(0..0, "the lint has no bad example: expected at least one [[bad]] with a text that it finds fault with");
    }
    if file.good.is_empty() {
        say(0..0, "the lint has no good example: expected at least one [[good]] with a text that it leaves alone");
    }
    let wordings = || file.wording.iter().map(Spanned::get_ref).flat_map(|w| [&w.message, &w.reason, &w.advice]);
    for text in [&file.summary, &file.message, &file.reason, &file.advice].into_iter().chain(wordings()) {
        if text.get_ref().trim().is_empty() {
            say(text.span(), "this text is empty: expected a sentence for the reader");
        }
    }
    let known = file.draft.as_ref().map_or(&[][..], |d| figures_of(d.get_ref().mechanism.get_ref()));
    for text in [&file.message, &file.reason, &file.advice].into_iter().chain(wordings()) {
        for name in placeholders(text.get_ref()).filter(|name| !known.contains(name)) {
            let expected = if known.is_empty() { "no figure in braces".to_owned() } else { format!("one of {}", known.join(", ")) };
            say(text.span(), &format!("there is no figure {{{name}}} for this lint: expected {expected}"));
        }
    }
    let of_wordings = file.wording.iter().map(|w| (w.span(), &w.get_ref().kinds));
    let of_setback = file.draft.iter().filter_map(|draft| Some((draft.span(), draft.get_ref().if_setback.as_ref()?)));
    for (span, named) in of_wordings.chain(of_setback) {
        if let Some(kind) = named.iter().find(|kind| !kinds.has(**kind)) {
            say(span, &format!("the lint never looks at a draft of the kind '{kind}': expected one of its kinds, {}", kinds.text()));
        }
    }
    if file.draft.is_none() {
        for bad in &file.bad {
            let text = &bad.get_ref().text;
            if !text.get_ref().contains("[[") {
                say(text.span(), "the bad example marks nothing: expected [[…]] around the words that are found");
            }
        }
    }
}

/// The names that stand in braces in `text`.
fn placeholders(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name)
}

/// The number of a lint that decides by a share, and so knows a passage.
fn share_lint(set: &Ruleset, id: &Spanned<String>, file: &str, errors: &mut Vec<DataError>) -> Option<u16> {
    let is_share = |lint: &Lint| lint.draft.as_ref().is_some_and(|d| matches!(d.mechanism, Mechanism::Share { .. }));
    let found = set.lints.iter().position(|lint| lint.id == *id.get_ref() && is_share(lint));
    if found.is_none() {
        errors.push(DataError::new(file, id.span(), format!("'{}' is no lint with the mechanism 'share': expected the id of one", id.get_ref())));
    }
    found.map(|at| at as u16)
}

/// Says of every demand in which pass through a draft it can be answered, and of every role behind which pass it is decided.
fn set_passes(set: &mut Ruleset, order: &[RoleId]) {
    // The built-in roles are known before the first pass.
    let mut decided: Vec<Option<u8>> = vec![None; set.roles.len()];
    let pass = |demand: &Demand, decided: &[Option<u8>]| {
        let roles = demand.near | demand.not_near;
        let near = decided.iter().enumerate().filter(|(role, _)| roles & (1 << role) != 0);
        near.filter_map(|(_, pass)| *pass).map(|pass| pass + 1).max().unwrap_or(0)
    };
    for role in order {
        for group in set.groups.iter().filter(|g| g.target == Signal::Role(*role)) {
            decided[*role as usize] = decided[*role as usize].max(Some(pass(&set.demands[group.demand as usize], &decided)));
        }
    }
    for demand in &mut set.demands {
        demand.pass = pass(demand, &decided);
    }
    set.role_order = order.iter().map(|role| (*role, decided[*role as usize].unwrap_or(0))).collect();
}

/// Orders roles so that each comes behind those it stands near.
fn role_order(set: &Ruleset) -> Result<Vec<RoleId>, String> {
    let mut needs = vec![0u64; set.roles.len()];
    for group in &set.groups {
        if let Signal::Role(role) = group.target {
            let demand = &set.demands[group.demand as usize];
            needs[role as usize] |= demand.near | demand.not_near;
        }
    }
    let mut done = 0u64;
    let mut order = Vec::new();
    while order.len() < needs.len() {
        let ready = (0..needs.len()).find(|r| done & (1 << r) == 0 && needs[*r] & !done == 0);
        match ready {
            Some(role) => {
                done |= 1 << role;
                order.push(role as RoleId);
            }
            None => {
                let stuck = (0..needs.len()).find(|r| done & (1 << r) == 0).unwrap_or(0);
                return Err(set.roles[stuck].name.clone());
            }
        }
    }
    Ok(order)
}
