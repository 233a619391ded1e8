//! The user's own configuration, which is no part of any site: what a site's configuration cannot allow itself.
//!
//! Read strictly: a misspelt permission that counted as none given would be searched for in vain.

use std::collections::BTreeSet;

use super::host_rules::is_variable;
use crate::yaml::{Fault, Kind, Node, parse};

/// What a user allows every site.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UserConfig {
    /// Variables of the environment that a site's configuration may send to other hosts.
    pub allow_env: BTreeSet<String>,
}

/// Reads the text of the user's configuration.
///
/// # Errors
/// The first fault with its place in `text`: no YAML, a key that is unknown or given twice, a value of the wrong type.
pub fn read_user(text: &str) -> Result<UserConfig, Fault> {
    let document = parse(text, 0)?;
    if let Some(twice) = document.duplicates.first() {
        return Err(Fault::new(twice.again, format!("`{}` is given twice", twice.key)));
    }
    if !matches!(document.root.kind, Kind::Mapping(_) | Kind::Null) {
        let reason = format!("settings belong here as `key: value`, not {}", document.root.description());
        return Err(Fault::new(document.root.span, reason));
    }
    let mut config = UserConfig::default();
    for (key, value) in document.root.entries() {
        match key.text() {
            Some("allow_env") => config.allow_env = names(value)?,
            Some(other) => {
                let reason = format!("there is no setting `{other}` here; there is `allow_env`");
                return Err(Fault::new(key.span, reason));
            }
            None => return Err(Fault::new(key.span, "the name of a setting belongs here")),
        }
    }
    Ok(config)
}

fn names(list: &Node) -> Result<BTreeSet<String>, Fault> {
    if !matches!(list.kind, Kind::Sequence(_) | Kind::Null) {
        let reason = format!("`allow_env`: a list of variables belongs here, not {}", list.description());
        return Err(Fault::new(list.span, reason));
    }
    let name = |item: &Node| match item.text().filter(|name| is_variable(name)) {
        Some(name) => Ok(name.to_owned()),
        None => Err(Fault::new(item.span, "`allow_env`: this is no name of a variable, such as `DOCS_TOKEN`")),
    };
    list.items().iter().map(name).collect()
}

#[cfg(test)]
mod tests {
    use super::read_user;

    #[test]
    fn variables_are_allowed_by_name() {
        let read = |text: &str| read_user(text).unwrap().allow_env.into_iter().collect::<Vec<_>>();
        assert_eq!(read("# none yet\n"), Vec::<String>::new());
        assert_eq!(read("allow_env:\n"), Vec::<String>::new());
        assert_eq!(read("allow_env: [B_2, A]\n"), ["A", "B_2"]);
    }

    #[test]
    fn what_cannot_be_used_is_a_fault_at_its_place() {
        for (text, start, part) in [
            ("allow_env: [A]\nallow-env: [B]\n", 15, "there is no setting `allow-env` here"),
            ("allow_env: [A]\nallow_env: [B]\n", 15, "`allow_env` is given twice"),
            ("allow_env: A\n", 11, "a list of variables belongs here, not a single value"),
            ("allow_env: [A, \"*\"]\n", 15, "no name of a variable"),
            ("- A\n", 0, "not a list"),
            ("[A]: b\n", 0, "the name of a setting belongs here"),
        ] {
            let fault = read_user(text).unwrap_err();
            assert!(fault.span.start == start && fault.reason.contains(part), "{text}: {fault:?}");
        }
        assert!(read_user("allow_env: [A\n").is_err());
    }
}
