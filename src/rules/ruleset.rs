//! The rule set: everything the check needs, compiled.

pub use super::source::{Place, Severity, Stand};
use crate::pattern::VocabularyId;
use crate::pattern::lexicon::Lexicon;
use crate::pattern::program::{Patterns, Symbols};
use crate::pattern::trie::Trie;
use crate::rules::kind::{Kind, Kinds};
use crate::rules::wording::Wording;
use crate::weights::{COLUMNS, Model};
use serde::{Deserialize, Serialize};

/// Number of a role; at most [`Signals::MOST_ROLES`] exist.
pub type RoleId = u8;

/// A compiled rule set.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Ruleset {
    /// All words.
    pub lexicon: Lexicon,
    /// What words answer to.
    pub symbols: Symbols,
    /// All vocabularies.
    pub trie: Trie,
    /// All patterns.
    pub patterns: Patterns,
    /// All groups.
    pub groups: Vec<Group>,
    /// For each lint the guards that hold for all of its file, as a group without patterns: they hold for what the weights find, too.
    pub guards: Vec<Group>,
    /// What groups demand of the sentences around, each once.
    pub demands: Vec<Demand>,
    /// All roles by number.
    pub roles: Vec<Role>,
    /// Roles in the order in which they can be decided, none needing a later one, with the pass through the draft behind which they can.
    pub role_order: Vec<(RoleId, u8)>,
    /// All lints, sorted by id.
    pub lints: Vec<Lint>,
    /// All specialties, sorted by id.
    pub specialties: Vec<Specialty>,
    /// First-person words, if that vocabulary exists.
    pub writer: VocabularyId,
    /// Negations.
    pub negation: VocabularyId,
    /// Words for people who are not the writer.
    pub somebody_else: VocabularyId,
    /// What the structure line shows.
    pub structure: StructureSpec,
    /// What hears the meanings that the patterns miss, if there is such a thing. It is no part of a compiled rule set; see [`Ruleset::with_weights`].
    #[serde(skip)]
    pub weights: Option<Weights>,
}

/// A trained model, tied to the lints and roles of a rule set.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    /// The model.
    pub model: Model,
    /// For each role the number of its target.
    pub of_role: Vec<Option<usize>>,
    /// Likewise for each lint.
    pub of_lint: Vec<Option<usize>>,
}

impl Weights {
    /// For each column the least score with which its target holds in a draft of `kind`: with a pattern, and without one.
    #[must_use]
    pub fn thresholds(&self, kind: Kind) -> [[i32; 2]; COLUMNS] {
        let mut thresholds = [[i32::MIN, i32::MAX]; COLUMNS];
        let speaking = thresholds.iter_mut().zip(self.model.targets()).filter(|(_, target)| target.kinds & (1 << kind as u8) != 0);
        speaking.for_each(|(least, target)| *least = [target.with, target.alone]);
        thresholds
    }

    /// Whether the weights say anything of `target` in a draft of `kind`.
    #[must_use]
    pub fn speaks(&self, target: usize, kind: Kind) -> bool {
        self.model.targets()[target].kinds & (1 << kind as u8) != 0
    }

    /// Whether `target`, given its `score` in a draft of `kind` and whether a `pattern` matches, holds.
    #[must_use]
    pub fn holds(&self, target: usize, kind: Kind, score: i32, pattern: bool) -> bool {
        if !self.speaks(target, kind) {
            return pattern;
        }
        let target = &self.model.targets()[target];
        score >= if pattern { target.with } else { target.alone }
    }
}

/// What a group's match means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Signal {
    /// A sentence has this role.
    Role(RoleId),
    /// A sentence holds a finding of this lint.
    Lint(u16),
}

/// A set of roles and lints.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signals {
    /// Bit `n` stands for role `n`.
    pub roles: u64,
    /// Lints, by number.
    pub lints: Vec<u16>,
}

impl Signals {
    /// How many roles a rule set may have.
    pub const MOST_ROLES: usize = 64;
}

/// How quotation bears on a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Quoted {
    /// Quoted speech is not searched.
    #[default]
    Skip,
    /// It makes no difference.
    Allow,
    /// Only quoted speech is searched.
    Only,
}

/// Which roles the sentences around must have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Demand {
    /// Roles of which one must stand near, as bits; 0: no such demand.
    pub near: u64,
    /// Roles of which none may stand near.
    pub not_near: u64,
    /// How many sentences away is near.
    pub within: u8,
    /// In which pass through the draft it can be answered: behind the one that decides the last of these roles.
    pub pass: u8,
}

impl Demand {
    /// Whether `roles`, those of the sentences around, meet it.
    #[must_use]
    pub fn is_met(&self, roles: u64) -> bool {
        (self.near == 0 || roles & self.near != 0) && roles & self.not_near == 0
    }
}

/// Patterns that share their guards.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Group {
    /// What a match means.
    pub target: Signal,
    /// How sure it is by itself, in hundredths.
    pub strength: i16,
    /// Patterns of which none may match in the sentence.
    pub unless: Vec<u32>,
    /// Patterns of which one must match in the sentence, if there are any.
    pub requires: Vec<u32>,
    /// What it demands of the sentences around: a number in [`Ruleset::demands`].
    pub demand: u16,
    /// A first-person word must stand in the sentence.
    pub writer: bool,
    /// Not if the clause is about somebody else.
    pub skip_others: bool,
    /// Not behind a negation.
    pub skip_negated: bool,
    /// See [`Quoted`].
    pub quoted: Quoted,
    /// Not if the match names the draft's own specialty.
    pub skip_own_specialty: bool,
    /// For which kinds.
    pub kinds: Kinds,
    /// For which types of entry; empty: all.
    pub types: Vec<String>,
    /// Where in the draft.
    pub place: Place,
    /// Reported even when it is one of the free first ones.
    pub always: bool,
}

/// What a sentence does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Role {
    /// Its name: the stem of its file.
    pub name: String,
    /// What it means.
    pub about: String,
    /// Built-in roles, as bits; if there are any, the weights hear this one only in a sentence that has one of them, or next to one.
    pub heard_near: u64,
    /// Texts of which the marked sentence has the role.
    pub holds: Vec<Example>,
    /// Texts of which the marked sentence does not have it.
    pub fails: Vec<Example>,
}

/// An example of a lint or role.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Example {
    /// The text; `[[…]]` marks what is found in a bad example of a lint on phrases.
    pub text: String,
    /// The kind of draft it is from.
    pub kind: Option<Kind>,
    /// The type of entry.
    pub entry_type: Option<String>,
    /// The specialty aimed at.
    pub specialty: Option<String>,
    /// Whether a setback is declared for it.
    pub setback: bool,
    /// What it shows.
    pub why: Option<String>,
}

/// A lint.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Lint {
    /// Its id: the stem of its file.
    pub id: String,
    /// How much its findings weigh unless a configuration says otherwise.
    pub severity: Severity,
    /// For which kinds of drafts.
    pub kinds: Kinds,
    /// One line for listings.
    pub summary: String,
    /// What is wrong; may hold `{placeholders}` for figures.
    pub message: String,
    /// Why a reader minds.
    pub reason: String,
    /// What to write instead.
    pub advice: String,
    /// What is said instead in drafts of some kinds.
    pub wordings: Vec<Wording>,
    /// The long text for `candor explain`.
    pub explanation: String,
    /// So many first findings in a draft are not reported.
    pub free: u8,
    /// For a lint on the whole draft: how it decides.
    pub draft: Option<Draft>,
    /// Texts in which it finds something.
    pub bad: Vec<Example>,
    /// Texts in which it finds nothing.
    pub good: Vec<Example>,
}

/// How a lint on a whole draft decides.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    /// Only for these types of entry; empty: all.
    pub types: Vec<String>,
    /// Drafts of these kinds only if a setback is declared for them.
    pub if_setback: Kinds,
    /// Only if a sentence has one of these; empty: always.
    pub when: Signals,
    /// Not if a sentence has one of these.
    pub unless: Signals,
    /// Where the finding stands.
    pub stand: Stand,
    /// The mechanism and its numbers.
    pub mechanism: Mechanism,
}

impl Draft {
    /// The roles, as bits, by which the mechanism decides.
    #[must_use]
    pub fn roles(&self) -> u64 {
        let own = match &self.mechanism {
            Mechanism::Missing { role, .. } | Mechanism::Density { role, .. } | Mechanism::Run { role, .. } => role.roles,
            Mechanism::Share { seed, grow, .. } => seed.roles | grow.roles,
            Mechanism::Order { parts } => parts.iter().fold(0, |bits, part| bits | part.roles),
            Mechanism::Length { .. } | Mechanism::Silencing => 0,
        };
        own | self.when.roles
    }
}

/// The general mechanisms behind lints on whole drafts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Mechanism {
    /// No sentence has the role.
    Missing {
        /// Any of these fulfils it.
        role: Signals,
        /// It counts only within so many sentences of a `when` sentence.
        near: Option<u8>,
        /// It counts only behind the first `when` sentence, or in it.
        after: bool,
    },
    /// A passage takes too large a share.
    Share {
        /// Where the passage begins to grow.
        seed: Signals,
        /// What it grows over.
        grow: Signals,
        /// What it does not grow over.
        except: Signals,
        /// So many other sentences may stand between two of its sentences.
        bridge: u8,
        /// The largest share that is accepted, in percent of the draft's words.
        max_percent: u8,
        /// It may fill neither the first nor the last paragraph.
        edges: bool,
    },
    /// Too many sentences have the role.
    Density {
        /// The role.
        role: Signals,
        /// At least so many sentences.
        min_sentences: u16,
        /// And at least one in so many.
        one_in: u16,
    },
    /// All parts are there, in another order.
    Order {
        /// The parts in the order in which a reader expects them.
        parts: Vec<Signals>,
    },
    /// A run of sentences that do only this.
    Run {
        /// The role.
        role: Signals,
        /// What ends a run.
        ends: Signals,
        /// What stands for itself: it neither belongs to a run nor ends one.
        except: Signals,
        /// From so many sentences.
        min_sentences: u16,
        /// Or from more than so many words.
        min_words: u16,
    },
    /// A silencing of a lint silences nothing.
    Silencing,
    /// The length in words is not what readers expect.
    Length {
        /// A note below this.
        under_note: u32,
        /// A note above this.
        over_note: u32,
        /// A warning above this.
        over_warning: u32,
    },
}

/// A specialty.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Specialty {
    /// Its id: the stem of its file.
    pub id: String,
    /// Its name in a sentence.
    pub name: String,
    /// Vocabulary of all that belongs to it: names, people, terms and settings.
    pub all: VocabularyId,
    /// Vocabulary of its names and people.
    pub names: VocabularyId,
    /// Vocabulary of its names and settings.
    pub places: VocabularyId,
    /// Other specialties that count as its own, by number.
    pub part_of: Vec<u16>,
}

/// What the structure line of a report shows.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct StructureSpec {
    /// The parts of telling a setback, each shown with its lines.
    pub parts: Vec<Part>,
    /// Shares of the draft's words.
    pub shares: Vec<Part>,
}

/// A named set of roles.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// Its name in the report.
    pub name: String,
    /// Sentences with one of these belong to it.
    pub signals: Signals,
    /// Instead: the passage of this lint, which decides by a share.
    pub passage: Option<u16>,
}

impl Ruleset {
    /// The same rule set with `model`, which says nothing of the lints and roles called `except`: somebody has defined them anew.
    #[must_use]
    pub fn with_weights(mut self, model: Model, except: &[&str]) -> Self {
        let target = |name: &str| model.targets().iter().position(|t| t.name == name && !except.contains(&name));
        let of_role = self.roles.iter().map(|role| target(&role.name)).collect();
        let of_lint = self.lints.iter().map(|lint| target(&lint.id)).collect();
        self.weights = Some(Weights { model, of_role, of_lint });
        self
    }

    /// The lint with that id.
    #[must_use]
    pub fn lint(&self, id: &str) -> Option<&Lint> {
        self.lints.binary_search_by(|l| l.id.as_str().cmp(id)).ok().map(|at| &self.lints[at])
    }

    /// The number of the specialty with that id.
    #[must_use]
    pub fn specialty(&self, id: &str) -> Option<usize> {
        self.specialties.binary_search_by(|s| s.id.as_str().cmp(id)).ok()
    }

    /// The number of the role with that name.
    #[must_use]
    pub fn role(&self, name: &str) -> Option<RoleId> {
        self.roles.iter().position(|r| r.name == name).map(|at| at as RoleId)
    }
}
