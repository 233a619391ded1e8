//! Whom the requirements of a framework concern, as far as that ships.

use crate::framework::applicability_reader::{read, with_dimensions};
use crate::framework::faults::Faults;
use crate::framework::tree::Framework;
use crate::source::FileId;
use crate::yaml::parse;

/// `framework` with the dimensions in `text`, which has the form of a framework's file. Its ids and tags are exact, so that
/// the indexes for other spellings are not built on every run.
pub(super) fn with_built_in(framework: Framework, text: &str) -> Framework {
    let Ok(document) = parse(text, 0) else { return framework };
    // A test finds the faults of a list that ships.
    let mut faults = Faults::of(FileId(0));
    let dimensions = read(&document.root, &mut faults);
    with_dimensions(framework, &dimensions, &mut faults)
}
