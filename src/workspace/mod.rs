//! The workspace: drafts and configurations where they lie. It finds and reads them, and words what is wrong with a file that cannot be used; what is
//! said of a text is the check's.

mod allowed;
mod draft;
mod layers;
mod own_rules;
mod pages;
mod problem;
mod project;
mod projects;
mod read;
mod totals;
mod walk;
mod write;

pub use allowed::Allowed;
pub use draft::{Checked, Draft, configured_aim};
pub use own_rules::RuleFile;
pub use pages::{Pages, is_page};
pub use problem::{Problem, Weight};
pub use project::{Options, Project, Source, shown};
pub use projects::Projects;
pub use read::{format_of, read, read_file};
pub use totals::Totals;
pub use walk::{drafts_below, is_draft};
pub use write::write;
