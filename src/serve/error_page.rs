//! The page in place of one that cannot be built: the errors, and below them the page as it last could be built.

use memchr::memmem;

use super::request_target::PREVIEW_FOLDER;
use crate::finding::{Finding, Report, Reported, visible};
use crate::markdown::{escape_attribute, escape_text};
use crate::pipeline::Project;

/// Adds the script that reloads the page, whose state is then `state`: the one difference from the built page.
pub(super) fn with_script(html: &[u8], state: &str) -> Vec<u8> {
    let tag = format!("<script src=\"{PREVIEW_FOLDER}reload.js\" data-state=\"{}\"></script>", escape_attribute(state));
    let at = memmem::rfind(html, b"</body>").unwrap_or(html.len());
    [&html[..at], tag.as_bytes(), &html[at..]].concat()
}

/// A page that lists `findings`, above the `last_good` page at this address.
pub(super) fn render(project: &Project, findings: &[Finding], last_good: Option<&[u8]>) -> Vec<u8> {
    let report = Report::new(findings, &project.sources, &project.config.levels);
    let items: String = report.findings.iter().map(item).collect();
    let note = if last_good.is_some() { "<p>Below is the page as it was before.</p>" } else { "" };
    let section = format!(
        "<section id=\"clausebook-errors\" role=\"alert\" tabindex=\"0\"><h1>This page cannot be built</h1>\
         <ol>{items}</ol>{note}</section>"
    );
    let style = format!("<link rel=\"stylesheet\" href=\"{PREVIEW_FOLDER}panel.css\">");
    match last_good.and_then(|page| insert(page, &style, &section)) {
        Some(page) => page,
        None => format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <title>Cannot be built</title>\n{style}\n</head>\n<body>\n{section}\n</body>\n</html>\n"
        )
        .into_bytes(),
    }
}

/// The page for a request under the name of a host that is not allowed. It tells nothing of the site.
pub(super) fn foreign_host(host: &str) -> String {
    let host = visible(host);
    let name = escape_text(&host);
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>Host not allowed</title>\n</head>\n<body>\n<main>\n<h1>Host not allowed</h1>\n\
         <p>The preview was requested under the host name <code>{name}</code>. It answers to <code>localhost</code> \
         and to addresses of this machine, so that no page of another site can read it.</p>\n\
         <p>If you reach it through a proxy or a tunnel under that name, allow it in <code>clausebook.yaml</code>, \
         and load this page again:</p>\n<pre>serve:\n  allowed_hosts: [{name}]</pre>\n</main>\n</body>\n</html>\n"
    )
}

fn item(reported: &Reported<'_>) -> String {
    let finding = reported.finding;
    let escaped = |text: &str| escape_text(&visible(text)).into_owned();
    let help = finding.help.as_ref().map(|help| format!("<p>{}</p>", escaped(help))).unwrap_or_default();
    format!(
        "<li><p><b>{}</b> {}</p><p><code>{}:{}:{}</code></p>{help}</li>",
        finding.code.id(),
        escaped(&finding.message),
        escaped(reported.path),
        reported.start.line,
        reported.start.column
    )
}

/// `page` with `style` at the end of its head and `section` at the start of its body.
fn insert(page: &[u8], style: &str, section: &str) -> Option<Vec<u8>> {
    let head = memmem::find(page, b"</head>")?;
    let body = head + memmem::find(&page[head..], b"<body")?;
    let start = body + memmem::find(&page[body..], b">")? + 1;
    Some([&page[..head], style.as_bytes(), &page[head..start], section.as_bytes(), &page[start..]].concat())
}

#[cfg(test)]
mod tests {
    use super::{foreign_host, insert, with_script};

    #[test]
    fn the_name_of_a_foreign_host_is_escaped() {
        let page = foreign_host("<b>\u{1b}.example");
        assert!(page.contains("allowed_hosts: [&lt;b&gt;") && !page.contains(['\u{1b}']) && !page.contains("<b>"));
    }

    #[test]
    fn the_script_is_the_last_thing_in_the_body() {
        let page = with_script(b"<body><pre>&lt;/body></pre></body></html>", "a-1");
        let page = String::from_utf8(page).unwrap();
        let tag = "<script src=\"/__clausebook/reload.js\" data-state=\"a-1\"></script>";
        assert_eq!(page, format!("<body><pre>&lt;/body></pre>{tag}</body></html>"));
        assert!(with_script(b"no body", "a-1").starts_with(b"no body<script"));
    }

    #[test]
    fn errors_are_inserted_above_the_last_good_page() {
        let page = insert(b"<head></head><body class=\"x\"><p>y</p></body>", "S", "F").unwrap();
        assert_eq!(page, b"<head>S</head><body class=\"x\">F<p>y</p></body>");
        assert_eq!(insert(b"<p>no head</p>", "S", "F"), None);
    }
}
