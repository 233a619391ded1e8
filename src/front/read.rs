//! From a block of front matter to typed fields. The first of duplicate keys counts.

use std::collections::BTreeMap;

use serde_json::Value;

use super::control::control;
use super::date::Date;
use super::field::Field;
use super::front_matter::{FrontMatter, Requirements};
use super::key::misspelt;
use super::menu::menu;
use super::split::{Block, Format, Split};
use crate::finding::{Code, Finding};
use crate::source::{FileId, Location, Spanned};
use crate::yaml::{Document, Fault, Kind, Node, json, parse, parse_json, parse_toml};

/// Reads the front matter that `split` found in `text`, a whole file.
///
/// Every field is absent where there is no front matter, or where it cannot be read.
pub fn read(file: FileId, text: &str, split: &Split) -> (FrontMatter, Vec<Finding>) {
    let mut findings = Vec::new();
    let Some(block) = split.block else { return (FrontMatter::default(), findings) };
    let front = match document(text, &block) {
        Ok(document) => {
            let mut reader = Reader { file, front: FrontMatter::default(), findings: &mut findings };
            reader.document(&document);
            reader.front
        }
        // The end of an unclosed block is guessed, so that faults in it are not reported.
        Err(_) if block.closing.is_none() => FrontMatter::default(),
        Err(fault) => {
            findings.push(unreadable(file, fault));
            FrontMatter::default()
        }
    };
    if block.closing.is_none() {
        findings.push(unclosed(file, &block));
    }
    (front, findings)
}

fn document(text: &str, block: &Block) -> Result<Document, Fault> {
    let content = block.content.of(text);
    let document = match block.format {
        Format::Yaml => parse(content, block.content.start)?,
        Format::Toml => parse_toml(content, block.content.start)?,
        Format::Json => parse_json(content, block.content.start)?,
    };
    match document.root.kind {
        Kind::Mapping(_) | Kind::Null => Ok(document),
        Kind::Scalar { .. } | Kind::Sequence(_) => {
            let reason = format!("expected keys with values, found {}", document.root.description());
            let help = "write each line as `key: value`, with a space after the colon".to_owned();
            Err(Fault { span: document.root.span, reason, help: Some(help) })
        }
    }
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

impl Reader<'_> {
    fn document(&mut self, document: &Document) {
        for duplicate in &document.duplicates {
            let finding = duplicate_key(Location::new(self.file, duplicate.again), &duplicate.key);
            let first = Location::new(self.file, duplicate.first);
            self.findings.push(finding.related(first, "first defined here; this value is used"));
        }
        let entries = document.root.entries();
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
            self.field(&name, &field);
            keys.insert(name, (key, value));
        }
        self.front.lastmod = self.date_of(&keys, &LASTMOD);
        self.front.publish_date = self.date_of(&keys, &PUBLISH_DATE);
        self.front.expiry_date = self.date_of(&keys, &EXPIRY_DATE);
        if let Some((_, params)) = keys.get("params") {
            self.front.params.extend(params.entries().iter().filter_map(param));
        }
        self.misspelt(&keys);
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
            "control" => front.control = control(field, findings),
            "requirements" => front.requirements = requirements(field, findings),
            "params" => {
                if !matches!(field.node.kind, Kind::Mapping(_) | Kind::Null) {
                    findings.push(field.wrong_type(field.node, "a mapping"));
                }
            }
            _ if LASTMOD.contains(&name) || PUBLISH_DATE.contains(&name) || EXPIRY_DATE.contains(&name) => {}
            _ => {
                front.params.insert(name.to_owned(), lower_keys(json(field.node)));
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
