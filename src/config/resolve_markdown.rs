//! Resolves the settings of Markdown.

use super::model::Markdown;
use super::raw::RawMarkdown;
use super::validator::Validator;
use crate::finding::nearest;
use crate::output::{AddressUse, unsafe_scheme};
use crate::source::Spanned;

/// The settings that `raw` resolves to.
pub(super) fn resolve(raw: RawMarkdown, validator: &mut Validator<'_>) -> Markdown {
    let RawMarkdown { admonitions, mathematics, mermaid } = raw;
    let mut markdown = Markdown {
        mathematics: mathematics.is_some_and(|mathematics| mathematics.value),
        mermaid: mermaid.and_then(|path| script(path, validator)),
        ..Markdown::default()
    };
    for Spanned { value: name, span } in admonitions {
        match name.as_str() {
            "docusaurus" => markdown.docusaurus = true,
            "mkdocs" => markdown.mkdocs = true,
            _ => {
                let help = match nearest(&name, ["docusaurus", "mkdocs"]) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "write `docusaurus`, `mkdocs`, or a list of both".to_owned(),
                };
                validator.invalid(span, format!("`admonitions`: unknown dialect `{name}`"), &help);
            }
        }
    }
    markdown
}

/// The path of a script, which the content security policy lets a page load from its own site only.
fn script(path: Spanned<String>, validator: &mut Validator<'_>) -> Option<Spanned<String>> {
    let is_path = path.value.starts_with('/')
        && !path.value.starts_with("//")
        && unsafe_scheme(&path.value, AddressUse::Follow).is_none();
    if !is_path {
        let message = format!("`mermaid`: `{}` is no path of the site", path.value);
        validator.invalid(path.span, message, "put the script below `static/`, and write `/mermaid.min.js`");
    }
    is_path.then_some(path)
}
