//! The names of all settings, and what may stand below each.

/// A key of the configuration.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// The key.
    pub name: &'static str,
    /// The shape of its value.
    pub shape: Shape,
    /// What it takes, in the words of a message.
    pub takes: &'static str,
    /// A value that it takes, as it is written behind the key.
    pub example: &'static str,
}

/// The shape of the value of a setting.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// A value, or a list of values, without keys.
    Value,
    /// Anything, with keys of the site's own.
    Free,
    /// A mapping with these keys.
    Keys(&'static [Setting]),
    /// A list of mappings with these keys.
    Items(&'static [Setting]),
    /// A mapping of names, which are the site's own, to lists of mappings with these keys.
    Named(&'static [Setting]),
    /// A mapping of names, which are the site's own, to mappings with these keys.
    Each(&'static [Setting]),
}

const fn value(name: &'static str, takes: &'static str, example: &'static str) -> Setting {
    Setting { name, shape: Shape::Value, takes, example }
}

const fn text(name: &'static str, example: &'static str) -> Setting {
    value(name, "text", example)
}

const fn flag(name: &'static str) -> Setting {
    value(name, "`true` or `false`", "true")
}

const fn time(name: &'static str, example: &'static str) -> Setting {
    value(name, "a time", example)
}

const fn free(name: &'static str, takes: &'static str, example: &'static str) -> Setting {
    Setting { name, shape: Shape::Free, takes, example }
}

const fn keys(name: &'static str, settings: &'static [Setting], example: &'static str) -> Setting {
    Setting { name, shape: Shape::Keys(settings), takes: "settings below it", example }
}

const fn items(
    name: &'static str,
    settings: &'static [Setting],
    takes: &'static str,
    example: &'static str,
) -> Setting {
    Setting { name, shape: Shape::Items(settings), takes, example }
}

const MENU_ITEM: &[Setting] = &[
    text("identifier", "guides"),
    text("name", "Guides"),
    value("url", "a path or URL", "/guides/"),
    value("weight", "a whole number", "10"),
    value("parent", "the identifier of another entry", "guides"),
];

const LINK: &[Setting] = &[text("name", "Status"), value("url", "a path or URL", "/guides/")];

const IGNORE: &[Setting] = &[
    value("code", "the code or the name of a finding", "LK101"),
    value("path", "a path or a pattern", "content/archive"),
    text("target", "/old/"),
    text("reason", "the archive is kept as it was"),
    value("until", "a day", "2027-01-31"),
];

const THEME: &[Setting] = &[
    value("logo", "the path of an image", "/logo.svg"),
    value("favicon", "the path of an icon", "/favicon.svg"),
    value("accent", "a colour, or one for `light` and one for `dark`", "\"#0b5c55\""),
    items("header", LINK, "a list of links", "[{name: Status, url: /status/}]"),
    items("footer", LINK, "a list of links", "[{name: Status, url: /status/}]"),
    text("footer_text", "Questions go to the compliance team."),
    value("notice", "text, or a `text` with the `url` that it leads to", "Version 4.0 is retired."),
    value("feedback", "a mail address or a URL", "guides@example.com"),
    value("image", "the path of an image", "/social.png"),
    flag("social_cards"),
    value("css", "a list of paths", "[/extra.css]"),
    value("paper", "`a4` or `letter`", "a4"),
];

const VERSION: &[Setting] = &[
    text("name", "\"2.1\""),
    value("url", "a URL or a path", "https://docs.example.com/2.1/"),
    flag("current"),
    value("pages", "the path of a file in the site's folder", "versions/2.1.json"),
];

const PROFILE: &[Setting] = &[text("title", "Merchant"), APPLIES];

const APPLIES: Setting = free("applies", "the name of a profile, or dimensions with values", "{entity: merchant}");

const EXTERNAL: &[Setting] = &[
    value("exclude", "a list of patterns", "[\"https://intranet.example.com/**\"]"),
    value("accept", "a list of status codes from 100 to 999", "[403, 999]"),
    items("hosts", HOST, "a list of hosts", "[{host: api.example.org, token: $API_TOKEN}]"),
    time("timeout", "20s"),
    time("max_time", "10m"),
    time("delay", "500ms"),
    value("concurrency", "a whole number from 1 to 256", "16"),
    value("per_host", "a whole number from 1 to 256", "1"),
    flag("fragments"),
    flag("allow_private"),
    value("ca_file", "the path of a file with certificates", "company.pem"),
    keys("cache", MAX_AGES, "{alive: 7d, dead: 1h}"),
];

const HOST: &[Setting] = &[
    value("host", "a host", "api.example.org"),
    text("token", "$API_TOKEN"),
    free("headers", "headers by name", "{X-Team: compliance}"),
];

const MAX_AGES: &[Setting] =
    &[time("alive", "7d"), time("moved", "1d"), time("dead", "1h"), time("blocked", "1d"), time("unstable", "0s")];

const MARKUP: &[Setting] = &[
    value("admonitions", "`docusaurus`, `mkdocs`, or both in a list", "[docusaurus]"),
    flag("mathematics"),
    value("mermaid", "the address of a script of the site", "/mermaid.min.js"),
    Setting {
        name: "typographer",
        shape: Shape::Keys(TYPOGRAPHER),
        takes: "`true`, `false`, or a text for each part",
        example: "{left_double_quote: „, right_double_quote: “}",
    },
    value("heading_ids", "`github`, `github-ascii`, `blackfriday` or `none`", "github"),
    flag("linkify"),
    flag("emoji"),
    flag("block_attributes"),
    flag("heading_attributes"),
    flag("hard_wraps"),
    flag("footnotes"),
    flag("tables"),
    flag("strikethrough"),
    flag("task_lists"),
    flag("definition_lists"),
    flag("superscript"),
    flag("subscript"),
    flag("insert"),
    flag("mark"),
];

const TYPOGRAPHER: &[Setting] = &[
    text("apostrophe", "’"),
    text("ellipsis", "…"),
    text("em_dash", "—"),
    text("en_dash", "–"),
    text("left_angle_quote", "«"),
    text("left_double_quote", "„"),
    text("left_single_quote", "‚"),
    text("right_angle_quote", "»"),
    text("right_double_quote", "“"),
    text("right_single_quote", "‘"),
];

/// The value of an entry of `severities`.
pub(super) const SEVERITY: Setting = value("severity", "`error`, `warning`, `hint` or `off`", "error");

/// The value of an entry of `headers`.
pub(super) const HEADER: Setting = text("header", "compliance");

// Addresses: which pages there are, and where.
const CONTENT_DIR: Setting = value("content_dir", "the path of a folder in the site", "docs");
const LANGUAGES: Setting = value("languages", "a list of language tags", "[en, de]");
const IGNORE_FILES: Setting = value("ignore_files", "a list of regular expressions", "['\\.bak$']");
/// Addresses by section, or by kind and section.
pub(super) const PERMALINKS: Setting =
    free("permalinks", "addresses by section, or by kind and section", "{posts: \"/:year/:slug/\"}");
const DISABLE: Setting = value("disable", "a list of kinds and files", "[taxonomy, term]");
const LOWER_CASE_PATHS: Setting = flag("lower_case_paths");
const UGLY_URLS: Setting = value("ugly_urls", "`true`, `false` or a list of sections", "true");

/// Every setting, in the order of the manual.
pub const SETTINGS: &[Setting] = &[
    text("title", "Payments guide"),
    value("base_url", "a URL or a path", "https://example.com/docs/"),
    value("hosts", "a list of hosts", "[www.example.com]"),
    value("language", "a language tag", "en"),
    CONTENT_DIR,
    LANGUAGES,
    IGNORE_FILES,
    PERMALINKS,
    DISABLE,
    LOWER_CASE_PATHS,
    UGLY_URLS,
    text("description", "How we meet PCI DSS"),
    text("copyright", "\"© Example Inc.\""),
    text("author", "Example Inc."),
    Setting {
        name: "menus",
        shape: Shape::Named(MENU_ITEM),
        takes: "menus by name, each a list of entries",
        example: "{main: [{name: Guides, url: /guides/}]}",
    },
    keys("theme", THEME, "{logo: /logo.svg}"),
    APPLIES,
    Setting {
        name: "profiles",
        shape: Shape::Each(PROFILE),
        takes: "profiles by name, each with settings",
        example: "{merchant: {title: Merchant, applies: {entity: merchant}}}",
    },
    items("versions", VERSION, "a list of versions", "[{name: \"3.0\", url: /, current: true}]"),
    keys(
        "toc",
        &[value("from", "a level from 1 to 6", "2"), value("to", "a level from 1 to 6", "3")],
        "{from: 2, to: 3}",
    ),
    value("edit_url", "a URL with `{path}`", "https://example.com/edit/main/{path}"),
    value("last_change", "`front-matter` or `git`", "git"),
    flag("embeds"),
    value("taxonomies", "a list of front matter keys, or keys with `true` or `false`", "[tags, contributors]"),
    keys(
        "tags",
        &[value("allowed", "a list of tags", "[PCI DSS 4.0.1, scoping]")],
        "{allowed: [PCI DSS 4.0.1, scoping]}",
    ),
    keys("feeds", &[value("limit", "a whole number from 0 on", "20")], "{limit: 20}"),
    keys("outputs", &[flag("markdown"), flag("feeds"), flag("csv"), flag("xlsx")], "{markdown: false}"),
    value("search", "`auto`, `always` or `never`", "auto"),
    keys("markup", MARKUP, "{emoji: true}"),
    keys(
        "serve",
        &[value("allowed_hosts", "a list of hosts", "[guides.example.com]")],
        "{allowed_hosts: [guides.example.com]}",
    ),
    keys("external", EXTERNAL, "{timeout: 20s}"),
    free("severities", "codes or names of findings, each with a severity", "{LK104: error}"),
    items("ignores", IGNORE, "a list of ignores", "[{code: LK101, path: content/archive, reason: kept as it was}]"),
    free("cascade", "front matter for articles", "{draft: true}"),
    free("params", "values of your own by name", "{support_mail: help@example.com}"),
];

/// Every setting by its full name, such as `theme.header[].url` and `menus.NAME[].parent`.
pub fn known_settings() -> Vec<String> {
    let mut names = Vec::new();
    collect("", SETTINGS, &mut names);
    names
}

fn collect(prefix: &str, settings: &[Setting], names: &mut Vec<String>) {
    for setting in settings {
        let name = format!("{prefix}{}", setting.name);
        names.push(name.clone());
        match setting.shape {
            Shape::Value | Shape::Free => {}
            Shape::Keys(inner) => collect(&format!("{name}."), inner, names),
            Shape::Items(inner) => collect(&format!("{name}[]."), inner, names),
            Shape::Named(inner) => collect(&format!("{name}.NAME[]."), inner, names),
            Shape::Each(inner) => collect(&format!("{name}.NAME."), inner, names),
        }
    }
}
