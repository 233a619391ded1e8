//! The tags of MkDocs in YAML: `!ENV`, `!relative` and those of Python. Nothing that they name is run or looked up.

use std::collections::BTreeSet;

use crate::source::Span;
use crate::yaml::{Kind, Node};

/// `text` with spaces or quotes in place of tags, so that all else keeps its place; and the offsets behind each `!ENV`.
pub(super) fn untagged(text: &str) -> (String, BTreeSet<usize>) {
    let mut out = String::with_capacity(text.len());
    let mut environment = BTreeSet::new();
    for line in text.split_inclusive('\n') {
        let base = out.len();
        match tag(line) {
            Some((start, end)) => {
                let name = &line[start..end];
                out.push_str(&line[..start]);
                let rest = line[end..].trim();
                let is_whole = rest.is_empty() || rest.starts_with('#');
                if name.starts_with("!!python/name:") && is_whole {
                    // The quotes are as long as the exclamation marks.
                    out.push('"');
                    out.push_str(&name[2..]);
                    out.push('"');
                } else {
                    out.push_str(&" ".repeat(name.len()));
                    if name == "!ENV" {
                        environment.insert(base + end + line[end..].len() - line[end..].trim_start().len());
                    }
                }
                out.push_str(&line[end..]);
            }
            None => out.push_str(line),
        }
    }
    (out, environment)
}

/// The bytes of the tag that is the value of a key or an item.
fn tag(line: &str) -> Option<(usize, usize)> {
    let is_known = |rest: &str| ["!ENV", "!relative", "!!python/"].iter().any(|name| rest.starts_with(name));
    let start = line.match_indices('!').map(|(at, _)| at).find(|at| {
        let before = line[..*at].trim_end_matches(' ');
        before.len() < *at && before.ends_with([':', '-']) && is_known(&line[*at..])
    })?;
    let end = line[start..].find(|letter: char| letter.is_whitespace()).map_or(line.len(), |length| start + length);
    let name = &line[start..end];
    (!name.contains(['"', '\\'])).then_some((start, end))
}

/// Puts the default in place of a variable of the environment.
pub(super) fn resolve(node: &mut Node, environment: &BTreeSet<usize>) {
    if environment.contains(&node.span.start) {
        let default = match &mut node.kind {
            Kind::Sequence(items) if items.len() > 1 => items.pop().map(|item| item.kind),
            Kind::Null | Kind::Scalar { .. } | Kind::Sequence(_) | Kind::Mapping(_) => None,
        };
        *node = Node { span: Span::new(node.span.start, node.span.end), kind: default.unwrap_or(Kind::Null) };
    }
    match &mut node.kind {
        Kind::Sequence(items) => items.iter_mut().for_each(|item| resolve(item, environment)),
        Kind::Mapping(entries) => entries.iter_mut().for_each(|(_, value)| resolve(value, environment)),
        Kind::Null | Kind::Scalar { .. } => {}
    }
}

#[cfg(test)]
mod tests {
    use super::{resolve, untagged};
    use crate::yaml::{json, parse};

    #[test]
    fn tags_are_no_fault_and_keep_their_names() {
        let text = "a: !ENV [X, 'b']\nc: !!python/name:d.e\nf: !!python/object/apply:g.h\n  kwds: {i: j}\nk: !ENV L\nm: !relative $config_dir\nn: 'x !ENV'\n";
        let (untagged, environment) = untagged(text);
        assert_eq!(untagged.len(), text.len());
        let mut root = parse(&untagged, 0).unwrap().root;
        resolve(&mut root, &environment);
        assert_eq!(
            json(&root).to_string(),
            r#"{"a":"b","c":"python/name:d.e","f":{"kwds":{"i":"j"}},"k":null,"m":"$config_dir","n":"x !ENV"}"#
        );
    }
}
