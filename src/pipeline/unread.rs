//! Findings on files that are there and become no page, and on files that are published though they hardly should be.

use std::collections::{BTreeMap, BTreeSet};

use super::articles::Articles;
use super::file_cache::SourceTexts;
use crate::finding::{Code, Finding, Severity};
use crate::front;
use crate::markdown::called_shortcodes;
use crate::render::{UserTemplate, stubbed, unused_templates};
use crate::site::{Plan, Site};
use crate::source::path::{name, stem};
use crate::source::{Entry, FileId, Location, Role, UnreadFormat, is_leftover};

/// The attachments that are not published, because they are content in a format that is not read; sorted.
pub(super) fn unread_attachments(texts: &SourceTexts) -> Vec<FileId> {
    let formats = attachments(texts).filter_map(|entry| Some((entry, UnreadFormat::of(&entry.path)?)));
    let unread = formats.filter(|(_, format)| !format.is_published());
    unread.map(|(entry, _)| entry.id).collect()
}

/// The values of `layout` and `type` of all articles.
pub(super) fn named_templates(articles: &Articles) -> BTreeSet<String> {
    let fronts = articles.heads.iter().map(|head| &head.front);
    fronts.flat_map(|front| [&front.layout, &front.kind]).flatten().map(|name| name.value.clone()).collect()
}

/// The findings. `named` are the templates that articles name.
pub(super) fn check_unread(texts: &SourceTexts, plan: &Plan, named: &BTreeSet<String>, site: &Site) -> Vec<Finding> {
    let articles = texts.inventory.entries.iter().filter(|entry| entry.role == Role::Article);
    let mut findings: Vec<Finding> = articles.filter_map(|entry| in_bundle(texts, plan, entry)).collect();
    let shown = attachments(texts).filter(|entry| site.left_out(entry.id).is_none());
    findings.extend(shown.filter_map(unread_format));
    let published = site.assets().iter().map(|(file, _)| &texts.inventory.entries[file.0 as usize]);
    findings.extend(published.filter(|entry| is_leftover(&entry.path)).map(leftover));
    let templates = texts.filtered(|entry| entry.role == Role::Template);
    let templates: Vec<UserTemplate<'_>> = templates
        .iter()
        .map(|(file, source)| UserTemplate {
            file: *file,
            name: source.path.split_once('/').map_or(source.path.as_str(), |(_, name)| name),
            text: &source.text,
        })
        .collect();
    findings.extend(unused_templates(&templates, named, site));
    findings.extend(stubs(texts, &templates));
    findings
}

/// The findings on templates of shortcodes that an import made, each with the number of its calls.
fn stubs(texts: &SourceTexts, templates: &[UserTemplate<'_>]) -> Vec<Finding> {
    let stubs = templates.iter().filter_map(|template| Some((template, stubbed(template.name, template.text)?)));
    let stubs: Vec<(&UserTemplate<'_>, &str)> = stubs.collect();
    let mut calls: BTreeMap<String, usize> = BTreeMap::new();
    // The articles are searched only where there is a stub.
    let articles = texts.inventory.entries.iter().filter(|entry| !stubs.is_empty() && entry.role == Role::Article);
    for file in articles.filter_map(|entry| texts.files.get(entry.id.0 as usize)) {
        for (name, called) in called_shortcodes(front::split(&file.text).body.of(&file.text)) {
            *calls.entry(name).or_default() += called.calls;
        }
    }
    let finding = |(template, name): (&UserTemplate<'_>, &str)| {
        let used = match calls.get(name).copied().unwrap_or_default() {
            0 => "no article calls it".to_owned(),
            1 => "one call uses it".to_owned(),
            calls => format!("{calls} calls use it"),
        };
        let message = format!("the template of the shortcode `{name}` is still to be written; {used}");
        let help = "write what the shortcode shows, and remove the comment at the start of the file";
        Finding::new(Code::ShortcodeStub, Location::start_of(template.file), message).about(name).help(help)
    };
    stubs.into_iter().map(finding).collect()
}

fn attachments(texts: &SourceTexts) -> impl Iterator<Item = &Entry> {
    texts.inventory.entries.iter().filter(|entry| entry.role == Role::Attachment)
}

/// The finding on an article that an `index.md` makes a resource.
fn in_bundle(texts: &SourceTexts, plan: &Plan, entry: &Entry) -> Option<Finding> {
    let index = plan.bundle_of(entry.place())?;
    let index_path = &texts.inventory.entries.get(index.0 as usize)?.path;
    let text = &texts.files.get(entry.id.0 as usize)?.text;
    let message = match stem(&entry.path) {
        "_index" if is_beside(index_path, &entry.path) => {
            format!("`{}` is not read: `{}` beside it makes the folder one page", name(&entry.path), name(index_path))
        }
        _ => format!("`{}` is no page: `{index_path}` makes its folder one page", name(&entry.path)),
    };
    let help = match stem(&entry.path) {
        "_index" if is_beside(index_path, &entry.path) => {
            format!("remove one of the two; without `{}`, every article in the folder is a page", name(index_path))
        }
        _ => format!("rename `{index_path}` to `_index.md`: then every article in the folder is a page"),
    };
    let finding = Finding::new(Code::ArticleInBundle, Location::start_of(entry.id), message).about(&entry.path);
    let finding = finding.help(help).related(Location::start_of(index), "this file makes the folder one page");
    // A template may read a snippet; an article with a title is most likely meant to be a page.
    let is_article = front::split(text).block.is_some() || text.trim_start().starts_with("# ");
    Some(if is_article { finding } else { finding.at_most(Severity::Warning) })
}

fn is_beside(one: &str, other: &str) -> bool {
    one.len() - name(one).len() == other.len() - name(other).len()
}

fn unread_format(entry: &Entry) -> Option<Finding> {
    let name = name(&entry.path);
    let format = UnreadFormat::of(&entry.path)?;
    let (message, help) = match format {
        UnreadFormat::Mdx => (
            format!("`{name}` is no page: MDX is not read, and the file is published as it is"),
            "rename it to `.md`, and write shortcodes in place of its components",
        ),
        UnreadFormat::Markdown => (
            format!("`{name}` is no page, and is published as it is: Markdown has the extension `.md`"),
            "rename it to `.md`",
        ),
        UnreadFormat::Markup => (
            format!("`{name}` is not published: only Markdown and HTML are read"),
            "convert it to Markdown; Pandoc does so with `--to=commonmark_x`",
        ),
        UnreadFormat::ContentAdapter => (
            format!("`{name}` is not run: the pages that it makes with Hugo are missing"),
            "write these pages as Markdown files",
        ),
        UnreadFormat::Category => (
            format!("`{name}` is not read, and is published as it is: sections are described in `_index.md`"),
            "write its label as `title` and its position as `weight` into `_index.md`, and remove it",
        ),
    };
    let finding = Finding::new(Code::UnreadFormat, Location::start_of(entry.id), message).about(&entry.path).help(help);
    // Only a title and a position are lost with it.
    Some(if format == UnreadFormat::Category { finding.at_most(Severity::Warning) } else { finding })
}

fn leftover(entry: &Entry) -> Finding {
    let message = format!("`{}` looks like a file left behind by a program, and is published", name(&entry.path));
    let finding = Finding::new(Code::LeftoverFile, Location::start_of(entry.id), message);
    finding.about(&entry.path).help("remove it, or rename it where readers are to find it")
}
