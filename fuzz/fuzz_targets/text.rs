//! Drafts in plain text: whatever a file holds, it is read and checked without a crash.
#![no_main]

mod shared;

use candor::document::Format;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|source: &str| shared::check_draft(source, Format::Plain));
