//! The list of requirement ids: the search dialog looks for an exact match in it first.

use std::collections::HashMap;

use serde::Serialize;

/// A requirement that can be found by its id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RequirementEntry {
    /// The name of its framework.
    pub framework: String,
    /// Its URL below the site's base: a percent-encoded path, `#` and the unencoded anchor.
    pub url: String,
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Who is responsible for it, in the words of the site's matrices; empty where none says it.
    pub responsible: String,
}

/// The contents of `ids.json`.
#[derive(Debug, Serialize)]
struct IdList<'a> {
    /// The key of the index.
    key: &'a str,
    pages: Vec<Page<'a>>,
}

/// The requirements of one page: framework, URL, then `[id, title]`, `[id, title, fragment]` where the fragment is not the
/// id, or `[id, title, fragment, responsible]`.
#[derive(Debug, Serialize)]
struct Page<'a>(&'a str, &'a str, Vec<Vec<&'a str>>);

/// The text of `ids.json`. Requirements of a page keep their order.
pub(super) fn text(key: &str, requirements: &[RequirementEntry]) -> String {
    let mut pages: Vec<Page<'_>> = Vec::new();
    let mut indices: HashMap<(&str, &str), usize> = HashMap::new();
    for requirement in requirements {
        let (address, fragment) = requirement.url.split_once('#').unwrap_or((&requirement.url, ""));
        let mut fields = vec![requirement.id.as_str(), requirement.title.as_str()];
        if fragment != requirement.id || !requirement.responsible.is_empty() {
            fields.push(fragment);
        }
        if !requirement.responsible.is_empty() {
            fields.push(&requirement.responsible);
        }
        let page = *indices.entry((&requirement.framework, address)).or_insert(pages.len());
        if page == pages.len() {
            pages.push(Page(&requirement.framework, address, Vec::new()));
        }
        pages[page].2.push(fields);
    }
    // Serialization of strings and lists of them cannot fail.
    serde_json::to_string(&IdList { key, pages }).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{RequirementEntry, text};

    #[test]
    fn framework_and_url_are_written_once_for_each_page() {
        let requirement = |id: &str, url: &str| RequirementEntry {
            framework: "PCI DSS".to_owned(),
            url: url.to_owned(),
            id: id.to_owned(),
            title: "T".to_owned(),
            responsible: String::new(),
        };
        let list = [requirement("6.3", "/f/6/#6.3"), requirement("6", "/f/6/"), requirement("7", "/f/7/#7")];
        let expected =
            r##"{"key":"k","pages":[["PCI DSS","/f/6/",[["6.3","T"],["6","T",""]]],["PCI DSS","/f/7/",[["7","T"]]]]}"##;
        assert_eq!(text("k", &list), expected);
        let responsible = RequirementEntry { responsible: "You".to_owned(), ..requirement("6.3", "/f/6/#6.3") };
        let expected = r##"{"key":"k","pages":[["PCI DSS","/f/6/",[["6.3","T","6.3","You"]]]]}"##;
        assert_eq!(text("k", &[responsible]), expected);
        assert_eq!(text("k", &[]), r#"{"key":"k","pages":[]}"#);
    }
}
