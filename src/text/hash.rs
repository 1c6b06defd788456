//! The hash of words: FNV-1a, byte by byte. Words are short and nobody attacks, and it has to be the same everywhere: the lexicon and the weights are made with it.
//!
//! Whoever has the hash of a word hands it on, so that it is computed once.

/// A hash in the making.
#[derive(Debug, Clone, Copy)]
pub struct Rolling(u32);

impl Default for Rolling {
    fn default() -> Self {
        Self(0x811c_9dc5)
    }
}

impl Rolling {
    /// Takes the next byte.
    pub fn add(&mut self, byte: u8) {
        self.0 = (self.0 ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    }

    /// The hash of the bytes so far.
    #[must_use]
    pub fn finish(self) -> u32 {
        self.0 ^ (self.0 >> 15)
    }
}

/// The hash of a whole word.
#[must_use]
pub fn hash(word: &[u8]) -> u32 {
    let mut rolling = Rolling::default();
    word.iter().for_each(|byte| rolling.add(*byte));
    rolling.finish()
}
