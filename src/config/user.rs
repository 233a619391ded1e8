//! The user's own configuration, outside of every site: permissions that a site's configuration cannot give itself.
//!
//! Any mistake is an error: a misspelt permission that had no effect would be hard to find.

use std::collections::BTreeSet;

use super::host_rules::is_env_name;
use crate::yaml::{Fault, Kind, Node, parse};

/// The permissions that a user gives every site.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UserConfig {
    /// Environment variables that a site's configuration may send to other hosts.
    pub allow_env: BTreeSet<String>,
}

/// Parses the text of the user's configuration.
///
/// # Errors
/// The first fault with its span in `text`: invalid YAML, an unknown or duplicate key, a value of the wrong type.
pub fn parse_user_config(text: &str) -> Result<UserConfig, Fault> {
    let document = parse(text, 0)?;
    if let Some(twice) = document.duplicates.first() {
        return Err(Fault::new(twice.again, format!("duplicate key `{}`", twice.key)));
    }
    if !matches!(document.root.kind, Kind::Mapping(_) | Kind::Null) {
        let reason = format!("expected settings as `key: value`, found {}", document.root.description());
        return Err(Fault::new(document.root.span, reason));
    }
    let mut config = UserConfig::default();
    for (key, value) in document.root.entries() {
        match key.text() {
            Some("allow_env") => config.allow_env = names(value)?,
            Some(other) => {
                let reason = format!("unknown setting `{other}`; the only setting is `allow_env`");
                return Err(Fault::new(key.span, reason));
            }
            None => return Err(Fault::new(key.span, "expected the name of a setting")),
        }
    }
    Ok(config)
}

fn names(list: &Node) -> Result<BTreeSet<String>, Fault> {
    if !matches!(list.kind, Kind::Sequence(_) | Kind::Null) {
        let reason = format!("`allow_env`: expected a list of variables, found {}", list.description());
        return Err(Fault::new(list.span, reason));
    }
    let name = |item: &Node| match item.text().filter(|name| is_env_name(name)) {
        Some(name) => Ok(name.to_owned()),
        None => Err(Fault::new(item.span, "`allow_env`: invalid name of a variable; write names such as `DOCS_TOKEN`")),
    };
    list.items().iter().map(name).collect()
}

#[cfg(test)]
mod tests {
    use super::parse_user_config;

    #[test]
    fn variables_are_allowed_by_name() {
        let read = |text: &str| parse_user_config(text).unwrap().allow_env.into_iter().collect::<Vec<_>>();
        assert_eq!(read("# none yet\n"), Vec::<String>::new());
        assert_eq!(read("allow_env:\n"), Vec::<String>::new());
        assert_eq!(read("allow_env: [B_2, A]\n"), ["A", "B_2"]);
    }

    #[test]
    fn a_mistake_is_an_error_with_its_span() {
        for (text, start, part) in [
            ("allow_env: [A]\nallow-env: [B]\n", 15, "unknown setting `allow-env`"),
            ("allow_env: [A]\nallow_env: [B]\n", 15, "duplicate key `allow_env`"),
            ("allow_env: A\n", 11, "expected a list of variables, found a single value"),
            ("allow_env: [A, \"*\"]\n", 15, "invalid name of a variable"),
            ("- A\n", 0, "found a list"),
            ("[A]: b\n", 0, "expected the name of a setting"),
        ] {
            let fault = parse_user_config(text).unwrap_err();
            assert!(fault.span.start == start && fault.reason.contains(part), "{text}: {fault:?}");
        }
        assert!(parse_user_config("allow_env: [A\n").is_err());
    }
}
