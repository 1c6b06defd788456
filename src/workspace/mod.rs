//! The workspace: drafts and configurations where they lie. It finds and reads them, and words what is wrong with a file that cannot be used; what is
//! said of a text is the check's.

mod allowed;
mod draft;
mod problem;
mod project;
mod read;
mod walk;

pub use allowed::Allowed;
pub use draft::{Checked, Draft};
pub use problem::{Problem, Weight};
pub use project::{Options, Project, Projects, shown};
pub use read::{format_of, read, read_file};
pub use walk::drafts_below;
