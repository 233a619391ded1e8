//! What is wrong with the output paths of a site: those that clash, and those that not every host can store.

use std::borrow::Cow;

use foldhash::{HashMap, HashSet};
use unicode_normalization::UnicodeNormalization;

use super::outputs::{Clash, Lost, Obstacle};
use super::{Frame, Site, Target};
use crate::finding::{Code, Finding};
use crate::output::path_of;
use crate::source::{FileId, Location};

/// That `loser`, at `place`, is not written, because of what `clash` says. The address of the loser stands in backticks.
pub(super) fn clash_finding(frame: &Frame, place: Location, loser: &str, clash: Clash) -> Finding {
    let (winner, winner_place) = described(frame, clash.target);
    let message = match clash.how {
        Obstacle::SamePath => format!("{loser} stands where {winner} is written"),
        Obstacle::IsFile => format!("{loser} needs a folder where {winner} is a file"),
        Obstacle::NeedsFolder => format!("{loser} stands where {winner} needs a folder"),
    };
    let help = format!("rename or remove one of the two; {winner} is written and {loser} is not");
    let address = loser.split('`').nth(1).unwrap_or(loser);
    let finding = Finding::new(Code::OutputClash, place, message).about(address).help(help);
    related(finding, winner, winner_place)
}

/// That a page is not written, because of what has its place.
pub(super) fn lost_page(frame: &Frame, lost: &Lost) -> Finding {
    let place = lost.place.or_else(|| described(frame, lost.clash.target).1);
    clash_finding(frame, place.unwrap_or(Location::start_of(FileId(0))), &lost.name, lost.clash)
}

/// That no file can be written for `what`, at `place`, whose address stands in backticks.
pub(super) fn unwritable(place: Location, what: &str, reason: &str) -> Finding {
    let address = what.split('`').nth(1).unwrap_or(what);
    let finding = Finding::new(Code::UnwritableName, place, format!("{what} cannot be written: {reason}"));
    finding.about(address).help("give it another name; until then it is left out of the site")
}

/// The finding with where `other` comes from, unless that is its own place.
fn related(finding: Finding, other: String, place: Option<Location>) -> Finding {
    match place.filter(|place| *place != finding.location) {
        Some(place) => finding.related(place, format!("{other} comes from here")),
        None => finding,
    }
}

/// What has an output path, in words, and where in the site that is decided.
fn described(frame: &Frame, target: Target) -> (String, Option<Location>) {
    match target {
        Target::Page(id) => {
            let page = frame.slot(id);
            let place = page.file.map(|file| Location::new(file, page.wish_span()));
            (format!("the page `{}`", page.url), place)
        }
        Target::Alias(index) => {
            let alias = &frame.aliases[index];
            (format!("the alias `{}`", alias.url), Some(Location::new(alias.file, alias.span)))
        }
        Target::Asset(file) => {
            // Files have their addresses in order of path, as they have their ids.
            let found = frame.assets.binary_search_by_key(&file, |(asset, _)| *asset);
            let url = found.map(|index| frame.assets[index].1.as_str()).unwrap_or_default();
            (format!("the file `{url}`"), Some(Location::start_of(file)))
        }
        Target::Generated(_) => ("a page that Clausebook makes".to_owned(), None),
        Target::Made => ("a file that Clausebook makes".to_owned(), None),
    }
}

/// What is wrong with the output paths of `site`, in no particular order. `made` are the addresses of what the build
/// makes beside pages and tables.
pub fn check_outputs(site: &Site, made: &[String]) -> Vec<Finding> {
    let in_the_way = made.iter().filter_map(|url| Some((url.as_str(), site.clash(&path_of(url))?)));
    let generated = site.clashes.iter().map(|(url, clash)| (url.as_str(), *clash));
    let mut findings: Vec<Finding> =
        in_the_way.chain(generated).filter_map(|(url, clash)| clash_with_made(site, url, clash)).collect();
    findings.extend(check_case(site, made));
    findings.extend(check_names(site));
    findings
}

/// That what the build makes at `url` is not written. A file of the site's own, and a page that is the 404 page, may
/// take its place.
fn clash_with_made(site: &Site, url: &str, clash: Clash) -> Option<Finding> {
    let is_replaced = clash.how == Obstacle::SamePath
        && (matches!(clash.target, Target::Asset(_)) || url == "/404.html" && matches!(clash.target, Target::Page(_)));
    if is_replaced {
        return None;
    }
    let (_, place) = described(&site.frame, clash.target);
    let home = site.home().and_then(|home| site.page(home).file);
    let place = place.unwrap_or(Location::start_of(home.unwrap_or(FileId(0))));
    Some(clash_finding(&site.frame, place, &format!("the generated `{url}`"), clash))
}

/// Outputs that a file system takes for one where it does not tell case, or normalises Unicode.
fn check_case(site: &Site, made: &[String]) -> Vec<Finding> {
    let outputs = [&site.frame.outputs, &site.outputs];
    // Of two paths that are folded to one, at least one is not folded itself. Few are.
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
    let made = made.iter().map(|url| (url.trim_start_matches('/'), Target::Made));
    let files = outputs.iter().flat_map(|outputs| outputs.files(is_suspect)).chain(made);
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
    let ((_, place), (name, other_place)) = (described(&site.frame, target), described(&site.frame, other_target));
    let place = place.or(other_place)?;
    let message = format!("`/{path}` and `/{other}` differ only by case or by how letters are encoded");
    let help = "rename one of the two: on macOS and Windows both are one file";
    let finding = Finding::new(Code::CaseClash, place, message).about(format!("/{path}")).help(help);
    Some(related(finding, name, other_place))
}

/// A path as file systems compare it that do not tell case and normalise Unicode.
fn folded(path: &str) -> Cow<'_, str> {
    if path.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        return Cow::Borrowed(path);
    }
    Cow::Owned(path.nfd().flat_map(char::to_lowercase).nfc().collect())
}

/// Names that Windows does not take, each once.
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
            let (what, Some(place)) = described(&site.frame, target) else { continue };
            let message = format!("Windows cannot store {what}: {reason}");
            let finding = Finding::new(Code::UnportableName, place, message).about(format!("/{path}"));
            findings.push(finding.help("give it another name where the site may be built or served on Windows"));
        }
    }
    findings
}

/// Why Windows takes no file or folder of this name.
fn unportable(name: &str) -> Option<&'static str> {
    const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];
    const PORTS: [&str; 2] = ["com", "lpt"];
    let stem = name.split('.').next().unwrap_or(name);
    let is_any = |names: &[&str], stem: &str| names.iter().any(|name| name.eq_ignore_ascii_case(stem));
    let is_port = |stem: &str| match stem.as_bytes() {
        [_, _, _, b'1'..=b'9'] => is_any(&PORTS, &stem[..3]),
        _ => false,
    };
    let is_sign = |sign: char| sign.is_control() || matches!(sign, '<' | '>' | ':' | '"' | '|' | '?' | '*');
    if is_any(&DEVICES, stem) || is_port(stem) {
        Some("the name is that of a device")
    } else if name.ends_with(['.', ' ']) {
        Some("the name ends with a dot or a blank")
    } else if name.contains(is_sign) {
        Some("the name has a character that no name may have there")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::{folded, unportable};

    #[test]
    fn paths_that_one_file_system_takes_for_one_are_folded_to_one() {
        assert_eq!(folded("A/É.html"), folded("a/e\u{301}.html"));
        assert_eq!(folded("a/index.html"), "a/index.html");
        assert_ne!(folded("a/e.html"), folded("a/é.html"));
    }

    #[test]
    fn names_that_windows_does_not_take_are_known() {
        for name in ["con", "Nul.txt", "COM1", "lpt9.tar.gz", "a.", "a ", "a:b", "a?", "a\tb"] {
            assert!(unportable(name).is_some(), "{name}");
        }
        for name in ["console", "com10", "com", "com0", ".well-known", "a b", "a.b", "é", "index.html"] {
            assert_eq!(unportable(name), None, "{name}");
        }
    }
}
