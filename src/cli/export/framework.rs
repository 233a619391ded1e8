//! Which framework an export is about.

use crate::cli::status::CommandError;
use crate::finding::nearest;
use crate::framework::{Framework, Frameworks, Origin};
use crate::pipeline::Project;

/// The framework with this key; nothing where no key is given.
pub(super) fn find<'f>(frameworks: &'f Frameworks, key: Option<&str>) -> Result<Option<&'f Framework>, CommandError> {
    let Some(key) = key else { return Ok(None) };
    let found = frameworks.get(key).ok_or_else(|| {
        let near = nearest(key, frameworks.keys()).map(|near| format!("; did you mean `{near}`?"));
        let known = || format!("; the frameworks are {}", frameworks.keys().collect::<Vec<_>>().join(", "));
        CommandError::Message(format!("unknown framework `{key}`{}", near.unwrap_or_else(known)))
    });
    found.map(Some)
}

/// The framework with this key; without a key the only one of the site's own. A site that has none means the built-in one
/// that it uses, or PCI DSS where that is not one.
pub(super) fn one_framework<'p>(project: &'p Project, key: Option<&str>) -> Result<&'p Framework, CommandError> {
    let frameworks = &project.frameworks;
    if let Some(framework) = find(frameworks, key)? {
        return Ok(framework);
    }
    let mut own = frameworks.iter().filter(|framework| matches!(framework.origin, Origin::File(_)));
    match (own.next(), own.next()) {
        (Some(framework), None) => Ok(framework),
        (None, _) => {
            let mut used = frameworks.iter().filter(|framework| project.edges.has_pages(&framework.key));
            let used = used.next().filter(|_| used.next().is_none());
            let framework = used.or_else(|| frameworks.get("pci-dss"));
            framework.ok_or_else(|| CommandError::Message("there are no frameworks".to_owned()))
        }
        (Some(_), Some(_)) => {
            let keys: Vec<&str> = frameworks.keys().collect();
            Err(CommandError::Message(format!(
                "several frameworks; choose one with `--framework KEY`: {}",
                keys.join(", ")
            )))
        }
    }
}
