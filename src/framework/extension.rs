//! Files that add to the applicability of a framework that is not their own.

use super::applicability_reader::{WrittenDimension, with_dimensions};
use super::faults::Faults;
use super::tree::Framework;
use super::written::Spanned;
use crate::finding::{Code, Finding, nearest};
use crate::source::{FileId, Location};

/// What a file says of the applicability of a framework that is not its own.
pub(super) struct Extension {
    pub(super) file: FileId,
    /// The key of the framework.
    pub(super) key: Spanned,
    pub(super) dimensions: Vec<WrittenDimension>,
}

impl Extension {
    /// That its framework is none of `known`.
    pub(super) fn unknown(self, known: &[Framework]) -> Finding {
        let key = self.key.value;
        let near = nearest(&key, known.iter().map(|framework| framework.key.as_str()));
        let location = Location::new(self.file, self.key.span);
        let finding = Finding::new(Code::UnreadableFramework, location, format!("unknown framework `{key}`"));
        match near {
            Some(near) => finding.help(format!("did you mean `{near}`?")),
            None => finding,
        }
    }
}

/// Adds to `frameworks` what the extensions say, in their order. Returns those of which the framework is not among them.
pub(super) fn extend(
    frameworks: &mut [Framework],
    extensions: Vec<Extension>,
    findings: &mut Vec<Finding>,
) -> Vec<Extension> {
    let mut unknown = Vec::new();
    for extension in extensions {
        let Some(framework) = frameworks.iter_mut().find(|framework| framework.key == extension.key.value) else {
            unknown.push(extension);
            continue;
        };
        let mut faults = Faults::of(extension.file);
        *framework = with_dimensions(framework.clone(), &extension.dimensions, &mut faults);
        findings.extend(faults.into_findings());
    }
    unknown
}
