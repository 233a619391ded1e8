//! The profile that a command is for.

use super::status::CommandError;
use crate::finding::nearest;
use crate::pipeline::Project;
use crate::site::ProfileIdx;

/// The profile of the site with this name; that of the site itself where none is named.
pub(super) fn profile(project: &Project, name: Option<&str>) -> Result<Option<ProfileIdx>, CommandError> {
    let profiles = project.site.profiles();
    let Some(name) = name else { return Ok(profiles.default_profile()) };
    let found = profiles.find(name).ok_or_else(|| {
        let names = || profiles.named().filter_map(|(_, profile)| profile.name.as_deref());
        let near = nearest(name, names()).map(|near| format!("; did you mean `{near}`?"));
        let known = || match names().collect::<Vec<_>>().as_slice() {
            [] => "; the site has no `profiles`".to_owned(),
            names => format!("; the profiles are {}", names.join(", ")),
        };
        CommandError::Message(format!("unknown profile `{name}`{}", near.unwrap_or_else(known)))
    });
    found.map(Some)
}
