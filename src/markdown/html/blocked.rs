//! What of raw HTML the content security policy of a site blocks.
//!
//! Out of scope: inline styles, which are marks of their own, and pictures and films, whose hosts the policy allows.

use super::super::dialect::Dialect;
use super::super::placeholder::has_placeholder;
use super::escape::decoded;
use super::tag::Tag;
use crate::source::Span;

/// A part of raw HTML that browsers ignore where the policy is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::markdown) struct Blocked {
    /// Its location in the scanned text.
    pub(in crate::markdown) span: Span,
    /// What it is, as the begin of a sentence.
    pub(in crate::markdown) what: String,
    /// The element or attribute.
    pub(in crate::markdown) target: String,
    /// What to do.
    pub(in crate::markdown) remedy: &'static str,
}

/// How the names of the events of HTML begin.
const EVENTS: &[&str] = &[
    "abort",
    "after",
    "anim",
    "auxclick",
    "before",
    "blur",
    "cancel",
    "canplay",
    "change",
    "click",
    "close",
    "command",
    "context",
    "copy",
    "cue",
    "cut",
    "dblclick",
    "drag",
    "drop",
    "duration",
    "emptied",
    "ended",
    "error",
    "focus",
    "form",
    "fullscreen",
    "gotpointer",
    "hashchange",
    "input",
    "invalid",
    "key",
    "language",
    "load",
    "lostpointer",
    "message",
    "mouse",
    "offline",
    "online",
    "page",
    "paste",
    "pause",
    "play",
    "pointer",
    "popstate",
    "progress",
    "ratechange",
    "rejection",
    "reset",
    "resize",
    "scroll",
    "security",
    "seek",
    "select",
    "slotchange",
    "stalled",
    "storage",
    "submit",
    "suspend",
    "timeupdate",
    "toggle",
    "touch",
    "transition",
    "unhandled",
    "unload",
    "volume",
    "waiting",
    "webkit",
    "wheel",
];

const FILE: &str = "put the script into a file below `static/` and load that with `<script src=\"/file.js\">`";
const COPY: &str = "copy the file below `static/` and load it from there";
const OBJECT: &str = "no page of the site may hold one: link to the file, or show a picture";
const FRAME: &str =
    "set `embeds: true` in `clausebook.yaml`, which allows the hosts that articles frame, or write a link";
const FORM: &str = "a page may send a form to its own site only: link to the page with the form";

/// What is blocked of the start tag `tag` of `html`.
pub(in crate::markdown) fn blocked(html: &str, tag: &Tag, dialect: Dialect<'_>) -> Vec<Blocked> {
    if tag.is_closing {
        return Vec::new();
    }
    let mut found: Vec<Blocked> = element(html, tag, dialect).into_iter().collect();
    for attribute in &tag.attributes {
        let name = attribute.name.of(html);
        if is_handler(name) {
            let what = format!("the event handler `{name}`");
            found.push(Blocked { span: attribute.span, what, target: name.to_owned(), remedy: FILE });
        }
    }
    found
}

/// Why the element itself is blocked.
fn element(html: &str, tag: &Tag, dialect: Dialect<'_>) -> Option<Blocked> {
    let value = |name: &str| tag.attribute(html, name).map(|attribute| decoded(attribute.value.of(html)).into_owned());
    let elsewhere = |name: &str| value(name).filter(|address| is_elsewhere(address, dialect));
    let blocked = |what: String, remedy: &'static str| {
        Some(Blocked {
            span: Span::new(tag.span.start, tag.span.start + 1 + tag.name.len()),
            what,
            target: tag.name.clone(),
            remedy,
        })
    };
    match tag.name.as_str() {
        "script" => match value("src") {
            None if runs(value("type").as_deref()) => blocked("an inline script".to_owned(), FILE),
            None => None,
            Some(_) => blocked(format!("the script `{}`", elsewhere("src")?), COPY),
        },
        "iframe" | "frame" => {
            let address = value("src").filter(|address| !dialect.frames && frames_another(address))?;
            blocked(format!("the frame with `{address}`"), FRAME)
        }
        "object" if value("data").is_some() => blocked("an `<object>`".to_owned(), OBJECT),
        "embed" if value("src").is_some() => blocked("an `<embed>`".to_owned(), OBJECT),
        "link" if value("rel").is_some_and(|rel| loads(&rel)) => {
            blocked(format!("the file `{}`", elsewhere("href")?), COPY)
        }
        "form" => blocked(format!("a form to `{}`", elsewhere("action")?), FORM),
        _ => None,
    }
}

/// Whether an attribute is an event handler, and no word that begins with `on`.
fn is_handler(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.strip_prefix("on").is_some_and(|event| EVENTS.iter().any(|start| event.starts_with(start)))
}

/// Whether a script of this type runs, and is not data.
fn runs(kind: Option<&str>) -> bool {
    let kind = kind.unwrap_or_default().trim().to_ascii_lowercase();
    kind.is_empty() || kind.contains("script") || matches!(kind.as_str(), "module" | "importmap" | "speculationrules")
}

/// Whether a link of this relation makes the browser load a file.
fn loads(rel: &str) -> bool {
    let words = ["stylesheet", "icon", "preload", "modulepreload", "manifest"];
    rel.split_ascii_whitespace().any(|word| words.iter().any(|known| known.eq_ignore_ascii_case(word)))
}

fn frames_another(address: &str) -> bool {
    let address = address.trim();
    !address.is_empty() && !has_placeholder(address) && !address.to_ascii_lowercase().starts_with("about:")
}

/// Whether an address leads away from the site.
fn is_elsewhere(address: &str, dialect: Dialect<'_>) -> bool {
    let address = address.trim();
    if has_placeholder(address) {
        return false;
    }
    let absolute = if address.starts_with("//") { format!("https:{address}") } else { address.to_owned() };
    // A relative address does not parse.
    url::Url::parse(&absolute).is_ok_and(|url| url.host_str().is_none() || url.host_str() != dialect.own_host)
}

#[cfg(test)]
mod tests {
    use super::super::tag::tags;
    use super::blocked;
    use crate::markdown::Dialect;

    #[track_caller]
    fn check(html: &str, expected: &[&str]) {
        let dialect = Dialect { own_host: Some("docs.example.com"), ..Dialect::default() };
        let found: Vec<String> = tags(html)
            .flat_map(|tag| blocked(html, &tag, dialect))
            .map(|blocked| format!("{}: {}", blocked.span.of(html), blocked.what))
            .collect();
        assert_eq!(found, expected, "{html}");
    }

    #[test]
    fn scripts_run_from_files_of_the_site_only() {
        check("<script>alert(1)</script>", &["<script: an inline script"]);
        check("<SCRIPT type=module>x</SCRIPT>", &["<SCRIPT: an inline script"]);
        check("<script type=application/ld+json>{}</script><script src=/x.js></script>", &[]);
        check("<script src='//cdn.example.org/x.js'></script>", &["<script: the script `//cdn.example.org/x.js`"]);
        check("<script src=https://docs.example.com/x.js></script>", &[]);
        check("<b onclick='x()' once on>a</b>", &["onclick='x()': the event handler `onclick`"]);
    }

    #[test]
    fn frames_objects_sheets_and_forms_of_other_hosts_are_blocked() {
        check("<iframe src=https://a.example/></iframe>", &["<iframe: the frame with `https://a.example/`"]);
        check("<iframe src=/own/></iframe><iframe srcdoc=x></iframe>", &["<iframe: the frame with `/own/`"]);
        check("<object data=/x.pdf></object><embed src=/x>", &["<object: an `<object>`", "<embed: an `<embed>`"]);
        check("<link rel='alternate stylesheet' href=//a.example/x.css>", &["<link: the file `//a.example/x.css`"]);
        check("<link rel=stylesheet href=/x.css><link rel=canonical href=https://a.example/>", &[]);
        check("<form action=https://a.example/s><form action=/s>", &["<form: a form to `https://a.example/s`"]);
        check("<img src=https://a.example/x.png><video src=https://a.example/x.mp4></video>", &[]);
        let framed = "<iframe src=https://a.example/></iframe>";
        let allows = Dialect { frames: true, ..Dialect::default() };
        assert!(tags(framed).all(|tag| blocked(framed, &tag, allows).is_empty()));
    }
}
