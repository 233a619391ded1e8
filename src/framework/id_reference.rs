//! Findings about ids, the same wherever an id is written.

use super::collection::{Frameworks, split_version};
use super::lookup::Lookup;
use super::meant::numbers_agree;
use super::model::RequirementIdx;
use super::tree::Framework;
use crate::finding::{Code, Finding, Severity, nearest};
use crate::source::{Location, Span};

/// An id as it is written in a site.
#[derive(Debug, Clone, Copy)]
pub(crate) struct IdReference<'a> {
    /// The id.
    pub id: &'a str,
    /// The version that is named with it; the current one where none is.
    pub version: Option<&'a str>,
    /// Its location.
    pub location: Location,
    /// The bytes to replace with another id; absent where it cannot be replaced.
    pub written: Option<Span>,
}

/// How many frameworks a finding about an unknown one lists.
const MAX_LISTED: usize = 20;

impl Frameworks {
    /// The finding for `key` at `location`, which no framework has.
    pub(crate) fn unknown(&self, key: &str, location: Location) -> Finding {
        let nearest = nearest(&key.to_lowercase(), self.keys().filter(|known| numbers_agree(known, key)));
        let known = || {
            let keys = self.keys().take(MAX_LISTED).map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ");
            if self.keys().nth(MAX_LISTED).is_some() { format!("{keys} and more") } else { keys }
        };
        let help = nearest.map_or_else(
            || format!("these are known: {}; others are described under `content/frameworks/`", known()),
            |key| format!("did you mean `{key}`?"),
        );
        Finding::new(Code::UnknownFramework, location, format!("unknown framework `{key}`")).about(key).help(help)
    }
}

impl Frameworks {
    /// Whether `written` names a framework, with or without a version.
    pub(crate) fn has(&self, written: &str) -> bool {
        self.get(split_version(written).0).is_some()
    }

    /// Whether `key` is nearly the key of a framework.
    pub(crate) fn is_near(&self, key: &str) -> bool {
        nearest(&key.to_lowercase(), self.keys()).is_some()
    }

    /// The framework that `written` names with its key, and the version behind an `@`; or what is wrong with it.
    pub(crate) fn named<'w>(
        &self,
        written: &'w str,
        location: Location,
    ) -> Result<(&Framework, Option<&'w str>), Box<Finding>> {
        let (key, version) = split_version(written);
        let framework = self.get(key).ok_or_else(|| Box::new(self.unknown(written, location)))?;
        if let Some(version) = version.filter(|_| self.get(written).is_none()) {
            let message = format!("unknown version `{version}` of {}", framework.name);
            let finding = Finding::new(Code::OtherVersion, location, message).about(written);
            return Err(Box::new(finding.help(framework.known_versions())));
        }
        Ok((framework, version))
    }
}

impl Framework {
    /// What is wrong with an id; nothing where it names a requirement in force, or one of the version that is named.
    pub(crate) fn fault(&self, reference: &IdReference<'_>) -> Option<Finding> {
        match self.look_up(reference.id, reference.version) {
            Lookup::Found(idx) => self.respelt(reference, idx),
            Lookup::OtherVersion(_) if reference.version.is_some_and(|version| version != self.version) => None,
            Lookup::OtherVersion(versions) => Some(self.of_other_version(reference, &versions)),
            Lookup::UnknownVersion => Some(self.of_unknown_version(reference)),
            Lookup::Renumbered(idx) => Some(self.renumbered_to(reference, idx)),
            Lookup::Withdrawn(idx) => Some(self.withdrawn(reference, idx)),
            Lookup::Malformed(_) | Lookup::Unknown(_) if self.known_to_basis(reference).is_some() => {
                self.known_to_basis(reference).and_then(|base| self.outside(reference, base))
            }
            Lookup::Malformed(similar) => {
                let message = format!("invalid requirement id of {}: `{}`", self.name, reference.id);
                let finding = Finding::new(Code::MalformedRequirement, reference.location, message).about(reference.id);
                Some(self.with_suggestions(finding, reference, &similar))
            }
            Lookup::Unknown(similar) => {
                let version = reference.version.unwrap_or(&self.version);
                let message = format!("no such requirement in {} {version}: `{}`", self.name, reference.id);
                let finding = Finding::new(Code::UnknownRequirement, reference.location, message).about(reference.id);
                Some(self.with_suggestions(finding, reference, &similar))
            }
        }
    }

    /// The nearest framework of a baseline that has the id.
    fn known_to_basis(&self, reference: &IdReference<'_>) -> Option<&Framework> {
        let is_current = reference.version.is_none_or(|version| version == self.version);
        self.basis().find(|base| is_current && base.known(reference.id, None).is_some())
    }

    /// The finding for an id that `base` has, and this baseline of it does not.
    fn outside(&self, reference: &IdReference<'_>, base: &Framework) -> Option<Finding> {
        let own = IdReference { version: None, ..*reference };
        let (Lookup::Found(idx), key) = (base.look_up(reference.id, None), split_version(&base.key).0) else {
            return base.fault(&own);
        };
        let id = &base.requirement(idx).id;
        let message = format!("`{id}` is in {}, but not in the baseline {}", base.name, self.name);
        let finding = Finding::new(Code::OutsideBaseline, reference.location, message).about(reference.id);
        Some(finding.help(format!("cite it as `[{key}:{id}]`, or add it to the baseline")))
    }

    /// The finding for a requirement of another framework on a page about this one: where this is a baseline of it, and does
    /// not have the requirement.
    pub(crate) fn leaves_out(&self, other: &Framework, reference: &IdReference<'_>) -> Option<Finding> {
        let base = self.basis().find(|base| base.key == other.key)?;
        let id = match base.known(reference.id, reference.version)? {
            Lookup::Found(idx) => &base.requirement(idx).id,
            Lookup::Withdrawn(_)
            | Lookup::Renumbered(_)
            | Lookup::OtherVersion(_)
            | Lookup::UnknownVersion
            | Lookup::Malformed(_)
            | Lookup::Unknown(_) => return None,
        };
        if self.find(id).is_some() {
            return None;
        }
        let message = format!("`{id}` is not in the baseline {}, which this page is about", self.name);
        let finding = Finding::new(Code::OutsideBaseline, reference.location, message).about(reference.id);
        Some(finding.help("add it to the baseline, or describe why the page names it").at_most(Severity::Warning))
    }

    fn with_suggestions(&self, finding: Finding, reference: &IdReference<'_>, similar: &[RequirementIdx]) -> Finding {
        // Suggestions are of the current version; the one that is named may not have them.
        let is_there = |idx: &&RequirementIdx| match reference.version.filter(|version| *version != self.version) {
            Some(_) => matches!(self.look_up(&self.requirement(**idx).id, reference.version), Lookup::OtherVersion(_)),
            None => true,
        };
        let similar: Vec<RequirementIdx> = similar.iter().filter(is_there).copied().collect();
        let ids: Vec<String> = similar.iter().map(|idx| format!("`{}`", self.requirement(*idx).id)).collect();
        let help = match ids.split_last() {
            None => return finding,
            Some((only, [])) => format!("did you mean {only}?"),
            Some((last, others)) => format!("did you mean {} or {last}?", others.join(", ")),
        };
        let finding = finding.help(help);
        // `13` may be a typing error for `12` as well as for `1.3`.
        let is_divided = reference.id.contains(|character: char| !character.is_alphanumeric());
        match (self.equal_but_for_punctuation(reference.id), reference.written) {
            (Some(idx), Some(span)) if similar == [idx] && is_divided => finding.fix(span, &self.requirement(idx).id),
            _ => finding,
        }
    }

    /// The hint that an id has another spelling than that of the framework. An item of a requirement has none of its own.
    fn respelt(&self, reference: &IdReference<'_>, idx: RequirementIdx) -> Option<Finding> {
        let (written, id) = (reference.id.trim(), &self.requirement(idx).id);
        // Catalogs give families ids that people write in capitals.
        let is_family = !self.requirement(idx).is_assessed && written.eq_ignore_ascii_case(id);
        if written == id || is_family || !self.is_spelling_of(written, idx) {
            return None;
        }
        let message = format!("`{written}` is written `{id}` in {}", self.name);
        let finding = Finding::new(Code::OtherSpelling, reference.location, message).about(written);
        Some(with_fix(finding.help(format!("write `{id}`")), reference, id))
    }

    fn of_other_version(&self, reference: &IdReference<'_>, versions: &[&str]) -> Finding {
        let (id, name) = (reference.id, &self.name);
        let message = format!("`{id}` is a requirement of {name} {}, not of {}", versions.join(" and "), self.version);
        let version = versions.last().copied().unwrap_or_default();
        let (key, _) = split_version(&self.key);
        let name_it = format!("name the version: `[{key}@{version}:{id}]`");
        let successors = self.successors(version, id);
        let listed = |ids: &[String]| ids.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(" and ");
        let help = match successors {
            Some([]) => format!("{} has no successor to it: {name_it}", self.version),
            Some(ids) => format!("in {} it is {}: cite that, or {name_it}", self.version, listed(ids)),
            None => format!("cite the requirement that replaces it, or {name_it}"),
        };
        Finding::new(Code::OtherVersion, reference.location, message).about(id).help(help)
    }

    fn of_unknown_version(&self, reference: &IdReference<'_>) -> Finding {
        let version = reference.version.unwrap_or_default();
        let message = format!("unknown version `{version}` of {}: `{}` cannot be checked", self.name, reference.id);
        Finding::new(Code::OtherVersion, reference.location, message)
            .about(format!("{version}:{}", reference.id))
            .help(self.known_versions())
    }

    fn known_versions(&self) -> String {
        let mut known: Vec<&str> = self.versions.iter().map(|version| version.id.as_str()).collect();
        if !known.contains(&self.version.as_str()) {
            known.push(&self.version);
        }
        format!("these are known: {}", known.join(", "))
    }

    fn renumbered_to(&self, reference: &IdReference<'_>, idx: RequirementIdx) -> Finding {
        let (id, now) = (reference.id, &self.requirement(idx).id);
        let message = format!("`{id}` is `{now}` in {} {}", self.name, self.version);
        let finding =
            Finding::new(Code::Renumbered, reference.location, message).about(id).help(format!("write `{now}`"));
        with_fix(finding, reference, now)
    }

    fn withdrawn(&self, reference: &IdReference<'_>, idx: RequirementIdx) -> Finding {
        let went = self.requirement(idx).withdrawn.as_deref().unwrap_or_default();
        let message = format!("`{}` is withdrawn from {} {}", reference.id, self.name, self.version);
        let finding = Finding::new(Code::Renumbered, reference.location, message).about(reference.id);
        let ids: Vec<String> = went.iter().map(|id| format!("`{id}`")).collect();
        match went {
            [] => finding.help("it has no successor: describe it in words"),
            [now] if self.find(now).is_some() => {
                with_fix(finding.help(format!("it is part of `{now}` now")), reference, now)
            }
            _ => finding.help(format!("it is part of {} now", ids.join(" and "))),
        }
    }
}

fn with_fix(finding: Finding, reference: &IdReference<'_>, id: &str) -> Finding {
    match reference.written {
        Some(span) => finding.fix(span, id),
        None => finding,
    }
}

#[cfg(test)]
mod tests {
    use super::IdReference;
    use crate::framework::{Framework, Head, Origin, Outline, Renumbering, Version};
    use crate::source::{FileId, Location, Span};

    fn framework() -> Framework {
        let id = |id: &str| Outline { id: id.to_owned(), ..Outline::default() };
        let gone = |name: &str, went: &[&str]| Outline {
            withdrawn: Some(went.iter().map(|id| (*id).to_owned()).collect()),
            ..id(name)
        };
        let ids = ["6.6", "6.7", "6.8", "11.3.1"].map(str::to_owned);
        let change = |from: &str, to: &[&str], version: &str| Renumbering {
            from: from.to_owned(),
            to: to.iter().map(|id| (*id).to_owned()).collect(),
            is_same: version == "4.0",
            version: version.to_owned(),
            location: None,
        };
        let head = Head {
            key: "pci-dss".to_owned(),
            name: "PCI DSS".to_owned(),
            version: "4.0.1".to_owned(),
            versions: vec![Version { id: "3.2.1".to_owned(), ids: ids.into(), ..Version::default() }],
            renumbered: vec![
                change("A3.3.1.2", &["A3.3.1.1"], "4.0"),
                change("6.7", &["11.3.1", "9.8"], "3.2.1"),
                change("6.8", &[], "3.2.1"),
            ],
            ..Head::default()
        };
        let outlines = vec![id("11.3.1"), id("11.3.1.1"), id("A3.3.1.1"), gone("9.9", &["11.3.1"]), gone("9.8", &[])];
        Framework::new(head, Origin::BuiltIn, outlines)
    }

    fn check(id: &str, version: Option<&str>, expected: &str) {
        let span = Span::new(0, id.len());
        let reference = IdReference { id, version, location: Location::new(FileId(0), span), written: Some(span) };
        let found = framework().fault(&reference).map(|finding| {
            let fix = finding.fix.map(|fix| format!(" -> {}", fix.replace)).unwrap_or_default();
            format!("{} {} | {}{fix}", finding.code.id(), finding.message, finding.help.unwrap_or_default())
        });
        assert_eq!(found.unwrap_or_default(), expected);
    }

    #[test]
    fn valid_ids_have_no_finding() {
        check("11.3.1", None, "");
        check("11.3.1", Some("4.0.1"), "");
        check("6.6", Some("3.2.1"), "");
    }

    #[test]
    fn an_unknown_id_gets_suggestions_and_a_fix_only_where_that_is_certain() {
        check(
            "11.3.11",
            None,
            "RQ102 no such requirement in PCI DSS 4.0.1: `11.3.11` | did you mean `11.3.1.1`? -> 11.3.1.1",
        );
        check("66", Some("3.2.1"), "RQ105 invalid requirement id of PCI DSS: `66` | ");
        check("11311", None, "RQ105 invalid requirement id of PCI DSS: `11311` | did you mean `11.3.1.1`?");
        check("77.77", None, "RQ102 no such requirement in PCI DSS 4.0.1: `77.77` | ");
        check("see 6.6", None, "RQ105 invalid requirement id of PCI DSS: `see 6.6` | ");
        check("11.3.2", Some("3.2.1"), "RQ102 no such requirement in PCI DSS 3.2.1: `11.3.2` | did you mean `11.3.1`?");
    }

    #[test]
    fn ids_of_other_versions_and_renumbered_ids_have_a_remedy() {
        check(
            "6.6",
            None,
            "RQ103 `6.6` is a requirement of PCI DSS 3.2.1, not of 4.0.1 | cite the requirement that \
             replaces it, or name the version: `[pci-dss@3.2.1:6.6]`",
        );
        check(
            "6.7",
            None,
            "RQ103 `6.7` is a requirement of PCI DSS 3.2.1, not of 4.0.1 | in 4.0.1 it is `11.3.1` and `9.8`: cite that, \
             or name the version: `[pci-dss@3.2.1:6.7]`",
        );
        check(
            "6.8",
            None,
            "RQ103 `6.8` is a requirement of PCI DSS 3.2.1, not of 4.0.1 | 4.0.1 has no successor to it: name the \
             version: `[pci-dss@3.2.1:6.8]`",
        );
        check(
            "1",
            Some("2.0"),
            "RQ103 unknown version `2.0` of PCI DSS: `1` cannot be checked | these are known: 3.2.1, 4.0.1",
        );
        check("A3.3.1.2", None, "RQ104 `A3.3.1.2` is `A3.3.1.1` in PCI DSS 4.0.1 | write `A3.3.1.1` -> A3.3.1.1");
        check("9.9", None, "RQ104 `9.9` is withdrawn from PCI DSS 4.0.1 | it is part of `11.3.1` now -> 11.3.1");
        check("9.8", None, "RQ104 `9.8` is withdrawn from PCI DSS 4.0.1 | it has no successor: describe it in words");
    }
}
