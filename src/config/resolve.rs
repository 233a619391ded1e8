//! From what is written to what it comes to: defaults filled in, values checked, field by field.

use std::collections::BTreeMap;

use super::written::{Written, WrittenContents, WrittenIgnore, WrittenLink, WrittenMenuItem, WrittenTheme};
use super::{BaseUrl, Config, Ignore, Link, MenuItem, Pattern, Theme, TocLevels, external};
use crate::finding::{Code, Finding, Levels, Severity, nearest};
use crate::output::{AddressUse, unsafe_scheme};
use crate::source::{FileId, Location, Span, Spanned};

/// No name of a taxonomy is longer, in bytes: it becomes the name of a folder.
const MAX_TAXONOMY: usize = 100;

/// Every page may show all of them, so that a site grows with the product of their number and that of its pages.
const MAX_MENU_ITEMS: usize = 1000;
const MAX_LINKS: usize = 100;
const MAX_TAXONOMIES: usize = 100;

/// Each is compared with the path of every file that has a finding.
const MAX_GLOBS: usize = 1000;

/// The configuration that `written` comes to. What a setting does not take is a finding, and its default stands.
pub(super) fn resolve(file: FileId, written: Written, findings: &mut Vec<Finding>) -> Config {
    let mut checks = Checks { file, findings };
    // Named one by one, so that a setting cannot be added and forgotten here.
    let Written {
        title,
        base_url,
        hosts,
        language,
        description,
        copyright,
        author,
        menus,
        theme,
        toc,
        edit_url,
        last_change,
        embeds,
        taxonomies,
        tags,
        feeds,
        search,
        external,
        severities,
        ignores,
        params,
    } = written;
    Config {
        title: text(title).unwrap_or_else(|| "Documentation".to_owned()),
        base: checks.base(base_url),
        hosts: checks.hosts(hosts),
        language: checks.language(language),
        description: text(description),
        copyright: text(copyright),
        author: text(author),
        menus: checks.menus(menus),
        theme: checks.theme(theme),
        toc: checks.toc(toc),
        edit_url: checks.edit_url(edit_url),
        last_change: last_change.map(|placed| placed.value).unwrap_or_default(),
        embeds: embeds.is_some_and(|placed| placed.value),
        taxonomies: checks.taxonomies(taxonomies),
        allowed_tags: tags.and_then(|placed| placed.value.allowed),
        feed_limit: feeds.and_then(|placed| placed.value.limit).unwrap_or(20),
        search: search.map(|placed| placed.value).unwrap_or_default(),
        external: external::resolve(external, &mut checks),
        levels: checks.levels(severities),
        ignores: checks.ignores(ignores),
        params: params.into_iter().collect(),
    }
}

fn text(placed: Option<Spanned<String>>) -> Option<String> {
    placed.map(|placed| placed.value).filter(|value| !value.trim().is_empty())
}

/// Values on their way to what they come to.
pub(super) struct Checks<'f> {
    file: FileId,
    findings: &'f mut Vec<Finding>,
}

impl Checks<'_> {
    /// Reports a value that its setting does not take.
    pub(super) fn refuse(&mut self, span: Span, message: String, help: &str) {
        let place = Location::new(self.file, span);
        self.findings.push(Finding::new(Code::InvalidSetting, place, message).help(help));
    }

    fn base(&mut self, written: Option<Spanned<String>>) -> BaseUrl {
        let Some(Spanned { value, span }) = written else { return BaseUrl::default() };
        BaseUrl::parse(&value).unwrap_or_else(|reason| {
            let help = "write `https://example.com/docs/`, or only the path, `/docs/`";
            self.refuse(span, format!("`base_url`: {reason}"), help);
            BaseUrl::default()
        })
    }

    fn hosts(&mut self, written: Option<Spanned<Vec<String>>>) -> Vec<String> {
        let Some(Spanned { value, span }) = written else { return Vec::new() };
        let (hosts, others): (Vec<String>, Vec<String>) =
            value.into_iter().partition(|host| !host.is_empty() && !host.contains(['/', '@', ' ', '?', '#']));
        for other in others {
            self.refuse(
                span,
                format!("`hosts`: `{other}` is no host"),
                "write `docs.example.com`, without scheme or path",
            );
        }
        hosts.into_iter().map(|host| host.to_ascii_lowercase()).collect()
    }

    fn language(&mut self, written: Option<Spanned<String>>) -> String {
        let default = || "en".to_owned();
        let Some(Spanned { value, span }) = written else { return default() };
        let is_tag = value.starts_with(|first: char| first.is_ascii_alphabetic())
            && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if is_tag {
            return value;
        }
        self.refuse(span, format!("`language`: `{value}` is no language"), "write a language tag, `en` or `de-CH`");
        default()
    }

    fn menus(&mut self, written: Vec<(String, Vec<Spanned<WrittenMenuItem>>)>) -> BTreeMap<String, Vec<MenuItem>> {
        let mut menus = BTreeMap::new();
        for (name, items) in written {
            let items = self.first(&format!("menus.{name}"), items, MAX_MENU_ITEMS);
            menus.insert(name, items.into_iter().filter_map(|item| self.menu_item(item)).collect());
        }
        menus
    }

    /// The first `most` of `items`; reports it where there are more.
    fn first<T>(&mut self, setting: &str, mut items: Vec<Spanned<T>>, most: usize) -> Vec<Spanned<T>> {
        if let Some(first_too_many) = items.get(most) {
            let message = format!("`{setting}`: {} entries, and no more than {most} are taken", items.len());
            self.refuse(first_too_many.span, message, "leave the others out");
            items.truncate(most);
        }
        items
    }

    fn menu_item(&mut self, written: Spanned<WrittenMenuItem>) -> Option<MenuItem> {
        let Spanned { value: WrittenMenuItem { identifier, name, url, weight, parent }, span } = written;
        let Some(text) = name.clone().or_else(|| identifier.clone()).filter(|text| !text.is_empty()) else {
            self.refuse(span, "a menu entry has neither `name` nor `identifier`".to_owned(), "give it a `name`");
            return None;
        };
        Some(MenuItem {
            identifier: identifier.unwrap_or_else(|| text.clone()),
            name: text,
            url: url.map(|url| Spanned::new(url, span)).filter(|url| self.is_safe(url)),
            weight: weight.unwrap_or_default(),
            parent,
            span,
        })
    }

    fn theme(&mut self, written: WrittenTheme) -> Theme {
        let WrittenTheme { logo, accent, header, footer, footer_text, css } = written;
        Theme {
            logo: logo.filter(|logo| self.is_safe(logo)),
            accent: self.accent(accent),
            header: self.links("theme.header", header),
            footer: self.links("theme.footer", footer),
            footer_text: text(footer_text),
            css: self.style_sheets(css),
        }
    }

    fn links(&mut self, setting: &str, written: Vec<Spanned<WrittenLink>>) -> Vec<Link> {
        let written = self.first(setting, written, MAX_LINKS);
        written.into_iter().map(|written| self.link(written)).collect()
    }

    /// A link of the theme; one whose address may not be written is left with its name.
    fn link(&mut self, written: Spanned<WrittenLink>) -> Link {
        let Spanned { value: WrittenLink { name, url }, span } = written;
        let url = Some(Spanned::new(url, span)).filter(|url| self.is_safe(url));
        Link { name, url: url.unwrap_or(Spanned::new(String::new(), span)) }
    }

    fn style_sheets(&mut self, written: Option<Spanned<Vec<String>>>) -> Vec<String> {
        let Some(Spanned { value, span }) = written else { return Vec::new() };
        value.into_iter().filter(|sheet| self.is_safe(&Spanned::new(sheet.clone(), span))).collect()
    }

    /// Whether an address may be written into pages; a finding where it may not.
    fn is_safe(&mut self, address: &Spanned<String>) -> bool {
        let Some(scheme) = unsafe_scheme(&address.value, AddressUse::Follow) else { return true };
        let message = format!("an address with `{scheme}` is not published");
        let finding = Finding::new(Code::UnsafeAddress, Location::new(self.file, address.span), message);
        self.findings.push(finding.about(&address.value).help("write the address of a page or a file"));
        false
    }

    /// The value goes into a style sheet, so nothing but a plain colour may pass.
    fn accent(&mut self, written: Option<Spanned<String>>) -> Option<String> {
        let Spanned { value, span } = written?;
        let is_colour = match value.strip_prefix('#') {
            Some(digits) => matches!(digits.len(), 3 | 6) && digits.bytes().all(|byte| byte.is_ascii_hexdigit()),
            None => !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_alphabetic()),
        };
        if !is_colour {
            self.refuse(span, format!("`accent`: `{value}` is no colour"), "write `\"#0a6\"`, `\"#00aa66\"` or a name");
        }
        is_colour.then_some(value)
    }

    fn toc(&mut self, written: Option<Spanned<WrittenContents>>) -> TocLevels {
        let default = TocLevels { from: 2, to: 3 };
        let Some(Spanned { value: WrittenContents { from, to }, span }) = written else { return default };
        let from = from.unwrap_or(default.from);
        let to = to.unwrap_or(default.to.max(from));
        if (1..=6).contains(&from) && (from..=6).contains(&to) {
            return TocLevels { from, to };
        }
        let help = "headings have the levels 1 to 6, and `from` is not below `to`";
        self.refuse(span, format!("`toc`: there are no headings from level {from} to {to}"), help);
        default
    }

    fn edit_url(&mut self, written: Option<Spanned<String>>) -> Option<String> {
        let Spanned { value, span } = written?;
        let is_usable = value.contains("{path}") && (value.starts_with("https://") || value.starts_with("http://"));
        if !is_usable {
            let help = "write `https://example.com/edit/main/{path}`; the file's path goes where `{path}` stands";
            self.refuse(span, format!("`edit_url`: `{value}` is no URL with `{{path}}` in it"), help);
        }
        is_usable.then_some(value)
    }

    fn taxonomies(&mut self, written: Option<Spanned<Vec<String>>>) -> Vec<String> {
        let Some(Spanned { value, span }) = written else { return vec!["tags".to_owned(), "contributors".to_owned()] };
        let value = value.into_iter().map(|name| Spanned::new(name, span)).collect();
        let mut all: Vec<String> = Vec::new();
        for Spanned { value: name, .. } in self.first("taxonomies", value, MAX_TAXONOMIES) {
            let name = name.to_lowercase();
            if !(1..=MAX_TAXONOMY).contains(&name.len())
                || !name.chars().all(|part| part.is_alphanumeric() || matches!(part, '-' | '_'))
            {
                self.refuse(
                    span,
                    format!("`taxonomies`: `{name}` is no front-matter key"),
                    "write plural keys: `[tags]`",
                );
            } else if !all.contains(&name) {
                all.push(name);
            }
        }
        all
    }

    fn levels(&mut self, written: Vec<(Spanned<String>, Spanned<String>)>) -> Levels {
        let mut changed = BTreeMap::new();
        for (code, severity) in written {
            let code = self.code(&code);
            let severity = self.severity(&severity);
            changed.extend(code.zip(severity));
        }
        Levels::new(changed)
    }

    fn code(&mut self, written: &Spanned<String>) -> Option<Code> {
        let found = Code::find(&written.value);
        if found.is_none() {
            let names = Code::ALL.iter().flat_map(|code| [code.id(), code.name()]);
            let help = match nearest(&written.value, names) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => "write a code such as `LK101`, or its name, `broken-page`".to_owned(),
            };
            self.refuse(written.span, format!("there is no finding `{}`", written.value), &help);
        }
        found
    }

    fn severity(&mut self, written: &Spanned<String>) -> Option<Severity> {
        let all = [Severity::Error, Severity::Warning, Severity::Hint, Severity::Off];
        let found = all.into_iter().find(|severity| severity.name() == written.value);
        if found.is_none() {
            let help = "write `error`, `warning`, `hint` or `off`";
            self.refuse(written.span, format!("`{}` is no severity", written.value), help);
        }
        found
    }

    fn ignores(&mut self, written: Vec<Spanned<WrittenIgnore>>) -> Vec<Ignore> {
        let mut ignores: Vec<Ignore> = written.into_iter().filter_map(|ignore| self.ignore(ignore)).collect();
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
            let message = format!("`ignores`: {globs} paths with a `*`, and no more than {MAX_GLOBS} are taken");
            self.refuse(span, message, "name folders or files, or let one pattern stand for several");
        }
        ignores
    }

    fn ignore(&mut self, written: Spanned<WrittenIgnore>) -> Option<Ignore> {
        let Spanned { value: WrittenIgnore { code, path, target, reason, until }, span } = written;
        let code = self.code(&Spanned::new(code, span));
        let until = match until.map(|day| day.parse::<jiff::civil::Date>().map_err(|_| day)) {
            None => None,
            Some(Ok(day)) => Some(day),
            Some(Err(day)) => {
                self.refuse(span, format!("`until`: `{day}` is no day"), "write the last day it holds, `2027-01-31`");
                return None;
            }
        };
        if reason.trim().is_empty() {
            self.refuse(span, "an ignore has an empty `reason`".to_owned(), "say why the finding is accepted");
            return None;
        }
        Some(Ignore { code: code?, path: path.map(Pattern::new), target, reason, until, span })
    }
}
