//! Checks that need no links: tags, menus, controlled documents, keys of another shape.

use super::model::Site;
use super::page::Kind;
use super::{control, menu_check, term_check};
use crate::config::Config;
use crate::finding::{Code, Finding, forbidden_character};
use crate::front::other_shapes;
use crate::source::{FileId, Location};

/// The findings on tags, menus, control blocks and the texts of feeds, in no particular order. `file` is that of the
/// configuration.
pub fn check(site: &Site, config: &Config, file: Option<FileId>) -> Vec<Finding> {
    let allowed = config.allowed_tags.as_ref().map(|tags| tags.iter().cloned().collect());
    let (mut findings, menus) =
        rayon::join(|| term_check::check_tags(site, allowed.as_ref()), || menu_check::check(site, config, file));
    findings.extend(menus);
    findings.extend(control::check(site));
    findings.extend(misplaced_heroes(site));
    let articles = site.pages().filter_map(|(_, page)| Some((page.file?, &*page.front)));
    findings.extend(other_shapes(articles));
    findings.extend(term_check::check_terms(site));
    findings.extend(feed_texts(site));
    findings
}

/// Pages other than the front page that have a `hero`.
fn misplaced_heroes(site: &Site) -> impl Iterator<Item = Finding> {
    let heroes = site.pages().filter(|(_, page)| page.kind != Kind::Home);
    heroes.filter_map(|(_, page)| {
        let location = Location::new(page.file?, page.front.hero.as_ref()?.span);
        let message = "only the front page shows a `hero`, and this is another page";
        let help = "move it to `content/_index.md`, or write `lead` here";
        Some(Finding::new(Code::MisplacedHero, location, message).about("hero").help(help))
    })
}

/// Texts of feeds with a character that XML does not allow.
fn feed_texts(site: &Site) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (_, page) in site.pages() {
        let Some(file) = page.file else { continue };
        let front = &page.front;
        let texts = [&front.title, &front.description].into_iter().flatten();
        let texts = texts.chain(&front.tags).chain(&front.contributors);
        findings.extend(texts.filter_map(|text| forbidden_character(&text.value, Location::new(file, text.span))));
        if front.title.is_none() {
            findings.extend(forbidden_character(&page.title, Location::start_of(file)));
        }
    }
    findings
}
