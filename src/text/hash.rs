//! The hash of words: FNV-1a, byte by byte. Words are short and nobody attacks, and it has to be the same everywhere: the lexicon and the weights are made with it.
//!
//! Whoever has the hash of a word hands it on, so that it is computed once.

/// A hash in the making.
#[derive(Debug, Clone, Copy)]
pub struct Rolling(u32);

impl Default for Rolling {
    fn default() -> Self {
        Self::new()
    }
}

impl Rolling {
    /// The hash of nothing yet.
    #[must_use]
    pub const fn new() -> Self {
        Self(0x811c_9dc5)
    }

    /// Takes the next byte.
    pub const fn add(&mut self, byte: u8) {
        self.0 = (self.0 ^ byte as u32).wrapping_mul(0x0100_0193);
    }

    /// The hash of the bytes so far.
    #[must_use]
    pub const fn finish(self) -> u32 {
        self.0 ^ (self.0 >> 15)
    }
}

/// The hash of a whole word.
#[must_use]
pub const fn hash(word: &[u8]) -> u32 {
    let (mut rolling, mut at) = (Rolling::new(), 0);
    while at < word.len() {
        rolling.add(word[at]);
        at += 1;
    }
    rolling.finish()
}
