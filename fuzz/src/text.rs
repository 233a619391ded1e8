//! Targets that read one text in memory.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use clausebook::citation::{self, CitableFrameworks};
use clausebook::config;
use clausebook::finding::Finding;
use clausebook::framework::{self, Frameworks, built_in_frameworks, oscal};
use clausebook::front::{self, Cascades};
use clausebook::glossary::{Glossary, GlossaryArticle};
use clausebook::markdown::{
    self, CitationReader, Definition, Dialect, Expansion, Highlighter, Invocation, ShortcodeFault, Shortcodes, Terms,
    Tools, as_markdown,
};
use clausebook::source::{DataFile, FileId, Span, Spanned};

use crate::case::Case;

const FILE: FileId = FileId(0);

/// The frameworks that ship.
static SHIPPED: LazyLock<CitableFrameworks> =
    LazyLock::new(|| CitableFrameworks::new(&Frameworks::new(built_in_frameworks())));
static HIGHLIGHTER: LazyLock<Highlighter> = LazyLock::new(Highlighter::new);
static PLAIN: LazyLock<Highlighter> = LazyLock::new(Highlighter::plain);

/// Words that many texts have.
static GLOSSARY: LazyLock<Glossary> = LazyLock::new(|| {
    let name = |name: &str| Spanned::new(name.to_owned(), Span::default());
    let definition = |names: &[&str]| {
        let names = names.iter().copied().map(name).collect();
        Definition { names, id: None, text: String::new() }
    };
    let definitions = [&["the", "of the"][..], &["a", "a b"], &["PCI DSS", "requirement"]].map(definition);
    Glossary::new([GlossaryArticle { file: FILE, place: "content/glossary.md", definitions: &definitions }])
});

/// Shortcodes that do what templates can do: pass text through, render it, name a path, fail.
struct Few;

impl Shortcodes for Few {
    fn expand(&self, call: &Invocation<'_>) -> Result<Expansion, ShortcodeFault> {
        let inner = call.inner.unwrap_or_default();
        match call.name {
            "ref" | "relref" => Ok(Expansion::SourcePath(inner.to_owned())),
            "note" | "details" | "tab" => Ok(Expansion::Text(format!("<aside>{}</aside>", as_markdown(inner)))),
            // Twice the inner text would take as long as two to the power of the depth.
            _ => Ok(Expansion::Text(format!("[x](y) {inner}"))),
        }
    }
}

pub(crate) fn front_matter(case: &Case) -> Result<(), String> {
    let text = case.text();
    let split = front::split(&text);
    inside(split.body, &text, "the body")?;
    let cascades = Cascades::default();
    let (matter, mut findings) =
        front::read(DataFile { id: FILE, path: "content/a.md", text: &text }, &split, &cascades);
    findings.extend(front::absent(FILE, &split, &matter));
    let misplaced = front::misplaced(FILE, &text, &split);
    findings.extend(misplaced.map(|misplaced| misplaced.finding));
    let _ = front::Cascade::of(&text, &split);
    check_findings(&findings, &text)
}

pub(crate) fn markdown(case: &Case) -> Result<(), String> {
    let dialect = Dialect { docusaurus: true, mkdocs: true, mathematics: true, mermaid: true, ..Dialect::default() };
    article(&case.text(), &markdown::NoCitations, (&HIGHLIGHTER, dialect))
}

pub(crate) fn citations(case: &Case) -> Result<(), String> {
    article(&case.text(), &*SHIPPED, (&PLAIN, Dialect::default()))
}

fn article(
    text: &str,
    citations: &dyn CitationReader,
    (highlighter, dialect): (&Highlighter, Dialect<'_>),
) -> Result<(), String> {
    let split = front::split(text);
    let terms = GLOSSARY.index().of_page("content/a.md");
    let tools = Tools { shortcodes: &Few, highlighter, citations, terms: Terms::Linked(&terms), dialect };
    let parsed = markdown::parse(FILE, text, split.body.start, tools);
    check_findings(&parsed.findings, text)?;
    let document = parsed.document;
    for mention in citation::mentions(&parsed.prose, &document, SHIPPED.number_words()) {
        inside(mention.span, text, "a mention")?;
        for id in &mention.ids {
            inside(id.span, text, "a mentioned id")?;
            inside(id.at, &mention.sentence, "a mentioned id in its sentence")?;
        }
    }
    for citation in &document.citations {
        inside(citation.span, text, "a citation")?;
        for id in &citation.ids {
            inside(id.span, text, "a cited id")?;
            id.written.map_or(Ok(()), |span| inside(span, text, "a cited id as written"))?;
        }
    }
    document.terms.iter().try_for_each(|used| inside(used.span, text, "a term"))?;
    for link in &document.links {
        inside(link.span, text, "a link")?;
        link.destination_span.map_or(Ok(()), |span| inside(span, text, "a destination"))?;
    }
    document.anchors.iter().try_for_each(|anchor| inside(anchor.span, text, "an anchor"))?;
    document.headings.iter().try_for_each(|heading| inside(heading.span, text, "a heading"))?;
    // Ids that an author writes may be duplicates.
    let is_written = text.split('{').skip(1).any(|rest| rest.split('}').next().is_some_and(|part| part.contains('#')));
    let own = document.headings.iter().filter(|heading| heading.listed && !is_written);
    let ids: Vec<&String> = own.filter_map(|heading| heading.id.as_ref()).collect();
    match ids.iter().collect::<BTreeSet<_>>().len() == ids.len() {
        true => Ok(()),
        false => Err(format!("two headings have one id: {ids:?}")),
    }
}

pub(crate) fn framework(case: &Case) -> Result<(), String> {
    let (path, text) = (case.files[0].0.as_str(), case.text());
    let file = DataFile { id: FILE, path, text: &text };
    let (frameworks, findings) = framework::read(&[file], &BTreeMap::new());
    check_findings(&findings, &text)?;
    for framework in frameworks.iter().filter(|framework| framework.is_from(FILE)) {
        // What was read is a catalog that can be read.
        let exported = oscal::export::catalog(framework, "2026-01-01").to_string();
        let file = DataFile { id: FILE, path: "content/frameworks/exported.json", text: &exported };
        let (_, findings) = framework::read(&[file], &BTreeMap::new());
        check_findings(&findings, &exported)?;
    }
    Ok(())
}

pub(crate) fn configuration(case: &Case) -> Result<(), String> {
    let text = case.text();
    let (_, findings) = config::read(FILE, &text);
    let _ = config::parse_user_config(&text);
    check_findings(&findings, &text)
}

/// Every span lies inside the text, and every message is one line.
fn check_findings(findings: &[Finding], text: &str) -> Result<(), String> {
    for finding in findings {
        inside(finding.location.span, text, finding.code.id())?;
        finding.fix.as_ref().map_or(Ok(()), |fix| inside(fix.span, text, "a fix"))?;
        let related = finding.related.iter().filter(|related| related.location.file == FILE);
        related.map(|related| related.location.span).try_for_each(|span| inside(span, text, "a related place"))?;
        check_message(finding)?;
    }
    Ok(())
}

pub(crate) fn check_message(finding: &Finding) -> Result<(), String> {
    match finding.message.contains('\n') || finding.message.ends_with('.') || finding.message.is_empty() {
        true => Err(format!("the message of {} is no single line: {}", finding.code.id(), finding.message)),
        false => Ok(()),
    }
}

pub(crate) fn inside(span: Span, text: &str, what: &str) -> Result<(), String> {
    match span.start <= span.end && text.get(span.start..span.end).is_some() {
        true => Ok(()),
        false => Err(format!("{what} lies outside: {span:?} of {} bytes", text.len())),
    }
}
