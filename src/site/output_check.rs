//! Checks output paths: those that clash, and those that not every file system can store.

use std::borrow::Cow;

use foldhash::{HashMap, HashSet};
use unicode_normalization::UnicodeNormalization;

use super::frame::Frame;
use super::model::Site;
use super::outputs::{Clash, Lost, Obstacle};
use super::target::Target;
use crate::finding::{Code, Finding};
use crate::output::path_of;
use crate::source::{FileId, Location};

/// The finding that `loser`, at `location`, is not written because of `clash`. `loser` names its address in backticks.
pub(super) fn clash_finding(frame: &Frame, location: Location, loser: &str, clash: Clash) -> Finding {
    let (winner, winner_location) = described(frame, clash.target);
    let message = match clash.how {
        Obstacle::SamePath => format!("{loser} has the same path as {winner}"),
        Obstacle::IsFile => format!("{loser} needs a folder where {winner} is a file"),
        Obstacle::NeedsFolder => format!("{loser} has the path of a folder that {winner} needs"),
    };
    let help = format!("rename or remove one of the two; {winner} is written and {loser} is not");
    let address = loser.split('`').nth(1).unwrap_or(loser);
    let finding = Finding::new(Code::OutputClash, location, message).about(address).help(help);
    related(finding, winner, winner_location)
}

/// The finding that a page is not written because its output path is taken.
pub(super) fn lost_page(frame: &Frame, lost: &Lost) -> Finding {
    let location = lost.location.or_else(|| described(frame, lost.clash.target).1);
    clash_finding(frame, location.unwrap_or(Location::start_of(FileId(0))), &lost.name, lost.clash)
}

/// The finding that no file can be written for `what`, at `location`. `what` names its address in backticks.
pub(super) fn unwritable(location: Location, what: &str, reason: &str) -> Finding {
    let address = what.split('`').nth(1).unwrap_or(what);
    let finding = Finding::new(Code::UnwritableName, location, format!("{what} cannot be written: {reason}"));
    finding.about(address).help("give it another name; until then it is left out of the site")
}

/// Adds the location of `other`, unless it is that of the finding.
fn related(finding: Finding, other: String, location: Option<Location>) -> Finding {
    match location.filter(|location| *location != finding.location) {
        Some(location) => finding.related(location, format!("{other} comes from here")),
        None => finding,
    }
}

/// The target of an output path in words, and the location that sets the path.
fn described(frame: &Frame, target: Target) -> (String, Option<Location>) {
    match target {
        Target::Page(id) => {
            let page = frame.page(id);
            let location = page.file.map(|file| Location::new(file, page.address_span()));
            (format!("the page `{}`", page.url), location)
        }
        Target::Alias(index) => {
            let alias = &frame.aliases[index];
            (format!("the alias `{}`", alias.url), Some(Location::new(alias.file, alias.span)))
        }
        Target::Asset(file) => {
            let url = frame.asset_url(file).unwrap_or_default();
            (format!("the file `{url}`"), Some(Location::start_of(file)))
        }
        Target::GeneratedPage(_) => ("a generated page".to_owned(), None),
        Target::GeneratedFile => ("a generated file".to_owned(), None),
    }
}

/// The findings on the output paths of `site`, in no particular order. `generated` are the addresses of generated files
/// that the site does not have.
pub fn check_outputs(site: &Site, generated: &[String]) -> Vec<Finding> {
    let in_the_way = generated.iter().filter_map(|url| Some((url.as_str(), site.clash(&path_of(url))?)));
    let refused = site.routes.clashes().iter().map(|(url, clash)| (url.as_str(), *clash));
    let mut findings: Vec<Finding> =
        in_the_way.chain(refused).filter_map(|(url, clash)| clash_with_generated(site, url, clash)).collect();
    findings.extend(check_case(site, generated));
    findings.extend(check_names(site));
    findings
}

/// The finding that the generated `url` is not written. A file of the site may replace it, and a page may be the 404
/// page.
fn clash_with_generated(site: &Site, url: &str, clash: Clash) -> Option<Finding> {
    let is_replaced = clash.how == Obstacle::SamePath
        && (matches!(clash.target, Target::Asset(_)) || url == "/404.html" && matches!(clash.target, Target::Page(_)));
    if is_replaced {
        return None;
    }
    let (_, location) = described(&site.frame, clash.target);
    let home = site.home().and_then(|home| site.page(home).file);
    let location = location.unwrap_or(Location::start_of(home.unwrap_or(FileId(0))));
    Some(clash_finding(&site.frame, location, &format!("the generated `{url}`"), clash))
}

/// Outputs that are the same file where a file system ignores case or normalises Unicode.
fn check_case(site: &Site, generated: &[String]) -> Vec<Finding> {
    let outputs = site.routes.outputs();
    // Of two paths that fold to one, at least one differs from it. Few do.
    let is_odd = |path: &str| folded(path) != path;
    let odd = outputs.iter().flat_map(|outputs| [outputs.files(is_odd), outputs.folders(is_odd)]).flatten();
    let keys: HashSet<String> = odd.map(|(path, _)| folded(path).into_owned()).collect();
    if keys.is_empty() {
        return Vec::new();
    }
    let is_suspect = |path: &str| keys.contains(&*folded(path));
    let mut folders: HashMap<Cow<'_, str>, (&str, Target)> = HashMap::default();
    for (path, target) in outputs.iter().flat_map(|outputs| outputs.folders(is_suspect)) {
        folders.entry(folded(path)).or_insert((path, target));
    }
    let generated = generated.iter().map(|url| (url.trim_start_matches('/'), Target::GeneratedFile));
    let files = outputs.iter().flat_map(|outputs| outputs.files(is_suspect)).chain(generated);
    let mut known: HashMap<Cow<'_, str>, (&str, Target)> = HashMap::default();
    let mut findings = Vec::new();
    for (path, target) in files {
        let key = folded(path);
        let folder = folders.get(&key).filter(|(folder, _)| *folder != path).copied();
        let file = *known.entry(key).or_insert((path, target));
        let other = folder.or(Some(file).filter(|(other, _)| *other != path));
        findings.extend(other.and_then(|other| case_clash(site, (path, target), other)));
    }
    findings
}

fn case_clash(site: &Site, (path, target): (&str, Target), (other, other_target): (&str, Target)) -> Option<Finding> {
    let ((_, location), (name, other_location)) =
        (described(&site.frame, target), described(&site.frame, other_target));
    let location = location.or(other_location)?;
    let message = format!("`/{path}` and `/{other}` differ only in case or Unicode normalization");
    let help = "rename one of the two: on macOS and Windows both are one file";
    let finding = Finding::new(Code::CaseClash, location, message).about(format!("/{path}")).help(help);
    Some(related(finding, name, other_location))
}

/// A path without its case and in one Unicode normalisation form.
fn folded(path: &str) -> Cow<'_, str> {
    if path.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        return Cow::Borrowed(path);
    }
    Cow::Owned(path.nfd().flat_map(char::to_lowercase).nfc().collect())
}

/// Names that Windows cannot store, each once.
fn check_names(site: &Site) -> Vec<Finding> {
    let mut seen: HashSet<&str> = HashSet::default();
    let mut findings = Vec::new();
    let is_suspect = |path: &str| path.split('/').any(|name| unportable(name).is_some());
    for (path, target) in site.frame.outputs.files(is_suspect) {
        let mut start = 0;
        for name in path.split('/') {
            let end = start + name.len();
            start = end + 1;
            let Some(reason) = unportable(name).filter(|_| seen.insert(&path[..end])) else { continue };
            let (what, Some(location)) = described(&site.frame, target) else { continue };
            let message = format!("Windows cannot store {what}: {reason}");
            let finding = Finding::new(Code::UnportableName, location, message).about(format!("/{path}"));
            findings.push(finding.help("give it another name where the site may be built or served on Windows"));
        }
    }
    findings
}

/// Why Windows cannot store a file or folder of this name.
fn unportable(name: &str) -> Option<&'static str> {
    const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];
    const PORTS: [&str; 2] = ["com", "lpt"];
    let stem = name.split('.').next().unwrap_or(name);
    let is_any = |names: &[&str], stem: &str| names.iter().any(|name| name.eq_ignore_ascii_case(stem));
    let is_port = |stem: &str| match stem.as_bytes() {
        [_, _, _, b'1'..=b'9'] => is_any(&PORTS, &stem[..3]),
        _ => false,
    };
    let is_reserved =
        |character: char| character.is_control() || matches!(character, '<' | '>' | ':' | '"' | '|' | '?' | '*');
    if is_any(&DEVICES, stem) || is_port(stem) {
        Some("the name is reserved for a device")
    } else if name.ends_with(['.', ' ']) {
        Some("the name ends with a dot or a space")
    } else if name.contains(is_reserved) {
        Some("the name has a character that Windows does not allow")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::{folded, unportable};

    #[test]
    fn paths_that_differ_by_case_or_encoding_fold_to_one() {
        assert_eq!(folded("A/É.html"), folded("a/e\u{301}.html"));
        assert_eq!(folded("a/index.html"), "a/index.html");
        assert_ne!(folded("a/e.html"), folded("a/é.html"));
    }

    #[test]
    fn names_that_windows_cannot_store_are_known() {
        for name in ["con", "Nul.txt", "COM1", "lpt9.tar.gz", "a.", "a ", "a:b", "a?", "a\tb"] {
            assert!(unportable(name).is_some(), "{name}");
        }
        for name in ["console", "com10", "com", "com0", ".well-known", "a b", "a.b", "é", "index.html"] {
            assert_eq!(unportable(name), None, "{name}");
        }
    }
}
