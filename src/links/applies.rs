//! For whom the site and its articles are, and requirements in them that do not apply.

use std::collections::{BTreeMap, BTreeSet};

use crate::applies::{Applies, Choice};
use crate::config::Config;
use crate::finding::{Code, Finding, Severity, nearest};
use crate::framework::{Framework, Frameworks, Inapplicable, RequirementIdx};
use crate::site::{EdgeKind, Edges, ProfileIdx, Site};
use crate::source::{FileId, Location, Span};
use crate::table::Body;

/// Checks the profiles of the configuration, whose file is `file`, those of articles, the requirements that articles
/// declare, and matrices.
pub(super) fn check(
    site: &Site,
    (config, file): (&Config, Option<FileId>),
    frameworks: &Frameworks,
    edges: &Edges,
) -> Vec<Finding> {
    let names = Names { config, frameworks };
    let mut findings: Vec<Finding> = file.map(|file| names.configured(file)).unwrap_or_default();
    findings.extend(names.written(site));
    findings.extend(declared(site, frameworks, edges));
    findings.extend(matrices(site, frameworks));
    findings
}

/// What `applies` may name.
struct Names<'a> {
    config: &'a Config,
    frameworks: &'a Frameworks,
}

/// A name in `applies` that does not exist.
struct Unknown {
    span: Span,
    written: String,
    message: String,
    help: String,
}

impl Names<'_> {
    fn configured(&self, file: FileId) -> Vec<Finding> {
        let own = self.config.applies.iter().flat_map(|applies| self.unknown(applies));
        let profiles = self.config.profiles.iter().flat_map(|profile| self.unknown_choices(&profile.choices));
        let finding = |unknown| finding(Code::UnknownProfileValue, file, unknown);
        own.chain(profiles).map(finding).collect()
    }

    /// Those of articles. What is handed down to many is reported once.
    fn written(&self, site: &Site) -> Vec<Finding> {
        let uses_profiles = self.config.applies.is_some() || !self.config.profiles.is_empty();
        let mut handed_down: BTreeSet<String> = BTreeSet::new();
        let mut findings = Vec::new();
        for (_, page) in site.pages() {
            let Some((file, applies)) = page.file.zip(page.front.applies.as_ref()) else { continue };
            for unknown in self.unknown(&applies.value) {
                let is_own = unknown.span.start < unknown.span.end;
                if !is_own && !handed_down.insert(unknown.message.clone()) {
                    continue;
                }
                let is_other_key = matches!(applies.value, Applies::Profile(_)) && !uses_profiles;
                let finding = finding(Code::UnknownApplies, file, unknown);
                // The key may be the site's own.
                findings.push(if is_other_key { finding.at_most(Severity::Hint) } else { finding });
            }
        }
        findings
    }

    fn unknown(&self, applies: &Applies) -> Vec<Unknown> {
        match applies {
            Applies::Choices(choices) => self.unknown_choices(choices),
            Applies::Profile(name) => {
                let names = || self.config.profiles.iter().map(|profile| profile.name.as_str());
                if names().any(|known| known == name.value) {
                    return Vec::new();
                }
                let help = instead(&name.value, names(), "write dimensions with values, or add it to `profiles`");
                let message = format!("unknown profile `{}`", name.value);
                vec![Unknown { span: name.span, written: name.value.clone(), message, help }]
            }
        }
    }

    fn unknown_choices(&self, choices: &[Choice]) -> Vec<Unknown> {
        let mut unknown = Vec::new();
        for Choice { dimension, values } in choices {
            let all = || self.frameworks.iter().flat_map(Framework::dimensions);
            let known: Vec<_> = all().filter(|known| known.key == dimension.value).collect();
            if known.is_empty() {
                let keys: BTreeSet<&str> = all().map(|dimension| dimension.key.as_str()).collect();
                unknown.push(Unknown {
                    span: dimension.span,
                    written: dimension.value.clone(),
                    message: format!("no framework has a dimension `{}`", dimension.value),
                    help: instead(
                        &dimension.value,
                        keys.iter().copied(),
                        "add it to the `applicability` of a framework",
                    ),
                });
                continue;
            }
            for value in values.iter().filter(|value| known.iter().all(|known| known.value(&value.value).is_none())) {
                let keys: BTreeSet<&str> =
                    known.iter().flat_map(|known| &known.values).map(|value| value.key.as_str()).collect();
                unknown.push(Unknown {
                    span: value.span,
                    written: value.value.clone(),
                    message: format!("`{}` has no value `{}`", dimension.value, value.value),
                    help: instead(&value.value, keys.iter().copied(), "add it to the `applicability` of a framework"),
                });
            }
        }
        unknown
    }
}

fn finding(code: Code, file: FileId, unknown: Unknown) -> Finding {
    let Unknown { span, written, message, help } = unknown;
    Finding::new(code, Location::new(file, span), message).about(written).help(help)
}

/// The remedy for an unknown name: the nearest one, or those that are known, or else `otherwise`.
fn instead<'n>(written: &str, known: impl Iterator<Item = &'n str> + Clone, otherwise: &str) -> String {
    const MAX_LISTED: usize = 12;
    if let Some(near) = nearest(written, known.clone()) {
        return format!("did you mean `{near}`?");
    }
    let names: Vec<String> = known.take(MAX_LISTED + 1).map(|name| format!("`{name}`")).collect();
    if names.is_empty() || names.len() > MAX_LISTED {
        otherwise.to_owned()
    } else {
        format!("write one of {}, or {otherwise}", names.join(", "))
    }
}

/// Requirements that articles declare and that do not apply to those for whom the article is.
fn declared(site: &Site, frameworks: &Frameworks, edges: &Edges) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (id, page) in site.pages() {
        if page.front.requirements.is_empty() {
            continue;
        }
        let profile = site.profiles().of_page(id);
        for edge in edges.from_page(id).filter(|edge| edge.kind == EdgeKind::Explains) {
            let Some(framework) = frameworks.get(&edge.framework) else { continue };
            let Some(reason) = reason(site, framework, profile, edge.requirement) else { continue };
            let written = &framework.requirement(edge.requirement).id;
            let message = format!("`{written}` is not applicable: {}", reason.words());
            let finding = Finding::new(Code::InapplicableRequirement, edge.location, message).about(written);
            findings.push(finding.help("remove it, or say with `applies` for whom the article is"));
        }
    }
    findings
}

/// Why a requirement with all that is assessed below it does not apply; nothing where any of it does.
fn reason(
    site: &Site,
    framework: &Framework,
    profile: Option<ProfileIdx>,
    idx: RequirementIdx,
) -> Option<Inapplicable> {
    let applicability = site.profiles().applicability(framework, profile);
    let reason = applicability.reason(idx)?;
    let is_any_in = framework.below(idx).any(|(below, _)| framework.is_assessed(below) && applicability.applies(below));
    (!is_any_in).then(|| reason.clone())
}

/// What no row of a matrix covers, and rows for what does not apply, on all pages that show the matrix.
fn matrices(site: &Site, frameworks: &Frameworks) -> Vec<Finding> {
    let mut pages: BTreeMap<FileId, BTreeSet<Option<ProfileIdx>>> = BTreeMap::new();
    for (page, shown) in site.all_shown_tables() {
        pages.entry(shown.file).or_default().insert(site.profiles().of_page(page));
    }
    let mut findings = Vec::new();
    for (file, table) in site.tables() {
        let Body::Responsibility(matrix) = &table.body else { continue };
        let Some(framework) = frameworks.get(&matrix.framework) else { continue };
        let profiles = pages.remove(&file).unwrap_or_else(|| BTreeSet::from([site.profiles().default_profile()]));
        let all: Vec<_> =
            profiles.into_iter().map(|profile| site.profiles().applicability(framework, profile)).collect();
        let applies = |idx: RequirementIdx| all.iter().any(|applicability| applicability.applies(idx));
        findings.extend(matrix.check_coverage(file, framework, applies));
        let reason = |idx: RequirementIdx| if applies(idx) { None } else { all.first()?.reason(idx).cloned() };
        findings.extend(matrix.check_applicability(table.cells_file(file), framework, reason));
    }
    findings
}
