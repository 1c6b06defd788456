//! Origins: where a value that holds comes from. They are kept beside the values from the first reading on, so that `candor config` tells what held and not what may have held.

use crate::rules::Kind;
use std::ops::Range;
use toml::Spanned;

/// A place in one of the files that make up a configuration.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Place {
    /// The number of the file; 0 is the one that was asked for, others are those it extends.
    pub file: usize,
    /// Bytes of it.
    pub span: Range<usize>,
}

/// Where a value comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Origin {
    /// Nobody said anything else.
    #[default]
    Default,
    /// It was asked for: by an argument, or by an editor's settings.
    Asked,
    /// These bytes of the draft's own front matter.
    FrontMatter(Range<usize>),
    /// A file of the configuration.
    File(Place),
}

/// A value, and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sourced<T> {
    /// The value.
    pub value: T,
    /// Where it comes from.
    pub origin: Origin,
}

impl<T> Sourced<T> {
    /// `value` from `origin`.
    pub fn new(value: T, origin: Origin) -> Self {
        Self { value, origin }
    }

    /// What a file with the number `file` sets.
    pub(super) fn set(spanned: Spanned<T>, file: usize) -> Self {
        let span = spanned.span();
        Self { value: spanned.into_inner(), origin: Origin::File(Place { file, span }) }
    }
}

/// What is known of a draft from one source, or from several in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Aim {
    /// Its kind.
    pub kind: Option<Sourced<Kind>>,
    /// Its type, in lower case.
    pub entry_type: Option<Sourced<String>>,
    /// Its specialty, or several with `/` between them.
    pub specialty: Option<Sourced<String>>,
    /// Whether the writer's record holds a setback that the draft is meant to tell.
    pub setback: Option<Sourced<bool>>,
}

impl Aim {
    /// This aim, with gaps filled from `other`.
    #[must_use]
    pub fn or(self, other: &Self) -> Self {
        Self {
            kind: self.kind.or_else(|| other.kind.clone()),
            entry_type: self.entry_type.or_else(|| other.entry_type.clone()),
            specialty: self.specialty.or_else(|| other.specialty.clone()),
            setback: self.setback.or_else(|| other.setback.clone()),
        }
    }
}
