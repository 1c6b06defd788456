//! Kinds of drafts.

use serde::{Deserialize, Serialize};

/// What a draft is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A personal statement.
    #[default]
    PersonalStatement,
    /// An experience entry of the application; it may have a type.
    Experience,
    /// An award or honor.
    Award,
    /// Hobbies and interests.
    Hobby,
    /// An answer to an interviewer's question about a setback.
    InterviewAnswer,
}

impl Kind {
    /// All kinds, in the order in which listings name them.
    pub const ALL: [Self; 5] = [Self::PersonalStatement, Self::Experience, Self::Award, Self::Hobby, Self::InterviewAnswer];

    /// The name used in front matter and configuration.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::PersonalStatement => "personal-statement",
            Self::Experience => "experience",
            Self::Award => "award",
            Self::Hobby => "hobby",
            Self::InterviewAnswer => "interview-answer",
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// A set of kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kinds(u8);

impl Kinds {
    /// Their names, for people.
    #[must_use]
    pub fn text(self) -> String {
        if self == Self::ALL {
            return "every kind of draft".to_owned();
        }
        self.iter().map(Kind::name).collect::<Vec<_>>().join(", ")
    }

    /// No kind.
    pub const NONE: Self = Self(0);
    /// Every kind.
    pub const ALL: Self = Self(0b1_1111);

    /// Whether `kind` is in the set.
    #[must_use]
    pub const fn has(self, kind: Kind) -> bool {
        self.0 & (1 << kind as u8) != 0
    }

    /// The kinds in it.
    pub fn iter(self) -> impl Iterator<Item = Kind> {
        Kind::ALL.into_iter().filter(move |kind| self.has(*kind))
    }
}

impl FromIterator<Kind> for Kinds {
    fn from_iter<T: IntoIterator<Item = Kind>>(kinds: T) -> Self {
        Self(kinds.into_iter().fold(0, |set, kind| set | 1 << kind as u8))
    }
}
