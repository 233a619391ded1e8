//! Properties of any input: nothing panics, spans lie inside their file, ids are unique, two builds are equal.

use std::collections::{BTreeMap, BTreeSet};

use clausebook::citation::{self, CitableFrameworks};
use clausebook::framework::{Framework, Frameworks, Head, Origin};
use clausebook::front::{self, Cascades};
use clausebook::markdown::{
    self, Dialect, Document, Expansion, FoundTerm, Highlighter, Invocation, Piece, ShortcodeFault, Shortcodes,
    TermFinder, Terms, Tools, as_markdown,
};
use clausebook::output::MemorySink;
use clausebook::pipeline::{self, Purpose, Request};
use clausebook::site::{Selection, decode, encode};
use clausebook::source::{DataFile, FileId, Span};
use proptest::prelude::{Strategy, any, prop, prop_assert, prop_assert_eq, proptest};
use proptest::test_runner::Config;

use crate::support::Project;

/// Shortcodes that do what templates can do: pass text through, render it, link, fail.
struct Few;

impl Shortcodes for Few {
    fn expand(&self, call: &Invocation<'_>) -> Result<Expansion, ShortcodeFault> {
        let inner = call.inner.unwrap_or_default();
        match call.name {
            "ref" => Ok(Expansion::SourcePath(inner.to_owned())),
            "note" => Ok(Expansion::Text(format!("<aside>{}</aside>", as_markdown(inner)))),
            _ => Ok(Expansion::Text(format!("[{inner}](x) {inner}"))),
        }
    }
}

/// Pieces of Markdown, front matter and shortcodes.
const PIECES: &[&str] = &[
    "---\n",
    "+++\n",
    "title: é\n",
    "date: 2022-13-07\n",
    "tags: [a, 'b'\n",
    "weight: 010\n",
    "a: *b\n",
    "- ",
    "\n",
    "\n\n",
    "    ",
    "# ",
    "## é {#id .c}\n",
    "same\n===\n",
    "## same\n",
    "| a | b |\n| - | :-: |\n",
    "| `c|` | [x](y) |\n",
    "```yaml {hl_lines=[1,\"2-3\"]}\n",
    "```\n",
    "{.class #x}\n",
    "[^1]",
    "[^1]: note\n",
    "- [x] ",
    "1. ",
    "> ",
    "term\n: ",
    "[a](b#c)",
    "![é](<d e>)",
    "[l]: /x 't'\n",
    "[l]",
    "[pci-dss:11.3.1, é]",
    "[pci-dss@4.0:1]: é\n",
    "[é](pci-dss:1,2)",
    "Requirement 6.3.1 and ",
    "controls AC-2(1), é",
    "<https://é.example>",
    "http://www.x.example/?a=1?b",
    "<a href='é'>",
    "<div style=\"x\">\n",
    "</div>\n",
    "<!--",
    "-->",
    "{{< note >}}",
    "{{< /note >}}",
    "{{% x a=\"é\" %}}",
    "{{% /x %}}",
    "{{</* x */>}}",
    "{{< ref \"é\" >}}",
    "{{<",
    ">}}",
    "`",
    "``` ",
    "**",
    "_",
    "~~",
    "\\",
    "&amp;",
    "&#0;",
    "\u{feff}",
    "\r\n",
    "\u{0}",
    "é",
    "日本",
    "\u{10fffd}0\u{10fffc}",
    "\u{10fffb}",
    "\u{2028}",
    "--",
    "...",
    "\"q\"",
];

/// Pieces in any order.
fn article() -> impl Strategy<Value = String> {
    let piece = (0..PIECES.len()).prop_map(|index| PIECES[index].to_owned());
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

fn lies_inside(span: Span, text: &str) -> bool {
    span.start <= span.end && text.get(span.start..span.end).is_some()
}

fn pci_dss() -> CitableFrameworks {
    let (key, name, version) = ("pci-dss".to_owned(), "PCI DSS".to_owned(), "4.0.1".to_owned());
    let head = Head { key, name, version, ..Head::default() };
    CitableFrameworks::new(&Frameworks::new([Framework::new(head, Origin::BuiltIn, Vec::new())]))
}

/// Takes every word for a term.
struct EveryWord;

impl TermFinder for EveryWord {
    fn find(&self, text: &str) -> Vec<FoundTerm> {
        let words = text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
        let at = |word: &str| word.as_ptr() as usize - text.as_ptr() as usize;
        words.map(|word| FoundTerm { term: word.len(), range: at(word)..at(word) + word.len() }).collect()
    }
}

/// Terms add links and nothing else, and every link has an end; a glossary has terms in its definition lists alone.
fn check_terms(text: &str, plain: &Document, [linked, defined]: [&Document; 2]) -> Result<(), String> {
    let html = |document: &Document| -> String {
        document.pieces.iter().map(|piece| if let Piece::Html(html) = piece { html } else { "" }).collect()
    };
    if html(plain) != html(linked) {
        return Err(format!("{} and {}", html(plain), html(linked)));
    }
    let mut open = None;
    for piece in &linked.pieces {
        match (piece, open) {
            (Piece::Term(index), None) => open = Some(*index),
            (Piece::TermEnd(index), Some(opened)) if *index == opened => open = None,
            (Piece::Term(_) | Piece::TermEnd(_), _) => return Err(format!("{piece:?} after {open:?}")),
            (Piece::Html(html), Some(_)) if html.contains("</") => return Err(format!("an end tag in a link: {html}")),
            _ => {}
        }
    }
    if open.is_some() || linked.terms.iter().any(|used| !lies_inside(used.span, text)) {
        return Err(format!("{:?}", linked.terms));
    }
    if !html(defined).contains("<dfn>") && !defined.definitions.is_empty() {
        return Err(format!("{:?}", defined.definitions));
    }
    Ok(())
}

/// Parses an article and checks all properties of the result.
fn check_article(text: &str, highlighter: &Highlighter) -> Result<(), String> {
    let file = FileId(0);
    let split = front::split(text);
    let (matter, mut findings) =
        front::read(DataFile { id: file, path: "content/a.md", text }, &split, &Cascades::default());
    findings.extend(front::absent(file, &split, &matter));
    let citations = pci_dss();
    let parse = |terms: Terms<'_>| {
        let tools = Tools { shortcodes: &Few, highlighter, citations: &citations, terms, dialect: Dialect::default() };
        markdown::parse(file, text, split.body.start, tools)
    };
    let parsed = parse(Terms::Ignored);
    check_terms(text, &parsed.document, [&parse(Terms::Linked(&EveryWord)).document, &parse(Terms::Defined).document])?;
    findings.extend(parsed.findings);
    let document = parsed.document;
    let mentions = citation::mentions(&parsed.prose, &document, pci_dss().number_words());
    for finding in &findings {
        let mut spans = vec![finding.location.span];
        spans.extend(finding.fix.as_ref().map(|fix| fix.span));
        spans.extend(finding.related.iter().map(|related| related.location.span));
        for span in spans {
            if !lies_inside(span, text) {
                return Err(format!("{span:?} of {finding:?}"));
            }
        }
        if finding.message.contains('\n') || finding.message.ends_with('.') {
            return Err(format!("the message `{}`", finding.message));
        }
    }
    let links = document.links.iter().flat_map(|link| [Some(link.span), link.destination_span]).flatten();
    let anchors = document.anchors.iter().map(|anchor| anchor.span);
    let headings = document.headings.iter().map(|heading| heading.span);
    let citations = document.citations.iter();
    let cited = citations.flat_map(|citation| {
        citation.ids.iter().flat_map(|id| [Some(id.span), id.written]).flatten().chain([citation.span])
    });
    let mentioned = mentions.iter().flat_map(|mention| mention.ids.iter().map(|id| id.span).chain([mention.span]));
    let requirements = cited.chain(mentioned);
    for mention in &mentions {
        if mention.ids.iter().any(|id| id.at.of(&mention.sentence) != id.id) {
            return Err(format!("{mention:?}"));
        }
    }
    if let Some(span) = links.chain(anchors).chain(headings).chain(requirements).find(|span| !lies_inside(*span, text))
    {
        return Err(format!("{span:?} lies outside"));
    }
    // Ids that the author gives, and ids in text rendered by a shortcode, may be duplicates.
    let own = document.headings.iter().filter(|heading| heading.listed && !is_given(text));
    let ids: Vec<&String> = own.filter_map(|heading| heading.id.as_ref()).collect();
    if ids.iter().collect::<BTreeSet<_>>().len() != ids.len() {
        return Err(format!("ids {ids:?}"));
    }
    Ok(())
}

fn is_given(text: &str) -> bool {
    text.split('{').skip(1).any(|rest| rest.split('}').next().is_some_and(|inside| inside.contains('#')))
}

#[test]
fn any_article_is_read_without_a_panic_and_every_span_lies_inside_it() {
    let highlighter = Highlighter::new();
    let config = Config { cases: 400, failure_persistence: None, ..Config::default() };
    proptest!(config, |(text in article())| {
        let held = check_article(&text, &highlighter);
        prop_assert!(held.is_ok(), "{held:?} in {text:?}");
    });
}

#[test]
fn any_bytes_are_read_without_a_panic() {
    let highlighter = Highlighter::new();
    let config = Config { cases: 400, failure_persistence: None, ..Config::default() };
    proptest!(config, |(bytes in prop::collection::vec(any::<u8>(), 0..300), text in any::<String>())| {
        for text in [String::from_utf8_lossy(&bytes).into_owned(), text] {
            let held = check_article(&text, &highlighter);
            prop_assert!(held.is_ok(), "{held:?} in {text:?}");
        }
    });
}

#[test]
fn an_address_read_back_is_the_address_that_was_written() {
    let part = prop::string::string_regex("[^/\u{0}-\u{1f}]{1,12}").unwrap();
    let path = prop::collection::vec(part, 0..5).prop_map(|parts| format!("/{}", parts.join("/")));
    let config = Config { failure_persistence: None, ..Config::default() };
    proptest!(config, |(path in path)| {
        let written = encode(&path);
        prop_assert_eq!(decode(&written), path);
        prop_assert!(!written.contains([' ', '"', '<', '>', '#', '?']));
    });
}

#[test]
fn two_builds_of_any_site_agree() {
    let config = Config { cases: 24, failure_persistence: None, ..Config::default() };
    let name =
        prop::sample::select(vec!["a.md", "b.md", "_index.md", "s/_index.md", "s/c.md", "s/d/index.md", "é 1.md"]);
    let front = prop::sample::select(vec![
        "title: A",
        "title: B\nweight: 2",
        "title: A\ndate: 2024-01-01",
        "title: é\ntags: [x, Y]",
        "aliases: [/o/, p]\ntitle: C",
    ]);
    let body = prop::sample::select(vec![
        "",
        "## A\n\n[x](/s/c/#a)\n",
        "{{< note >}}n{{< /note >}}\n",
        "| a |\n| - |\n| b |\n",
    ]);
    let files = prop::collection::btree_map(name, (front, body), 1..6);
    proptest!(config, |(files in files)| {
        let project = Project::new();
        for (name, (front, body)) in &files {
            project.write(&format!("content/{name}"), format!("---\n{front}\ndescription: d\n---\n{body}").as_bytes());
        }
        prop_assert_eq!(rendered(&project), rendered(&project));
    });
}

/// Every file of a build, or the findings that stop it.
fn rendered(project: &Project) -> Result<BTreeMap<String, Vec<u8>>, Vec<String>> {
    let now = front::Date::parse("2026-11-22T23:59:59Z").unwrap();
    let selection = Selection { drafts: false, future: false, now };
    let loaded = pipeline::load(&Request {
        repository: None,
        root: project.path(""),
        base_url: None,
        search: None,
        default_paper: None,
        selection,
        purpose: Purpose::Pages,
        is_preview: false,
        caches: None,
        overlay: pipeline::Overlay::default(),
    });
    let sink = MemorySink::default();
    loaded.render(&sink).map_err(|stop| vec![format!("{stop:?}")])?;
    let artifacts = sink.into_artifacts().into_iter();
    let mut files: BTreeMap<String, Vec<u8>> =
        artifacts.map(|(path, artifact)| (path.to_string(), artifact.body.bytes().unwrap().into_owned())).collect();
    let findings: Vec<String> = loaded.check().iter().map(|finding| format!("{finding:?}")).collect();
    files.insert("findings".to_owned(), findings.join("\n").into_bytes());
    Ok(files)
}
