//! What a cited id means, and what a range of ids holds.

use crate::framework::{Framework, Lookup, RequirementIdx};
use crate::markdown::{Citation, CitedId};

/// What a cited id means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// A requirement that the framework's pages show.
    Requirement(RequirementIdx),
    /// A requirement of the older version that is named, not of the current one.
    Older,
    /// None.
    Nothing,
}

/// What `id` means in `version`, or in the current version where that is nothing. An older version that has the ids of
/// the current one leads to the current requirement.
pub(crate) fn meaning(framework: &Framework, version: Option<&str>, id: &str) -> Meaning {
    match framework.look_up(id, version) {
        Lookup::Found(idx) | Lookup::Withdrawn(idx) | Lookup::Renumbered(idx) => Meaning::Requirement(idx),
        Lookup::OtherVersion(_) => match version.filter(|version| framework.version(version).is_some()) {
            Some(version) => still_current(framework, version, id).map_or(Meaning::Older, Meaning::Requirement),
            None => Meaning::Nothing,
        },
        Lookup::UnknownVersion | Lookup::Malformed(_) | Lookup::Unknown(_) => Meaning::Nothing,
    }
}

/// What the ids of a citation mean, each with the id; those between the ends of a range come with its end. What means
/// nothing is left out.
pub(crate) fn cited<'c>(framework: &Framework, citation: &'c Citation) -> Vec<(Meaning, &'c CitedId)> {
    let mut cited: Vec<(Meaning, &CitedId)> = Vec::with_capacity(citation.ids.len());
    let mut last = None;
    for id in &citation.ids {
        let its = meaning(framework, citation.version.as_deref(), &id.id);
        if let (Meaning::Requirement(idx), Some(first), true) = (its, last, id.is_end_of_range) {
            cited.extend(between(framework, first, idx).into_iter().map(|idx| (Meaning::Requirement(idx), id)));
        }
        last = match its {
            Meaning::Requirement(idx) => Some(idx),
            Meaning::Older | Meaning::Nothing => None,
        };
        if its != Meaning::Nothing {
            cited.push((its, id));
        }
    }
    cited
}

/// The current requirement with `id`, where `version` is an older version that has the ids of the current one.
pub(super) fn still_current(framework: &Framework, version: &str, id: &str) -> Option<RequirementIdx> {
    let has_current_ids = framework.version(version)?.ids.is_empty();
    framework.find(id.trim()).filter(|_| has_current_ids)
}

/// A longer range means its two ends alone: otherwise each of many ranges could mean a whole framework.
const MAX_RANGE: usize = 100;

/// The requirements between two of one parent, in order. None where they have not the same parent, or where there are
/// more than 100.
pub(crate) fn between(framework: &Framework, first: RequirementIdx, last: RequirementIdx) -> Vec<RequirementIdx> {
    if framework.requirement(first).parent != framework.requirement(last).parent || last <= first {
        return Vec::new();
    }
    let siblings = framework.siblings_after(first).map(|(idx, _)| idx).take_while(|idx| *idx < last);
    let between: Vec<RequirementIdx> = siblings.take(MAX_RANGE + 1).collect();
    if between.len() > MAX_RANGE { Vec::new() } else { between }
}
