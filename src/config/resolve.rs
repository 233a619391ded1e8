//! Resolves the configuration: validates each value and fills in the defaults.

use std::collections::BTreeMap;

use super::addresses::Part;
use super::base_url::BaseUrl;
use super::model::{Config, Ignore, LastChange, MenuItem, Outputs, Taxonomy, TocLevels};
use super::pattern::Pattern;
use super::raw::{RawConfig, RawIgnore, RawMenuItem, RawOutputs, RawTaxonomies, RawTaxonomy, RawToc};
use super::validator::{Validator, text};
use super::{resolve_addresses, resolve_external, resolve_markup, resolve_profiles, resolve_theme, resolve_versions};
use crate::finding::{Code, Levels, Severity, forbidden_character, nearest};
use crate::source::{Span, Spanned};

/// No name of a taxonomy is longer, in bytes: it becomes the name of a folder.
const MAX_TAXONOMY_LEN: usize = 100;

/// Every page may show all of them, so the output grows with the product of their number and that of the pages.
const MAX_MENU_ITEMS: usize = 1000;
const MAX_TAXONOMIES: usize = 100;

/// Each is compared with the path of every file that has a finding.
const MAX_GLOBS: usize = 1000;

/// The configuration that `raw` resolves to. A value that a setting does not take is a finding, and its default is used.
pub(super) fn resolve(raw: RawConfig, validator: &mut Validator<'_>) -> Config {
    // Named one by one, so that a setting cannot be added and forgotten here.
    let RawConfig {
        title,
        base_url,
        hosts,
        language,
        addresses,
        description,
        copyright,
        author,
        menus,
        theme,
        applies,
        profiles,
        versions,
        toc,
        edit_url,
        last_change,
        embeds,
        taxonomies,
        allowed_tags,
        feed_limit,
        outputs,
        search,
        markup,
        serve,
        external,
        severities,
        ignores,
        cascade,
        params,
    } = raw;
    let is_on = |output: Option<Spanned<bool>>| output.is_none_or(|output| output.value);
    let RawOutputs { markdown, feeds: has_feeds, csv, xlsx } = outputs;
    // In the order of the manual, which is that of the findings.
    let (title, base, hosts) = (validator.feed_text(title), validator.base(base_url), validator.hosts(hosts));
    let language = validator.language(language);
    let (content, addresses) = resolve_addresses::resolve(addresses, &language.value, validator);
    let has_feeds = is_on(has_feeds) && addresses.has(Part::Feeds);
    Config {
        is_untitled: title.is_none(),
        title: text(title).unwrap_or_else(|| "Documentation".to_owned()),
        base,
        hosts,
        language,
        content,
        addresses,
        description: text(description),
        copyright: text(copyright),
        author: text(validator.feed_text(author)),
        menus: validator.menus(menus),
        theme: resolve_theme::resolve(theme, validator),
        applies,
        profiles: resolve_profiles::resolve(profiles, validator),
        versions: resolve_versions::resolve(versions, validator),
        toc: validator.toc(toc),
        edit_url: validator.edit_url(edit_url),
        last_change: last_change.unwrap_or(Spanned::new(LastChange::default(), Span::default())),
        embeds: embeds.is_some_and(|embeds| embeds.value),
        taxonomies: validator.taxonomies(taxonomies),
        allowed_tags: allowed_tags.map(|tags| tags.value),
        feed_limit: if has_feeds { feed_limit.map_or(20, |limit| limit.value) } else { 0 },
        outputs: Outputs { markdown: is_on(markdown), csv: is_on(csv), xlsx: validator.workbooks(xlsx) },
        search: search.map(|search| search.value).unwrap_or_default(),
        markup: resolve_markup::resolve(markup, validator),
        allowed_hosts: validator.allowed_hosts(serve.allowed_hosts),
        external: resolve_external::resolve(external, validator),
        levels: validator.levels(severities),
        ignores: validator.ignores(ignores),
        cascade,
        params: params.into_iter().collect(),
    }
}

/// What `changes` begin with, and whether each taxonomy is on: plurals replace the defaults, as in Hugo.
fn changed_taxonomies(changes: BTreeMap<String, RawTaxonomy>) -> (Vec<Taxonomy>, Vec<(String, bool)>) {
    let has_plural = changes.values().any(|change| matches!(change, RawTaxonomy::Plural(_)));
    let changes = changes.into_iter().map(|(key, change)| match change {
        RawTaxonomy::IsOn(is_on) => (key, is_on),
        RawTaxonomy::Plural(plural) => (plural, true),
    });
    (if has_plural { Vec::new() } else { Taxonomy::defaults() }, changes.collect())
}

impl Validator<'_> {
    fn base(&mut self, raw: Option<Spanned<String>>) -> BaseUrl {
        let Some(Spanned { value, span }) = raw else { return BaseUrl::default() };
        BaseUrl::parse(&value).unwrap_or_else(|reason| {
            let help = "write `https://example.com/docs/`, or only the path, `/docs/`";
            self.invalid(span, format!("`base_url`: {reason}"), help);
            BaseUrl::default()
        })
    }

    /// The same text; a finding where feeds cannot have all of it.
    fn feed_text(&mut self, raw: Option<Spanned<String>>) -> Option<Spanned<String>> {
        let finding = raw.as_ref().and_then(|text| forbidden_character(&text.value, self.location(text.span)));
        finding.into_iter().for_each(|finding| self.report(finding));
        raw
    }

    /// Whether tables are written as workbooks. That a program cannot write them is reported.
    fn workbooks(&mut self, raw: Option<Spanned<bool>>) -> bool {
        let Some(Spanned { span, .. }) = raw.filter(|raw| raw.value) else { return false };
        if !cfg!(feature = "spreadsheets") {
            let message = "`outputs.xlsx`: this program was built without spreadsheets".to_owned();
            self.invalid(span, message, "remove the setting, or use a program with the feature `spreadsheets`");
        }
        cfg!(feature = "spreadsheets")
    }

    fn hosts(&mut self, raw: Option<Spanned<Vec<String>>>) -> Vec<String> {
        let Some(Spanned { value, span }) = raw else { return Vec::new() };
        let (hosts, others): (Vec<String>, Vec<String>) =
            value.into_iter().partition(|host| !host.is_empty() && !host.contains(['/', '@', ' ', '?', '#']));
        for other in others {
            let message = format!("`hosts`: invalid host `{other}`");
            self.invalid(span, message, "write `docs.example.com`, without scheme or path");
        }
        hosts.into_iter().map(|host| host.to_ascii_lowercase()).collect()
    }

    fn allowed_hosts(&mut self, raw: Option<Spanned<Vec<String>>>) -> Vec<String> {
        let Some(Spanned { value, span }) = raw else { return Vec::new() };
        let is_name = |host: &String| {
            let letters = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
            host.bytes().any(|byte| byte.is_ascii_alphanumeric()) && host.bytes().all(letters)
        };
        let (hosts, others): (Vec<String>, Vec<String>) = value.into_iter().partition(is_name);
        for other in others {
            let help = "write `docs.example.com`, or `.example.com` for all hosts below it, without scheme and port";
            self.invalid(span, format!("`serve.allowed_hosts`: invalid host `{other}`"), help);
        }
        hosts.into_iter().map(|host| host.to_ascii_lowercase()).collect()
    }

    fn language(&mut self, raw: Option<Spanned<String>>) -> Spanned<String> {
        let default = || Spanned::new("en".to_owned(), Span::default());
        let Some(Spanned { value, span }) = raw else { return default() };
        let is_tag = value.starts_with(|first: char| first.is_ascii_alphabetic())
            && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if is_tag {
            return Spanned::new(value, span);
        }
        self.invalid(
            span,
            format!("`language`: invalid language tag `{value}`"),
            "write a tag such as `en` or `de-CH`",
        );
        default()
    }

    fn menus(&mut self, raw: Vec<(String, Vec<Spanned<RawMenuItem>>)>) -> BTreeMap<String, Vec<MenuItem>> {
        let mut menus = BTreeMap::new();
        for (name, items) in raw {
            let items = self.at_most(&format!("menus.{name}"), items, MAX_MENU_ITEMS);
            menus.insert(name, items.into_iter().filter_map(|item| self.menu_item(item)).collect());
        }
        menus
    }

    /// The first `max` of `items`; a finding where there are more.
    pub(super) fn at_most<T>(&mut self, setting: &str, mut items: Vec<Spanned<T>>, max: usize) -> Vec<Spanned<T>> {
        if let Some(first_too_many) = items.get(max) {
            let message = format!("`{setting}`: {} entries; the maximum is {max}", items.len());
            self.invalid(first_too_many.span, message, "remove the others");
            items.truncate(max);
        }
        items
    }

    fn menu_item(&mut self, raw: Spanned<RawMenuItem>) -> Option<MenuItem> {
        let Spanned { value: RawMenuItem { identifier, name, url, weight, parent }, span } = raw;
        let Some(text) = name.as_ref().or(identifier.as_ref()).filter(|text| !text.value.is_empty()) else {
            let message = "a menu entry has neither `name` nor `identifier`".to_owned();
            self.invalid(span, message, "add `name:` with the text of the entry");
            return None;
        };
        let name = text.value.clone();
        Some(MenuItem {
            identifier: identifier.map_or_else(|| name.clone(), |identifier| identifier.value),
            name,
            url: url.filter(|url| self.is_safe(url)),
            weight: weight.map(|weight| weight.value).unwrap_or_default(),
            parent: parent.filter(|parent| !parent.value.is_empty()),
            span,
        })
    }

    fn toc(&mut self, raw: Option<Spanned<RawToc>>) -> TocLevels {
        let default = TocLevels { from: 2, to: 3 };
        let Some(Spanned { value: RawToc { from, to }, span }) = raw else { return default };
        let from = from.map_or(default.from, |from| from.value);
        let to = to.map_or(default.to.max(from), |to| to.value);
        if (1..=6).contains(&from) && (from..=6).contains(&to) {
            return TocLevels { from, to };
        }
        let help = "use levels from 1 to 6, with `from` not greater than `to`";
        self.invalid(span, format!("`toc`: invalid range of heading levels, {from} to {to}"), help);
        default
    }

    fn edit_url(&mut self, raw: Option<Spanned<String>>) -> Option<String> {
        let Spanned { value, span } = raw?;
        let is_usable = value.contains("{path}") && (value.starts_with("https://") || value.starts_with("http://"));
        if !is_usable {
            let help = "write `https://example.com/edit/main/{path}`; `{path}` is replaced with the path of the file";
            self.invalid(span, format!("`edit_url`: `{value}` is not a URL that contains `{{path}}`"), help);
        }
        is_usable.then_some(value)
    }

    fn taxonomies(&mut self, raw: Option<Spanned<RawTaxonomies>>) -> Vec<Taxonomy> {
        let Some(Spanned { value, span }) = raw else { return Taxonomy::defaults() };
        let (mut all, changes) = match value {
            RawTaxonomies::Names(names) => (Vec::new(), names.into_iter().map(|name| (name, true)).collect()),
            RawTaxonomies::Changes(changes) => changed_taxonomies(changes),
        };
        let changes = changes.into_iter().map(|change| Spanned::new(change, span)).collect();
        for Spanned { value: (name, is_on), .. } in self.at_most("taxonomies", changes, MAX_TAXONOMIES) {
            let name = name.to_lowercase();
            if !(1..=MAX_TAXONOMY_LEN).contains(&name.len())
                || !name.chars().all(|part| part.is_alphanumeric() || matches!(part, '-' | '_'))
            {
                let message = format!("`taxonomies`: invalid front matter key `{name}`");
                self.invalid(span, message, "write plural keys: `[tags]`");
                continue;
            }
            match all.iter().position(|taxonomy: &Taxonomy| taxonomy.name == name) {
                Some(place) if is_on => all[place].needs_terms = false,
                Some(place) => drop(all.remove(place)),
                None if is_on => all.push(Taxonomy { name, needs_terms: false }),
                None => {}
            }
        }
        all
    }

    fn levels(&mut self, raw: Vec<(Spanned<String>, Spanned<String>)>) -> Levels {
        let mut changed = BTreeMap::new();
        for (code, severity) in raw {
            let code = self.code(&code);
            let severity = self.severity(&severity);
            changed.extend(code.zip(severity));
        }
        Levels::new(changed)
    }

    fn code(&mut self, raw: &Spanned<String>) -> Option<Code> {
        let found = Code::find(&raw.value);
        if found.is_none() {
            let names = Code::ALL.iter().flat_map(|code| [code.id(), code.name()]);
            let help = match nearest(&raw.value, names) {
                Some(nearest) => format!("did you mean `{nearest}`?"),
                None => "write a code such as `LK101`, or its name, `broken-page`".to_owned(),
            };
            self.invalid(raw.span, format!("unknown finding code `{}`", raw.value), &help);
        }
        found
    }

    fn severity(&mut self, raw: &Spanned<String>) -> Option<Severity> {
        let all = [Severity::Error, Severity::Warning, Severity::Hint, Severity::Off];
        let found = all.into_iter().find(|severity| severity.name() == raw.value);
        if found.is_none() {
            let help = "write `error`, `warning`, `hint` or `off`";
            self.invalid(raw.span, format!("invalid severity `{}`", raw.value), help);
        }
        found
    }

    fn ignores(&mut self, raw: Vec<Spanned<RawIgnore>>) -> Vec<Ignore> {
        let mut ignores: Vec<Ignore> = raw.into_iter().filter_map(|ignore| self.ignore(ignore)).collect();
        let is_glob = |ignore: &Ignore| ignore.path.as_ref().is_some_and(|path| path.literal().is_none());
        let mut globs = 0;
        let mut first_too_many = None;
        ignores.retain(|ignore| {
            globs += usize::from(is_glob(ignore));
            let is_kept = globs <= MAX_GLOBS || !is_glob(ignore);
            first_too_many = first_too_many.or((!is_kept).then_some(ignore.span));
            is_kept
        });
        if let Some(span) = first_too_many {
            let message = format!("`ignores`: {globs} paths with a `*`; the maximum is {MAX_GLOBS}");
            self.invalid(span, message, "name folders or files, or combine patterns");
        }
        ignores
    }

    fn ignore(&mut self, raw: Spanned<RawIgnore>) -> Option<Ignore> {
        let Spanned { value: RawIgnore { code, path, target, reason, until }, span } = raw;
        let code = self.code(&code);
        let until = match until.map(|day| day.value.parse::<jiff::civil::Date>().map_err(|_| day)) {
            None => None,
            Some(Ok(day)) => Some(day),
            Some(Err(day)) => {
                let message = format!("`until`: invalid date `{}`", day.value);
                self.invalid(day.span, message, "write the last day it applies, such as `2027-01-31`");
                return None;
            }
        };
        let Spanned { value: reason, span: reason_span } = reason;
        if reason.trim().is_empty() {
            self.invalid(reason_span, "`reason` is empty".to_owned(), "write why the finding is ignored");
            return None;
        }
        let path = match path.map(|path| Pattern::new(path.value).map_err(|reason| (path.span, reason))).transpose() {
            Ok(path) => path,
            Err((span, reason)) => {
                self.invalid(span, format!("`path`: invalid pattern: {reason}"), "write several shorter patterns");
                return None;
            }
        };
        let target = target.map(|target| target.value);
        Some(Ignore { code: code?, path, target, reason, until, span })
    }
}
