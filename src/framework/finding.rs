//! What is said of an id or a key that is not right: the same words in prose, front matter and data files.

use super::{Framework, Frameworks, Lookup};
use crate::finding::{Code, Finding, nearest};
use crate::source::Place;

/// What is wrong with a key or an id as somebody wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// The kind of fault.
    pub code: Code,
    /// One line.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// The id that certainly has to stand there instead.
    pub fix: Option<String>,
}

impl Remark {
    /// The finding about `written`, which stands at `place`. A fix replaces the whole place.
    pub fn at(self, place: Place, written: &str) -> Finding {
        let finding = Finding::new(self.code, place, self.message).about(written).help_where(self.help);
        match self.fix {
            Some(fix) => finding.fix(place.span, fix),
            None => finding,
        }
    }
}

impl Frameworks {
    /// What is wrong with `key`, which names no framework.
    pub fn unknown(&self, key: &str) -> Remark {
        let near = nearest(key, self.keys()).map(|near| format!("did you mean `{near}`?"));
        let known =
            || format!("known are {}", self.keys().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", "));
        let message = format!("no framework `{key}`");
        Remark { code: Code::UnknownFramework, message, help: Some(near.unwrap_or_else(known)), fix: None }
    }
}

impl Framework {
    /// What is wrong with the id `written`, which was looked up with this result; nothing where it is in force.
    pub fn remark(&self, written: &str, lookup: &Lookup<'_>) -> Option<Remark> {
        let id = written.trim();
        let name = format!("{} {}", self.name, self.version);
        let (code, message, help, fix) = match lookup {
            Lookup::Found(_) => return None,
            Lookup::Withdrawn(rank) => {
                let to = self.requirement(*rank).withdrawn.as_deref().unwrap_or_default();
                let help = match to {
                    [] => "nothing took its place".to_owned(),
                    to => format!("see {}", quoted(to.iter().map(String::as_str))),
                };
                (Code::Renumbered, format!("`{id}` is withdrawn in {name}"), Some(help), None)
            }
            Lookup::Renumbered(rank) => {
                let now = &self.requirement(*rank).id;
                let message = format!("`{id}` has another id in {name}: `{now}`");
                (Code::Renumbered, message, Some(format!("write `{now}`")), Some(now.clone()))
            }
            Lookup::OtherVersion(versions) => {
                let versions = versions.join(", ");
                let message = format!("`{id}` is of {} {versions}, not of {}", self.name, self.version);
                (Code::OtherVersion, message, Some(format!("name the requirement of {name} that is meant")), None)
            }
            Lookup::UnknownVersion => {
                let known: Vec<&str> = self.versions.iter().map(|version| version.id.as_str()).collect();
                let help = (!known.is_empty()).then(|| format!("known are {}", quoted(known.into_iter())));
                (Code::UnknownRequirement, format!("no such version of {}", self.name), help, None)
            }
            Lookup::Malformed(near) => {
                let message = format!("`{id}` cannot be an id of {}", self.name);
                (Code::MalformedRequirement, message, self.near_ids(near), None)
            }
            Lookup::Unknown(near) => {
                (Code::UnknownRequirement, format!("no requirement `{id}` in {name}"), self.near_ids(near), None)
            }
        };
        Some(Remark { code, message, help, fix })
    }

    fn near_ids(&self, near: &[super::Rank]) -> Option<String> {
        let ids: Vec<String> = near.iter().map(|rank| format!("`{}`", self.requirement(*rank).id)).collect();
        let (last, others) = ids.split_last()?;
        let others = if others.is_empty() { String::new() } else { format!("{} or ", others.join(", ")) };
        Some(format!("did you mean {others}{last}?"))
    }
}

fn quoted<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
