//! What a derived crosswalk names: the framework between its two, or the crosswalks that it comes from.

use super::crosswalk::{Chain, Crosswalk};
use super::reader::Reader;
use crate::finding::Code;
use crate::source::{FileId, Spanned};
use crate::yaml::{Kind, Node};

/// Reads what a derived crosswalk names. Its frameworks may be left out where it names two tables; they are empty until
/// it is [derived](super::derive()).
pub(super) fn read(reader: &mut Reader<'_>, root: &Node) -> Option<Crosswalk> {
    let named = |key: &str| root.get(key).filter(|node| !node.is_null());
    let derive = named("derive");
    let mut framework = |key: &str| match named(key) {
        None if derive.is_some() => Some(String::new()),
        _ => reader.framework(root, key).map(|framework| framework.key.clone()),
    };
    let (source, target, via) = (framework("source"), framework("target"), framework("via"));
    let (source, target, via) = (source?, target?, Some(via?).filter(|via| !via.is_empty()));
    let tables = match derive {
        Some(node) => Some(tables(reader, node)?),
        None => None,
    };
    let method = named("method").and_then(|method| reader.text(method));
    if let Some(node) = named("method").filter(|_| method.as_deref() != Some("automation")) {
        let message = "the method of a derived crosswalk is `automation`";
        reader.unreadable(node.span, message, "leave `method` out");
    }
    let span = derive.or(named("via")).map_or(root.span, |node| node.span);
    let chain = Some(Chain { via, tables, span });
    Some(Crosswalk { source, target, method: Some("automation".to_owned()), mappings: Vec::new(), chain })
}

/// The files of the crosswalks that a list names.
fn tables(reader: &mut Reader<'_>, node: &Node) -> Option<Vec<Spanned<FileId>>> {
    if !matches!(node.kind, Kind::Sequence(_)) || node.items().len() < 2 {
        let finding =
            reader.finding(Code::UnusableChain, node.span, "`derive` takes a list of at least two crosswalks");
        reader.findings.push(finding.help("write `derive: [a-to-b.yaml, b-to-c.yaml]`"));
        return None;
    }
    let mut files = Vec::new();
    for item in node.items() {
        let written = reader.text(item)?;
        let Some(Ok(file)) = reader.other_file(&written) else {
            let finding = reader.finding(Code::UnusableChain, item.span, format!("file not found: `{written}`"));
            reader.findings.push(finding.about(&written).help("name a crosswalk by its path from this file"));
            return None;
        };
        files.push(Spanned::new(file.id, item.span));
    }
    Some(files)
}
