//! From a block of front matter to typed fields. The first of duplicate keys counts.

use std::collections::BTreeMap;

use serde_json::Value;

use super::cascade::{Cascades, parts};
use super::control::control;
use super::date::Date;
use super::document::document;
use super::field::Field;
use super::front_matter::{FrontMatter, Requirements, TextList};
use super::hero::hero;
use super::key::misspelt;
use super::menu::menu;
use super::own_key::{OtherShape, OwnKey, of_other_shape};
use super::split::{Block, Format, Split};
use crate::applies::{self, Applies};
use crate::finding::{Code, Finding};
use crate::source::{DataFile, FileId, Location, Span, Spanned};
use crate::yaml::{Document, Fault, Kind, Node, json};

/// Reads the front matter that `split` found in `source`, with what `cascades` hand down where it has no value of its
/// own.
///
/// Every field that is not handed down is absent where there is no front matter, or where it cannot be read.
pub fn read(source: DataFile<'_>, split: &Split, cascades: &Cascades) -> (FrontMatter, Vec<Finding>) {
    let DataFile { id: file, path, text } = source;
    let mut findings = Vec::new();
    let empty = || Document { root: Node::null(Span::default()), duplicates: Vec::new() };
    let document = match split.block.map(|block| (document(text, &block), block.closing)) {
        None => empty(),
        Some((Ok(document), _)) => document,
        // The end of an unclosed block is guessed, so that faults in it are not reported.
        Some((Err(_), None)) => empty(),
        Some((Err(fault), Some(_))) => {
            findings.push(unreadable(file, fault));
            empty()
        }
    };
    let start = split.block.map_or(split.body.start, |block| block.opening.start);
    let inherited = cascades.values(path, Span::new(start, start));
    let mut reader = Reader { file, front: FrontMatter::default(), findings: &mut findings };
    reader.document(&document, &inherited);
    let front = reader.front;
    if let Some(block) = split.block.filter(|block| block.closing.is_none()) {
        findings.push(unclosed(file, &block));
    }
    (front, findings)
}

/// The faults of a `cascade` in the configuration, `node` in `file`.
pub fn check_cascade(file: FileId, node: &Node) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut reader = Reader { file, front: FrontMatter::default(), findings: &mut findings };
    reader.field("cascade", &Field { file, key: "cascade", key_span: node.span, node });
    findings
}

fn unreadable(file: FileId, fault: Fault) -> Finding {
    let message = format!("front matter cannot be read: {}", fault.reason);
    Finding::new(Code::UnreadableFrontMatter, Location::new(file, fault.span), message).optional_help(fault.help)
}

fn unclosed(file: FileId, block: &Block) -> Finding {
    let delimiter = block.format.delimiter();
    let message = format!("front matter opens with `{delimiter}` and is never closed");
    let help = match block.format {
        Format::Yaml => "end it with a line `---`; for a horizontal rule, write `***`",
        Format::Toml => "end it with a line `+++`",
        Format::Json => "end it with `}`",
    };
    Finding::new(Code::UnclosedFrontMatter, Location::new(file, block.opening), message).help(help)
}

/// Every key by its name in lower case: its node, and its value.
type Keys<'n> = BTreeMap<String, (&'n Node, &'n Node)>;

struct Reader<'f> {
    file: FileId,
    front: FrontMatter,
    findings: &'f mut Vec<Finding>,
}

/// The names of each date, in order of precedence.
const LASTMOD: [&str; 2] = ["lastmod", "modified"];
const PUBLISH_DATE: [&str; 3] = ["publishdate", "pubdate", "published"];
const EXPIRY_DATE: [&str; 2] = ["expirydate", "unpublishdate"];
const MENU: [&str; 2] = ["menu", "menus"];
const BUILD: [&str; 2] = ["build", "_build"];

impl Reader<'_> {
    fn document<'n>(&mut self, document: &'n Document, inherited: &'n [(Node, Node)]) {
        for duplicate in &document.duplicates {
            let finding = duplicate_key(Location::new(self.file, duplicate.again), &duplicate.key);
            let first = Location::new(self.file, duplicate.first);
            self.findings.push(finding.related(first, "first defined here; this value is used"));
        }
        let mut keys = self.entries(document.root.entries());
        if !inherited.is_empty() {
            self.inherit(&mut keys, inherited);
        }
    }

    /// Reads keys with their values.
    fn entries<'n>(&mut self, entries: impl IntoIterator<Item = &'n (Node, Node)>) -> Keys<'n> {
        let mut keys: Keys<'_> = BTreeMap::new();
        for (key, value) in entries {
            let Some(written) = key.text() else { continue };
            let name = written.to_lowercase();
            if let Some((first, _)) = keys.get(&name) {
                let finding = duplicate_key(Location::new(self.file, key.span), written);
                let first = Location::new(self.file, first.span);
                self.findings.push(finding.related(first, "first defined here; this value is used"));
                continue;
            }
            let field = Field { file: self.file, key: written, key_span: key.span, node: value };
            match of_other_shape(&name, value) {
                Some(own) => self.other_shape(own, &name, &field),
                None => self.field(&name, &field),
            }
            keys.insert(name, (key, value));
        }
        self.dates(&keys);
        if let Some((_, params)) = keys.get("params") {
            self.front.params.extend(params.entries().iter().filter_map(param));
            let lists = params.entries().iter().filter_map(|(key, node)| Some((key.text()?, text_list(node))));
            self.front.lists.extend(lists.map(|(key, list)| (key.to_lowercase(), list)));
        }
        self.misspelt(&keys);
        keys
    }

    /// Takes what is handed down and not in `keys` already. Its faults are reported where it stands.
    fn inherit<'n>(&mut self, keys: &mut Keys<'n>, inherited: &'n [(Node, Node)]) {
        let mut unreported = Vec::new();
        let mut reader = Reader { file: self.file, front: std::mem::take(&mut self.front), findings: &mut unreported };
        for (key, value) in inherited {
            let Some(written) = key.text() else { continue };
            let name = written.to_lowercase();
            // Whether an article is a glossary must be known before any other is read, so that it says so itself.
            if name == "glossary" {
                continue;
            }
            if name == "params" {
                for (key, node) in value.entries() {
                    let Some(name) = key.text().map(str::to_lowercase) else { continue };
                    if !reader.front.params.contains_key(&name) {
                        reader.front.lists.insert(name.clone(), text_list(node));
                        reader.front.params.insert(name, lower_keys(json(node)));
                    }
                }
                continue;
            }
            let names = [&LASTMOD[..], &PUBLISH_DATE, &EXPIRY_DATE, &MENU, &BUILD].into_iter();
            let synonyms = names.filter(|names| names.contains(&name.as_str())).flatten();
            if keys.contains_key(&name) || synonyms.into_iter().any(|other| keys.contains_key(*other)) {
                continue;
            }
            let field = Field { file: reader.file, key: written, key_span: key.span, node: value };
            // A parameter under `params` is of the page's own, too.
            if !reader.front.params.contains_key(&name) {
                match of_other_shape(&name, value) {
                    Some(_) => drop(reader.front.params.insert(name.clone(), lower_keys(json(value)))),
                    None => reader.field(&name, &field),
                }
            }
            keys.insert(name, (key, value));
        }
        reader.dates(keys);
        self.front = reader.front;
    }

    /// Reads the dates among `keys` that are not known yet.
    fn dates(&mut self, keys: &Keys<'_>) {
        let lastmod = self.date_of(keys, &LASTMOD);
        let publish_date = self.date_of(keys, &PUBLISH_DATE);
        let expiry_date = self.date_of(keys, &EXPIRY_DATE);
        let front = &mut self.front;
        front.lastmod = front.lastmod.take().or(lastmod);
        front.publish_date = front.publish_date.take().or(publish_date);
        front.expiry_date = front.expiry_date.take().or(expiry_date);
    }

    /// Keeps the value of a key of ours that may be the site's own, and what is wrong with it if it is not.
    fn other_shape(&mut self, key: OwnKey, name: &str, field: &Field<'_>) {
        let mut found = Vec::new();
        Reader { file: self.file, front: FrontMatter::default(), findings: &mut found }.field(name, field);
        let shapes = found.into_iter().map(|finding| {
            let Finding { location, message, help, .. } = finding;
            OtherShape { key, fault: Fault { span: location.span, reason: message, help } }
        });
        self.front.other_shapes.extend(shapes);
        self.front.params.insert(name.to_owned(), lower_keys(json(field.node)));
    }

    fn field(&mut self, name: &str, field: &Field<'_>) {
        let (front, findings) = (&mut self.front, &mut *self.findings);
        match name {
            "title" => front.title = field.text(findings),
            "linktitle" => front.link_title = field.text(findings),
            "description" => front.description = field.text(findings),
            "lead" => front.lead = field.text(findings),
            "type" => front.kind = field.text(findings),
            "layout" => front.layout = field.text(findings),
            "slug" => front.slug = field.text(findings),
            "url" => front.url = field.text(findings),
            "framework" => front.framework = field.text(findings),
            "date" => front.date = field.date(findings),
            "contributors" => front.contributors = field.list(findings),
            "tags" => front.tags = field.list(findings),
            "images" => front.images = field.list(findings),
            "aliases" => front.aliases = field.list(findings),
            "draft" => front.draft = field.boolean(findings),
            "toc" => front.toc = field.boolean(findings),
            "print" => front.print = field.boolean(findings),
            "dynamic_anchors" => front.dynamic_anchors = field.boolean(findings).unwrap_or_default(),
            "weight" => front.weight = field.weight(findings),
            "menu" | "menus" => front.menu.extend(menu(field, findings)),
            "landingpage" => front.landing_page = present(field.node),
            "applies" => front.applies = applies(field, findings),
            "glossary" => {
                front.glossary = field.boolean(findings).map(|value| Spanned::new(value, field.node.span));
            }
            "terms" => front.terms = field.use_of_terms(findings),
            "control" => front.control = control(field, findings),
            "hero" => front.hero = hero(field, findings),
            "requirements" => front.requirements = requirements(field, findings),
            "cascade" => {
                for part in parts(field, findings) {
                    let mut reader =
                        Reader { file: field.file, front: FrontMatter::default(), findings: &mut *findings };
                    reader.entries(part);
                }
            }
            "params" => {
                if !matches!(field.node.kind, Kind::Mapping(_) | Kind::Null) {
                    findings.push(field.wrong_type(field.node, "a mapping"));
                }
            }
            _ if LASTMOD.contains(&name) || PUBLISH_DATE.contains(&name) || EXPIRY_DATE.contains(&name) => {}
            _ => {
                front.params.insert(name.to_owned(), lower_keys(json(field.node)));
                front.lists.insert(name.to_owned(), text_list(field.node));
            }
        }
    }

    /// A date that has several names; the first of `names` takes precedence, whatever the order in the file.
    fn date_of(&mut self, keys: &Keys<'_>, names: &[&str]) -> Option<Spanned<Date>> {
        let mut found = None;
        for name in names {
            let Some((key, node)) = keys.get(*name) else { continue };
            let written = key.text().unwrap_or_default();
            let date = Field { file: self.file, key: written, key_span: key.span, node }.date(self.findings);
            found = found.or(date);
        }
        found
    }

    fn misspelt(&mut self, keys: &Keys<'_>) {
        for (name, (key, _)) in keys {
            let Some(meant) = misspelt(name) else { continue };
            let written = key.text().unwrap_or_default();
            let message = format!("unknown key `{written}`, similar to `{meant}`");
            let finding = Finding::new(Code::UnknownKey, Location::new(self.file, key.span), message).about(written);
            let finding = if keys.contains_key(&meant.to_lowercase()) {
                finding.help(format!("there is a `{meant}` already; remove this key, or put it under `params`"))
            } else {
                finding
                    .help(format!("did you mean `{meant}`? Put a key of your own under `params`"))
                    .fix(key.span, meant)
            };
            self.findings.push(finding);
        }
    }
}

fn duplicate_key(location: Location, key: &str) -> Finding {
    Finding::new(Code::DuplicateKey, location, format!("duplicate key `{key}`"))
        .about(key)
        .help("remove one of the two; until then the first value is used")
}

fn present(node: &Node) -> Option<Node> {
    (!node.is_null()).then(|| node.clone())
}

/// A profile of the site, or dimensions with values.
fn applies(field: &Field<'_>, findings: &mut Vec<Finding>) -> Option<Spanned<Applies>> {
    let (applies, faults) = applies::read(field.node);
    for Fault { span, reason, help } in faults {
        let finding = Finding::new(Code::WrongType, Location::new(field.file, span), reason);
        findings.push(finding.about(field.key).optional_help(help));
    }
    applies.map(|applies| Spanned::new(applies, field.node.span))
}

/// `requirements: {pci-dss: ["6.3.1", "11.3.1"]}`.
fn requirements(field: &Field<'_>, findings: &mut Vec<Finding>) -> Vec<Requirements> {
    let Kind::Mapping(entries) = &field.node.kind else {
        if !field.node.is_null() {
            let help = "name the framework first: `requirements: {pci-dss: [\"6.3.1\"]}`";
            findings.push(field.wrong_type(field.node, "frameworks with lists of ids").help(help));
        }
        return Vec::new();
    };
    let mut all = Vec::with_capacity(entries.len());
    for (key, node) in entries {
        let Some(framework) = key.text() else { continue };
        let inner = Field { file: field.file, key: framework, key_span: key.span, node };
        let ids = inner.list(findings);
        all.push(Requirements { framework: Spanned::new(framework.to_owned(), key.span), ids });
    }
    all
}

/// The texts of a value or a list, verbatim.
fn text_list(node: &Node) -> TextList {
    let items = match &node.kind {
        Kind::Sequence(items) => items.as_slice(),
        Kind::Null | Kind::Scalar { .. } | Kind::Mapping(_) => std::slice::from_ref(node),
    };
    let mut list = TextList::default();
    for item in items {
        match &item.kind {
            Kind::Null => {}
            Kind::Scalar { text, .. } => list.texts.push(Spanned::new(text.clone(), item.span)),
            Kind::Sequence(_) | Kind::Mapping(_) => list.others.push(item.span),
        }
    }
    list
}

fn param((key, value): &(Node, Node)) -> Option<(String, Value)> {
    key.text().map(|name| (name.to_lowercase(), lower_keys(json(value))))
}

/// The value with its keys in lower case at every depth, as in Hugo: case does not matter in front matter.
fn lower_keys(value: Value) -> Value {
    match value {
        Value::Object(map) => map.into_iter().map(|(key, value)| (key.to_lowercase(), lower_keys(value))).collect(),
        Value::Array(items) => items.into_iter().map(lower_keys).collect(),
        other => other,
    }
}
