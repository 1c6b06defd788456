//! Notes: answers that hold for one visit to a sentence.

/// For each of some questions, numbered from 0, the answer that was given during this visit. To go on to the next visit costs nothing, however many questions there are.
#[derive(Debug, Default)]
pub(super) struct Notes {
    visit: u32,
    /// The visit in which the question was answered last, doubled, and the answer.
    written: Vec<u32>,
}

impl Notes {
    /// Makes room for so many questions. Visits are numbered on, so nothing that was written before means anything.
    pub(super) fn make_ready(&mut self, questions: usize) {
        self.written.resize(questions, 0);
    }

    /// Begins another visit.
    pub(super) fn enter(&mut self) {
        if self.visit == u32::MAX >> 1 {
            self.written.fill(0);
            self.visit = 0;
        }
        self.visit += 1;
    }

    /// The answer to `question`, if it was given.
    pub(super) fn get(&self, question: u32) -> Option<bool> {
        let written = self.written[question as usize];
        (written >> 1 == self.visit).then_some(written & 1 == 1)
    }

    /// Notes the answer to `question`.
    pub(super) fn set(&mut self, question: u32, answer: bool) {
        self.written[question as usize] = self.visit << 1 | u32::from(answer);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_holds_for_one_visit_also_when_their_numbers_begin_anew() {
        let mut notes = Notes::default();
        notes.make_ready(3);
        for before in [0, u32::MAX >> 1, 0] {
            notes.visit = notes.visit.max(before);
            notes.enter();
            assert_eq!([0, 1, 2].map(|question| notes.get(question)), [None; 3]);
            notes.set(0, true);
            notes.set(2, false);
            assert_eq!([0, 1, 2].map(|question| notes.get(question)), [Some(true), None, Some(false)]);
        }
    }
}
