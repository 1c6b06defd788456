//! Packed data: numbers and letters that are used where they lie.
//!
//! A compiled rule set is some megabytes, of which one short draft touches a small part. So nothing is copied when it is read from the program's own bytes: a
//! page that is not needed is never even loaded.

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;

/// A row of bytes, borrowed from the program or owned.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bytes(pub Cow<'static, [u8]>);

/// A row of numbers, stored as little-endian bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Packed(Bytes);

/// The numbers of a [`Packed`], for a stretch of work: where they lie is looked up once.
#[derive(Debug, Clone, Copy)]
pub struct View<'a>(&'a [[u8; 4]]);

impl Packed {
    /// The numbers.
    #[must_use]
    pub fn view(&self) -> View<'_> {
        View(self.0.0.as_chunks::<4>().0)
    }

    /// How many numbers there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.0.len() / 4
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.0.is_empty()
    }

    /// See [`View::get`].
    #[must_use]
    pub fn get(&self, at: usize) -> u32 {
        self.view().get(at)
    }
}

// Every access panics past the end, as a slice does: rule sets are made by the compiler and are whole.
impl<'a> View<'a> {
    /// How many numbers there are.
    #[must_use]
    pub fn len(self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    /// Number `at`.
    #[must_use]
    pub fn get(self, at: usize) -> u32 {
        u32::from_le_bytes(self.0[at])
    }

    /// Row `at` of a table whose rows hold `N` numbers.
    #[must_use]
    pub fn row<const N: usize>(self, at: usize) -> [u32; N] {
        let row = &self.0[at * N..(at + 1) * N];
        std::array::from_fn(|n| u32::from_le_bytes(row[n]))
    }

    /// Rows `from` up to `to` of a table whose rows hold `N` numbers.
    pub fn rows<const N: usize>(self, from: usize, to: usize) -> impl Iterator<Item = [u32; N]> + use<'a, N> {
        self.0[from * N..to * N].as_chunks::<N>().0.iter().map(|row| row.map(u32::from_le_bytes))
    }

    /// Numbers `at` and `at + 1`: where a row begins and ends in another list.
    #[must_use]
    pub fn bounds(self, at: usize) -> (usize, usize) {
        let row = &self.0[at..at + 2];
        (u32::from_le_bytes(row[0]) as usize, u32::from_le_bytes(row[1]) as usize)
    }

    /// The numbers from `from` up to `to`.
    pub fn range(self, from: usize, to: usize) -> impl Iterator<Item = u32> + use<'a> {
        self.0[from..to].iter().map(|n| u32::from_le_bytes(*n))
    }
}

impl FromIterator<u32> for Packed {
    fn from_iter<T: IntoIterator<Item = u32>>(numbers: T) -> Self {
        Self(Bytes(Cow::Owned(numbers.into_iter().flat_map(u32::to_le_bytes).collect())))
    }
}

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de: 'static> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Borrowed;
        impl<'de: 'static> Visitor<'de> for Borrowed {
            type Value = Bytes;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("bytes")
            }
            fn visit_borrowed_bytes<E: Error>(self, bytes: &'de [u8]) -> Result<Bytes, E> {
                Ok(Bytes(Cow::Borrowed(bytes)))
            }
        }
        deserializer.deserialize_bytes(Borrowed)
    }
}

impl Serialize for Packed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de: 'static> Deserialize<'de> for Packed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let bytes = Bytes::deserialize(deserializer)?;
        if bytes.0.len().is_multiple_of(4) { Ok(Self(bytes)) } else { Err(D::Error::invalid_length(bytes.0.len(), &"a multiple of four")) }
    }
}
