//! Addresses that redirect to a page.

use std::collections::BTreeMap;

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::classify::folder;
use super::frame::{Alias, Frame};
use super::output_check::clash_finding;
use super::page::PageId;
use super::route;
use super::target::Target;
use crate::config::UglyUrls;
use crate::finding::{Code, Finding};
use crate::output::path_of;
use crate::source::Location;

/// Gives every alias its address, unless a page has it or its output path clashes.
///
/// A page wins over an alias. Of two pages with one alias, the last by path wins. An alias that equals the address
/// of its own page is ignored.
pub(super) fn place(frame: &mut Frame, ugly: &UglyUrls) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut aliases: BTreeMap<String, Alias> = BTreeMap::new();
    for alias in declared(frame, ugly, &mut findings) {
        let location = Location::new(alias.file, alias.span);
        match frame.page_at(&alias.url) {
            Some(page) if page == alias.page => {}
            Some(page) => findings.push(on_page(frame, &alias, page)),
            None => {
                let Some(former) = aliases.insert(alias.url.clone(), alias) else { continue };
                if Location::new(former.file, former.span) != location && former.file != location.file {
                    let message = format!("the alias `{}` is declared by two articles", former.url);
                    let finding = Finding::new(Code::AliasTwice, Location::new(former.file, former.span), message)
                        .about(&former.url)
                        .related(location, "this one, the last by path, is written")
                        .help("remove one of the two");
                    findings.push(finding);
                }
            }
        }
    }
    for alias in aliases.into_values() {
        let target = Target::Alias(frame.aliases.len());
        match frame.outputs.claim(path_of(&alias.url), target) {
            Ok(()) => {
                frame.routes.insert(alias.url.clone(), target);
                frame.aliases.push(alias);
            }
            Err(clash) => {
                let location = Location::new(alias.file, alias.span);
                findings.push(clash_finding(frame, location, &format!("the alias `{}`", alias.url), clash));
            }
        }
    }
    findings
}

/// Every alias that is a path of this site, in order of the paths of articles.
fn declared(frame: &Frame, ugly: &UglyUrls, findings: &mut Vec<Finding>) -> Vec<Alias> {
    let with_aliases = frame.pages().filter(|(_, page)| !page.front.aliases.is_empty());
    let mut pages: Vec<_> = with_aliases.filter_map(|(id, page)| Some((&page.path, page.file?, id, page))).collect();
    pages.sort_by_key(|(path, ..)| *path);
    let mut aliases = Vec::new();
    let read = pages.par_iter().map(|(_, file, id, page)| {
        let aliases = page.front.aliases.iter();
        // As in Hugo, the folder of the page decides, whatever its own address is.
        let is_ugly = ugly.covers(folder(&page.place));
        let shaped = |url: String| if is_ugly { route::ugly(url) } else { url };
        let read = aliases.map(|written| (*file, *id, written, address(&page.url, &written.value).map(shaped)));
        read.collect::<Vec<_>>()
    });
    for read in read.collect::<Vec<_>>() {
        for (file, id, written, address) in read {
            match address {
                Some(url) => aliases.push(Alias { url, page: id, file, span: written.span }),
                None => findings.push(
                    Finding::new(
                        Code::InvalidRoute,
                        Location::new(file, written.span),
                        "an alias that is not a path of this site",
                    )
                    .about(&written.value)
                    .help("write the old address from the root of the site, such as `/old/place/`"),
                ),
            }
        }
    }
    aliases
}

/// The address of an alias; a relative one starts at the folder that its page lies in.
fn address(page: &str, alias: &str) -> Option<String> {
    let alias = alias.trim();
    if alias.is_empty() || alias.contains("://") {
        return None;
    }
    let folder = page.trim_end_matches('/').rsplit_once('/').map_or("/", |(folder, _)| folder);
    route::alias(&route::join(folder, alias))
}

fn on_page(frame: &Frame, alias: &Alias, page: PageId) -> Finding {
    let page = frame.page(page);
    let message = format!("the alias `{}` is the address of a page", alias.url);
    let finding = Finding::new(Code::AliasOnPage, Location::new(alias.file, alias.span), message)
        .about(&alias.url)
        .help("remove the alias, or move the page; the page is written and the alias is not");
    match page.file {
        Some(file) => finding.related(Location::start_of(file), "the page"),
        None => finding,
    }
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn a_relative_alias_starts_at_the_folder_of_its_page() {
        let page = "/section-slug/my-slug/x/";
        let cases = [
            ("/old/", Some("/old/")),
            ("rel", Some("/section-slug/my-slug/rel/")),
            ("../up/", Some("/section-slug/up/")),
            ("/Old/Page.html", Some("/Old/Page.html")),
            ("./dot/", Some("/section-slug/my-slug/dot/")),
            ("/a b/é", Some("/a b/é/")),
            ("../../../../out", Some("/out/")),
            ("https://other.example/", None),
            ("", None),
        ];
        for (alias, expected) in cases {
            assert_eq!(address(page, alias).as_deref(), expected, "{alias}");
        }
        assert_eq!(address("/bundle/", "brel").as_deref(), Some("/brel/"));
    }
}
