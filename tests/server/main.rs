//! The language server in conversation with an editor: every capability, and everything that language servers are known to do to the people who write with them. The editor is
//! [`client`]; most tests speak with a server in this process, some with the program over its standard input and output, as editors do. Places are counted by [`naive`], which
//! shares no code with candor. That no text leaves the machine is `tests/layers.rs`'s to show: nothing here opens a socket.

#[path = "../common/drawn.rs"]
#[allow(dead_code, reason = "each test program uses a part of it")]
mod drawn;

mod client;
mod naive;

mod actions;
mod completion;
mod config;
mod diagnostics;
mod extended;
mod folders;
mod reading;
mod settings;
mod edits;
mod protocol;
mod silencing;
mod sufferings;
mod workspace;

use std::error::Error;

type Outcome<T = ()> = Result<T, Box<dyn Error>>;
