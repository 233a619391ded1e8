//! The names of all settings, and what may stand below each.

/// A key of the configuration.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// The key.
    pub name: &'static str,
    /// The shape of its value.
    pub shape: Shape,
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
}

const fn value(name: &'static str) -> Setting {
    Setting { name, shape: Shape::Value }
}

const fn shaped(name: &'static str, shape: Shape) -> Setting {
    Setting { name, shape }
}

const MENU_ITEM: &[Setting] = &[value("identifier"), value("name"), value("url"), value("weight"), value("parent")];

const LINK: &[Setting] = &[value("name"), value("url")];

const IGNORE: &[Setting] = &[value("code"), value("path"), value("target"), value("reason"), value("until")];

const THEME: &[Setting] = &[
    value("logo"),
    value("accent"),
    shaped("header", Shape::Items(LINK)),
    shaped("footer", Shape::Items(LINK)),
    value("footer_text"),
    value("css"),
];

const EXTERNAL: &[Setting] = &[
    value("exclude"),
    value("accept"),
    shaped("hosts", Shape::Items(HOST)),
    value("timeout"),
    value("max_time"),
    value("delay"),
    value("concurrency"),
    value("per_host"),
    value("fragments"),
    value("allow_private"),
    value("ca_file"),
    shaped("cache", Shape::Keys(MAX_AGES)),
];

const HOST: &[Setting] = &[value("host"), value("token"), shaped("headers", Shape::Free)];

const MAX_AGES: &[Setting] = &[value("alive"), value("moved"), value("dead"), value("blocked"), value("unstable")];

/// Every setting, in the order of the manual.
pub const SETTINGS: &[Setting] = &[
    value("title"),
    value("base_url"),
    value("hosts"),
    value("language"),
    value("description"),
    value("copyright"),
    value("author"),
    shaped("menus", Shape::Named(MENU_ITEM)),
    shaped("theme", Shape::Keys(THEME)),
    shaped("toc", Shape::Keys(&[value("from"), value("to")])),
    value("edit_url"),
    value("last_change"),
    value("embeds"),
    value("taxonomies"),
    shaped("tags", Shape::Keys(&[value("allowed")])),
    shaped("feeds", Shape::Keys(&[value("limit")])),
    shaped("outputs", Shape::Keys(&[value("markdown"), value("feeds"), value("csv")])),
    value("search"),
    shaped("markdown", Shape::Keys(&[value("admonitions"), value("mathematics"), value("mermaid")])),
    shaped("external", Shape::Keys(EXTERNAL)),
    shaped("severities", Shape::Free),
    shaped("ignores", Shape::Items(IGNORE)),
    shaped("params", Shape::Free),
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
        }
    }
}
