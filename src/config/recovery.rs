//! The parts of a configuration that can be read where others are no YAML, so that a fault in one setting hides nothing.

use super::validator::Validator;
use crate::finding::{Code, Finding};
use crate::yaml::{self, Document, Fault};

/// So many settings that cannot be read are left out.
const MAX_LEFT_OUT: usize = 10;

/// The document without the settings that are no YAML, each of which is reported. Nothing where none can be read: then only
/// the first fault is.
pub(super) fn document(text: &str, validator: &mut Validator<'_>) -> Option<Document> {
    let mut faults: Vec<Fault> = Vec::new();
    let mut read = yaml::parse(text, 0);
    let mut readable = text.to_owned();
    let document = loop {
        let fault = match read {
            Ok(document) => break Some(document),
            Err(fault) => fault,
        };
        let rest = if faults.len() < MAX_LEFT_OUT { without_setting(&readable, fault.span.start) } else { None };
        faults.push(fault);
        match rest {
            Some(rest) => (readable, read) = rest,
            None => break None,
        }
    };
    if document.is_none() {
        faults.truncate(1);
    }
    for Fault { span, reason, help } in faults {
        let message = format!("the configuration cannot be read: {reason}");
        let finding = Finding::new(Code::UnreadableConfiguration, validator.location(span), message);
        validator.report(finding.optional_help(help));
    }
    document
}

/// A text, and the document that it is, or why it is none.
type Attempt = (String, Result<Document, Fault>);

/// `text` with a top-level setting replaced by spaces, so that all others stay where they are: the one around byte `at`, or
/// the one before it, where a bracket may be open; that after which more can be read. Nothing where nothing would be left.
fn without_setting(text: &str, at: usize) -> Option<Attempt> {
    let starts_setting = |line: &str| line.starts_with(|first: char| first.is_alphanumeric() || "\"'_".contains(first));
    let (mut before, mut start, mut end, mut offset) = (0, 0, text.len(), 0);
    for line in text.split_inclusive('\n') {
        if starts_setting(line) {
            if offset > at {
                end = offset;
                break;
            }
            (before, start) = (start, offset);
        }
        offset += line.len();
    }
    let this = attempt(text, start, end);
    let other = attempt(text, before, start);
    let reaches = |(_, read): &Attempt| read.as_ref().map_or_else(|fault| fault.span.start, |_| usize::MAX);
    match (this, other) {
        (Some(this), Some(other)) if reaches(&other) > reaches(&this) => Some(other),
        (this, other) => this.or(other),
    }
}

fn attempt(text: &str, start: usize, end: usize) -> Option<Attempt> {
    let blank: String = text[start..end].bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }).collect();
    let rest = format!("{}{blank}{}", &text[..start], &text[end..]);
    let is_progress = blank != text[start..end] && !rest.trim().is_empty();
    is_progress.then(|| {
        let read = yaml::parse(&rest, 0);
        (rest, read)
    })
}
