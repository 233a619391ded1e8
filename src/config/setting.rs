//! The settings there are: their names, their shapes, and what the manual says of each.

/// A key of the configuration.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// As it is written.
    pub name: &'static str,
    /// What it is for and what it is without it, in one line.
    pub about: &'static str,
    /// What stands below it.
    pub shape: Shape,
}

/// What the value of a setting is made of.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// A value, or a list of values, without keys.
    Value,
    /// Anything; its keys are the site's own.
    Free,
    /// A mapping with these keys.
    Keys(&'static [Setting]),
    /// A list of mappings with these keys.
    Items(&'static [Setting]),
    /// A mapping of names, which are the site's own, to lists of mappings with these keys.
    Named(&'static [Setting]),
}

const fn value(name: &'static str, about: &'static str) -> Setting {
    Setting { name, about, shape: Shape::Value }
}

const fn shaped(name: &'static str, shape: Shape, about: &'static str) -> Setting {
    Setting { name, about, shape }
}

const MENU_ITEM: &[Setting] = &[
    value("identifier", "what articles name as `parent`; the name where absent"),
    value("name", "the text of the entry; the identifier where absent"),
    value("url", "where it leads; an entry without one is a heading"),
    value("weight", "its place among its siblings, light first; none or 0 comes last"),
    value("parent", "the identifier of the entry above it"),
];

const LINK: &[Setting] = &[value("name", "the text of the link"), value("url", "where it leads")];

const IGNORE: &[Setting] = &[
    value("code", "the id or name of the finding; required"),
    value("path", "a file, a folder, or a glob such as `content/**/old-*.md`; everywhere where absent"),
    value("target", "the link, id or key that the finding is about; any where absent"),
    value("reason", "why it is right to ignore it; required"),
    value("until", "the last day it holds, as `2027-01-31`; for ever where absent"),
];

const THEME: &[Setting] = &[
    value("logo", "path of an image for the head of every page; the title alone where absent"),
    value("accent", "a colour as `#0a6` or `#00aa66`, or a CSS colour name; the theme's own where absent"),
    shaped("header", Shape::Items(LINK), "links in the head of every page"),
    shaped("footer", Shape::Items(LINK), "links in the foot of every page"),
    value("footer_text", "a line in the foot of every page"),
    value("css", "paths of further style sheets, loaded after the theme's"),
];

const EXTERNAL: &[Setting] = &[
    value("exclude", "addresses that are never asked for, as patterns; none where absent"),
    value("accept", "status codes that count as an answer, such as `[403]`; none where absent"),
    shaped("hosts", Shape::Items(HOST), "what single hosts are sent with every request"),
    value("timeout", "how long one request may take; `20s` where absent"),
    value("max_time", "how long the whole run may take; `10m` where absent"),
    value("delay", "how long a host is left in peace between two requests; `500ms` where absent"),
    value("concurrency", "how many hosts are asked at a time; 16 where absent"),
    value("per_host", "how many requests a host gets at a time; 1 where absent"),
    value("fragments", "`true` looks for fragments in the pages of other hosts; `false` where absent"),
    value(
        "allow_private",
        "`true` asks private and loopback addresses too, given `--allow-private`; `false` where absent",
    ),
    value("ca_file", "a PEM file below the root with authorities to trust besides the public ones; none where absent"),
    shaped("cache", Shape::Keys(AGES), "how long answers are remembered, by class"),
];

const HOST: &[Setting] = &[
    value("host", "the host, with its port if it is not 443, or `*.example.org` for all below it; required"),
    value("token", "sent as `Authorization: Bearer`; `$NAME` stands for a variable that `--allow-env` names"),
    shaped("headers", Shape::Free, "further headers by name; `${NAME}` stands for a variable that `--allow-env` names"),
];

const AGES: &[Setting] = &[
    value("alive", "an address that holds; `7d` where absent"),
    value("moved", "one that has moved; `1d` where absent"),
    value("dead", "one with nothing behind it; `1h` where absent"),
    value("blocked", "one whose host does not want to be asked; `1d` where absent"),
    value("unstable", "one that gave no good answer; `0s`, not at all, where absent"),
];

/// Every setting, in the order of the manual.
pub const SETTINGS: &[Setting] = &[
    value("title", "the site's name; `Documentation` where absent"),
    value("base_url", "the site's address, `https://example.com/docs/`, or only its path; `/` where absent"),
    value("hosts", "further hosts that are this site, so that links to them can be checked; none where absent"),
    value("language", "the language of the articles, as in HTML's `lang`; `en` where absent"),
    value("description", "one sentence about the site, for pages that have none of their own"),
    value("copyright", "a line for the foot of pages and for feeds"),
    value("author", "who answers for the site, for feeds"),
    shaped("menus", Shape::Named(MENU_ITEM), "menus by name, each a list of entries"),
    shaped("theme", Shape::Keys(THEME), "the look of the built-in theme"),
    shaped(
        "toc",
        Shape::Keys(&[
            value("from", "the highest level of headings listed; 2 where absent"),
            value("to", "the lowest level of headings listed; 3 where absent"),
        ]),
        "which headings the contents of a page list",
    ),
    value("edit_url", "a link to edit a page, with `{path}` for its file; no such link where absent"),
    value("last_change", "`front-matter` (where absent) or `git`: where the date of the last change comes from"),
    value("embeds", "`true` shows videos in frames of other hosts; `false`, also where absent, links to them"),
    value("taxonomies", "front-matter keys whose terms get pages; `[tags, contributors]` where absent"),
    shaped("tags", Shape::Keys(&[value("allowed", "the only tags there may be; any where absent")]), "rules for tags"),
    shaped(
        "feeds",
        Shape::Keys(&[value("limit", "how many entries a feed has; 20 where absent, 0 for no feeds")]),
        "the Atom feed of every section",
    ),
    value("search", "`auto` (where absent), `always` or `never`; `auto` leaves it out above 3,000 articles"),
    shaped("external", Shape::Keys(EXTERNAL), "how `check --external` asks other hosts"),
    shaped("severities", Shape::Free, "codes or names of findings, each `error`, `warning`, `hint` or `off`"),
    shaped("ignores", Shape::Items(IGNORE), "findings that are known and accepted"),
    shaped("params", Shape::Free, "values of your own, for templates and the `param` shortcode"),
];

/// Every setting by its full name, with what it is for: `theme.header[].url`, `menus.NAME[].parent`.
pub fn known_settings() -> Vec<(String, &'static str)> {
    let mut all = Vec::new();
    collect("", SETTINGS, &mut all);
    all
}

fn collect(above: &str, settings: &[Setting], all: &mut Vec<(String, &'static str)>) {
    for setting in settings {
        let name = format!("{above}{}", setting.name);
        all.push((name.clone(), setting.about));
        match setting.shape {
            Shape::Value | Shape::Free => {}
            Shape::Keys(inner) => collect(&format!("{name}."), inner, all),
            Shape::Items(inner) => collect(&format!("{name}[]."), inner, all),
            Shape::Named(inner) => collect(&format!("{name}.NAME[]."), inner, all),
        }
    }
}
