//! The addresses of the pages of frameworks.

use super::route::encode;
use crate::framework::{Framework, RequirementIdx, slug};
use crate::source::path::segment;

/// The other pages of a framework; a principal requirement of such a name gets a number.
const RESERVED: [&str; 6] = ["changes", "coverage", "crosswalk", "index", "map", "print"];

/// The address of a framework's page.
pub fn framework_url(framework: &Framework) -> String {
    format!("/frameworks/{}/", segment(&framework.key))
}

/// The address of the page that shows the requirement: that of its principal requirement.
pub fn principal_url(framework: &Framework, idx: RequirementIdx) -> String {
    let principal = framework.principal_of(idx);
    let name = slug(&framework.requirement(principal).id);
    let doubles = framework.namesakes(principal) + usize::from(RESERVED.contains(&name.as_str()));
    let number = if doubles > 0 { format!("-{}", doubles + 1) } else { String::new() };
    format!("{}{name}{number}/", framework_url(framework))
}

/// The address of the requirement itself, its anchor percent-encoded.
pub fn requirement_url(framework: &Framework, idx: RequirementIdx) -> String {
    format!("{}#{}", principal_url(framework, idx), encode(&framework.requirement(idx).id))
}

#[cfg(test)]
mod tests {
    use super::{principal_url, requirement_url};
    use crate::framework::{Framework, Head, Origin, Outline};

    fn check(key: &str, principals: &[(&str, &[&str])], expected: &[&str]) {
        let outline = |(id, below): &(&str, &[&str])| Outline {
            id: (*id).to_owned(),
            children: below.iter().map(|id| Outline { id: (*id).to_owned(), ..Outline::default() }).collect(),
            ..Outline::default()
        };
        let head = Head { key: key.to_owned(), ..Head::default() };
        let framework = Framework::new(head, Origin::BuiltIn, principals.iter().map(outline).collect());
        let urls: Vec<String> = framework.requirements().map(|(idx, _)| requirement_url(&framework, idx)).collect();
        assert_eq!(urls, expected);
        for (idx, _) in framework.requirements() {
            assert_eq!(requirement_url(&framework, idx).split('#').next(), Some(&*principal_url(&framework, idx)));
        }
    }

    #[test]
    fn a_requirement_is_on_the_page_of_its_principal() {
        check(
            "pci-dss",
            &[("11", &["11.3.1"]), ("A1", &[])],
            &["/frameworks/pci-dss/11/#11", "/frameworks/pci-dss/11/#11.3.1", "/frameworks/pci-dss/a1/#A1"],
        );
        check("K 1", &[("AC", &["AC-2(1)"])], &["/frameworks/k-1/ac/#AC", "/frameworks/k-1/ac/#AC-2(1)"]);
    }

    #[test]
    fn no_two_pages_share_an_address() {
        check(
            "k",
            &[("ac", &[]), ("AC", &[]), ("(", &["a b#c"]), ("Coverage", &[])],
            &[
                "/frameworks/k/ac/#ac",
                "/frameworks/k/ac-2/#AC",
                "/frameworks/k/requirement/#(",
                "/frameworks/k/requirement/#a%20b%23c",
                "/frameworks/k/coverage-2/#Coverage",
            ],
        );
    }
}
