//! Templates of a site that no page goes through, most often because of a misspelt name.

use std::collections::BTreeSet;

use super::page::is_page_template;
use super::theme::{UserTemplate, default_template_names, is_default_template};
use crate::finding::{Code, Finding, nearest};
use crate::site::SiteContent;
use crate::source::{Location, path};

/// The ends of the names of files that are meant as templates of pages.
const ENDS: [&str; 3] = [".html", ".xml", ".txt"];

/// The findings on those of `templates`, all of a site's own, that nothing uses. `named` are the values of `layout` and
/// `type` in the front matter of all articles, also of those that are not shown.
pub fn unused_templates(templates: &[UserTemplate<'_>], named: &BTreeSet<String>, site: &SiteContent) -> Vec<Finding> {
    let shown = site.all_shown_tables().map(|(_, table)| format!("tables/{}.html", table.stem));
    let tables: BTreeSet<String> = shown.collect();
    let is_named =
        |name: &str| is_page_template(name) && name.strip_suffix(".html").is_some_and(|name| named.contains(name));
    let mentioned = mentioned(templates);
    let is_used = |template: &UserTemplate<'_>| {
        is_default_template(template.name)
            || template.name.starts_with("shortcodes/")
            || tables.contains(template.name)
            || is_named(template.name)
            || mentioned.contains(template.name)
    };
    let meant = templates.iter().filter(|template| ENDS.iter().any(|end| template.name.ends_with(end)));
    meant.filter(|template| !is_used(template)).map(finding).collect()
}

/// The names of templates that stand in quotes in another one.
fn mentioned<'t>(templates: &[UserTemplate<'t>]) -> BTreeSet<&'t str> {
    let names: BTreeSet<&str> = templates.iter().map(|template| template.name).collect();
    let mut mentioned = BTreeSet::new();
    for template in templates {
        let quoted = template.text.split(['"', '\'']);
        mentioned.extend(quoted.filter(|text| *text != template.name && names.contains(text)));
    }
    mentioned
}

fn finding(template: &UserTemplate<'_>) -> Finding {
    let name = template.name;
    let help = match nearest(name, default_template_names()) {
        Some(meant) => format!("did you mean `{meant}`, which replaces the template of the theme?"),
        None if name.starts_with("tables/") => {
            format!("no page shows a data table in a file `{}`; rename or remove the template", path::stem(name))
        }
        None if name.contains('/') => "include it in another template, or remove it".to_owned(),
        None => format!("name it in the front matter of an article, as `layout: {}`, or remove it", path::stem(name)),
    };
    let message = format!("the template `{name}` is used by no page and no other template");
    Finding::new(Code::UnusedTemplate, Location::start_of(template.file), message).about(name).help(help)
}
