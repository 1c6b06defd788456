//! The workspace: drafts and configurations where they lie. It finds, reads and watches them, knows what was found in them before (in a baseline, at a commit of git, in an
//! earlier draft), and words what is wrong with a file that cannot be used; what is said of a text is the check's.

mod allowed;
mod baseline;
mod comparison;
mod draft;
mod git;
mod identity;
mod known;
mod layers;
mod own_rules;
mod pages;
mod place;
mod problem;
mod project;
mod projects;
mod read;
mod since;
mod totals;
mod walk;
mod watch;
mod write;

pub use allowed::Allowed;
pub use baseline::{BASELINE_NAME, baseline_above, baseline_text, may_become_baseline, read_baseline};
pub use comparison::{Comparison, Pair, Side, Tally, compare};
pub use draft::{Checked, Draft, configured_aim};
pub use identity::{hash, identities, parse_identity};
pub use known::{Entry, Found, Gone, Known, Look, Matcher};
pub use own_rules::RuleFile;
pub use pages::{Pages, is_page};
pub use place::{Places, absolute};
pub use problem::{Problem, Weight};
pub use project::{Options, Project, Source, shown};
pub use projects::Projects;
pub use read::{format_of, read, read_file};
pub use since::{Base, Change, since, unreadable};
pub use totals::{Past, Totals};
pub use walk::{drafts_below, found_on_a_walk, is_draft};
pub use watch::{Watch, Watched, watched};
pub use write::{locked, write};
