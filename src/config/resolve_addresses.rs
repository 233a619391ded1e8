//! Resolves the settings of addresses: permalinks, what is not made, and how the content folder is read.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::addresses::{Addresses, MAX_IGNORED, MAX_PERMALINKS, Part, PermalinkRule, UglyUrls};
use super::pattern::Pattern;
use super::permalink::Permalink;
use super::raw_addresses::{RawAddresses, RawUglyUrls};
use super::setting::PERMALINKS;
use super::validator::Validator;
use crate::finding::nearest;
use crate::source::{ContentRules, Layout, Span, Spanned};
use crate::yaml::{Kind, Node};

/// Each is compared with every file.
const MAX_LANGUAGES: usize = 200;

/// The kinds of pages that a rule may be for.
const KINDS: [&str; 4] = ["page", "section", "taxonomy", "term"];

/// The settings that `raw` resolves to, on a site in `language`.
pub(super) fn resolve(raw: RawAddresses, language: &str, validator: &mut Validator<'_>) -> (ContentRules, Addresses) {
    let RawAddresses { content_dir, languages, ignore_files, permalinks, disable, lower_case_paths, ugly_urls } = raw;
    let folder = validator.content_dir(content_dir);
    let mut rules = ContentRules::new(folder, language, validator.languages(languages, language));
    validator.ignore_files(ignore_files, &mut rules);
    let addresses = Addresses {
        permalinks: permalinks.map(|node| validator.permalinks(&node)).unwrap_or_default(),
        disabled: validator.disabled(disable),
        keeps_case: lower_case_paths.is_some_and(|is_lower| !is_lower.value),
        ugly: ugly_urls.map(|ugly| ugly_sections(ugly.value)).unwrap_or_default(),
    };
    (rules, addresses)
}

fn ugly_sections(raw: RawUglyUrls) -> UglyUrls {
    let lower = |name: String| name.trim_matches('/').to_lowercase();
    match raw {
        RawUglyUrls::IsOn(true) => UglyUrls::All,
        RawUglyUrls::IsOn(false) => UglyUrls::None,
        RawUglyUrls::Sections(sections) => UglyUrls::Sections(sections.into_iter().map(lower).collect()),
        RawUglyUrls::BySection(sections) => {
            let on = sections.into_iter().filter(|(_, is_on)| *is_on);
            UglyUrls::Sections(on.map(|(section, _)| lower(section)).collect())
        }
    }
}

/// The kind of page that a name in `permalinks` means.
fn kind(name: &str) -> Option<Part> {
    let known = KINDS.contains(&name).then(|| Part::NAMES.iter().find(|(known, _)| *known == name));
    known.flatten().map(|(_, part)| *part)
}

impl Validator<'_> {
    fn content_dir(&mut self, raw: Option<Spanned<String>>) -> String {
        let default = Layout::STANDARD.content.to_owned();
        let Some(Spanned { value, span }) = raw else { return default };
        let folder = value.trim().trim_start_matches("./").trim_end_matches('/');
        let is_name = |part: &str| !part.is_empty() && !part.starts_with('.') && !part.contains(['\\', '\0', ':']);
        let top = folder.split('/').next().unwrap_or_default();
        let is_taken = [Layout::STANDARD.templates, Layout::STANDARD.static_files].contains(&top);
        if folder.split('/').all(is_name) && !is_taken {
            return folder.to_owned();
        }
        let message = format!("`content_dir`: `{value}` is no folder for content");
        self.invalid(
            span,
            message,
            "write the path of a folder in the site, such as `docs`, other than `templates` and `static`",
        );
        default
    }

    fn languages(&mut self, raw: Vec<Spanned<String>>, language: &str) -> Vec<String> {
        let mut languages = Vec::new();
        let span = raw.first().map(|first| first.span);
        for Spanned { value, span } in self.at_most("languages", raw, MAX_LANGUAGES) {
            let is_tag = value.starts_with(|first: char| first.is_ascii_alphabetic())
                && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
            if is_tag {
                languages.push(value.to_lowercase());
            } else {
                let message = format!("`languages`: invalid language tag `{value}`");
                self.invalid(span, message, "write tags such as `en` and `de-CH`");
            }
        }
        let own = language.to_lowercase();
        if let Some(span) = span.filter(|_| !languages.contains(&own)) {
            let message = format!("`languages` does not have `{language}`, the language of the site");
            self.invalid(span, message, "add it, or set `language` to the one that the site is to be in");
        }
        languages
    }

    fn ignore_files(&mut self, raw: Vec<Spanned<String>>, rules: &mut ContentRules) {
        let patterns = self.at_most("ignore_files", raw, MAX_IGNORED);
        let texts: Vec<String> = patterns.iter().map(|pattern| pattern.value.clone()).collect();
        for (index, reason) in rules.ignore(&texts) {
            let Spanned { value, span } = &patterns[index];
            let message = format!("`ignore_files`: `{value}` is no regular expression: {reason}");
            self.invalid(*span, message, "write one such as `'\\.bak$'`; files that only this one matches are read");
        }
    }

    fn disabled(&mut self, raw: Vec<Spanned<String>>) -> BTreeSet<Part> {
        let mut disabled = BTreeSet::new();
        for Spanned { value, span } in raw {
            let name = value.to_lowercase();
            // As Hugo calls them.
            let name = match name.as_str() {
                "rss" => "feeds",
                "robotstxt" => "robots",
                other => other,
            };
            match Part::NAMES.iter().find(|(known, _)| *known == name) {
                Some((_, part)) => drop(disabled.insert(*part)),
                None => {
                    let names = Part::NAMES.map(|(name, _)| name);
                    let help = match nearest(name, names) {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => format!("known are {}", names.map(|name| format!("`{name}`")).join(", ")),
                    };
                    self.invalid(span, format!("`disable`: unknown kind `{value}`"), &help);
                }
            }
        }
        disabled
    }

    /// The rules, those for a longer path first.
    fn permalinks(&mut self, node: &Node) -> Vec<PermalinkRule> {
        let mut rules = Vec::new();
        match &node.kind {
            Kind::Null => {}
            Kind::Scalar { .. } => self.wrong(node, "permalinks"),
            Kind::Sequence(items) => rules.extend(items.iter().filter_map(|item| self.targeted(item))),
            Kind::Mapping(entries) => {
                for (key, value) in entries {
                    self.permalink_entry(key, value, &mut rules);
                }
                // A folder is more than a pattern, and one in another folder more than that.
                rules.sort_by_key(|rule| {
                    (rule.path.literal().is_none(), Reverse(rule.path.literal().map_or(0, str::len)))
                });
            }
        }
        let spanned = rules.into_iter().map(|rule| Spanned::new(rule, node.span)).collect();
        self.at_most("permalinks", spanned, MAX_PERMALINKS).into_iter().map(|rule| rule.value).collect()
    }

    /// `posts: /:slug/`, or `page: {posts: /:slug/}`.
    fn permalink_entry(&mut self, key: &Node, value: &Node, rules: &mut Vec<PermalinkRule>) {
        let Some(name) = key.text() else { return };
        if !matches!(value.kind, Kind::Mapping(_)) {
            // Terms of a taxonomy of this name have it too, as in Hugo.
            return rules.extend(self.permalink(vec![Part::Page, Part::Term], name, value));
        }
        let Some(kind) = kind(&name.to_lowercase()) else {
            let known = KINDS.map(|kind| format!("`{kind}`")).join(", ");
            let help = match nearest(name, KINDS) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("write the address behind the name of a section, or below one of {known}"),
            };
            return self.invalid(key.span, format!("`permalinks`: unknown kind `{name}`"), &help);
        };
        for (section, value) in value.entries() {
            rules.extend(section.text().and_then(|section| self.permalink(vec![kind], section, value)));
        }
    }

    /// `{pattern: /:slug/, target: {kind: page, path: /posts/**}}`.
    fn targeted(&mut self, node: &Node) -> Option<PermalinkRule> {
        let Some(value) = node.get("pattern") else {
            self.wrong(node, "permalinks");
            return None;
        };
        let target = |key: &str| node.get("target").and_then(|target| target.get(key)).and_then(Node::text);
        let kinds = target("kind").map(|written| {
            let names = written.trim_matches(['{', '}']).split(',').map(|name| name.trim().to_lowercase());
            names.filter_map(|name| kind(&name)).collect()
        });
        let all = || KINDS.iter().filter_map(|name| kind(name)).collect();
        self.permalink(kinds.unwrap_or_else(all), target("path").unwrap_or("**"), value)
    }

    fn permalink(&mut self, kinds: Vec<Part>, path: &str, value: &Node) -> Option<PermalinkRule> {
        let name = format!("permalinks.{path}");
        if value.is_null() {
            return None;
        }
        let Some(text) = value.text() else {
            self.wrong(value, &name);
            return None;
        };
        if text.trim().is_empty() {
            return None;
        }
        let permalink = match Permalink::parse(text.trim()) {
            Ok(permalink) => permalink,
            Err(token) => {
                self.unknown_token(&name, &token, value.span);
                return None;
            }
        };
        let path = path.trim_matches([' ', '/']).to_lowercase();
        match Pattern::new(path) {
            Ok(path) => Some(PermalinkRule { kinds, path, permalink }),
            Err(reason) => {
                self.invalid(value.span, format!("`{name}`: invalid pattern: {reason}"), "write a shorter one");
                None
            }
        }
    }

    fn unknown_token(&mut self, name: &str, token: &str, span: Span) {
        let help = match Permalink::nearest_token(token) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "write tokens such as `:year`, `:sections`, `:slug` and `:title`; `\\:` is a colon".to_owned(),
        };
        self.invalid(span, format!("`{name}`: unknown token `{token}`"), &help);
    }

    fn wrong(&mut self, node: &Node, name: &str) {
        let message = format!("`{name}` takes {}, not {}", PERMALINKS.takes, node.description());
        self.invalid(node.span, message, &format!("write `permalinks: {}`", PERMALINKS.example));
    }
}
