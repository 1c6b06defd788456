//! The language server: what `candor check` says, in an editor, while a draft is written.
//!
//! It is a border. Messages of the protocol come in ([`transport`], [`main_loop`]), what they mean is done to a [`session`] of open [`buffer`]s and workspaces, and what the check
//! says goes out in the protocol's words ([`convert`]). Each request has a module in [`requests`]. Nothing is worded here that the check, the lint
//! files or the workspace could word. The texts of open buffers are the truth; the disk is read for what is not open.

mod background;
mod buffer;
mod client;
mod convert;
mod main_loop;
mod pages;
mod requests;
mod session;
mod settings;
mod silence;
mod transport;
mod uri;

pub use main_loop::serve;
pub use transport::{Link, Outgoing, Peer};

/// Serves the editor at the other end of standard input and output until it says goodbye; says whether it did so as the protocol asks.
#[must_use]
pub fn run() -> bool {
    let (link, threads) = transport::stdio();
    let ended_well = serve(&link);
    drop(link);
    threads.finish();
    ended_well
}
