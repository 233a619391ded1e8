//! Rows of a crosswalk from a mapping collection of OSCAL.

use super::cell::{Cited, Text};
use super::crosswalk::Mapping;
use super::reader::{MAX_ROWS, Reader};
use super::relation::Relation;
use crate::finding::{Code, Finding, nearest};
use crate::framework::oscal::export::TokenIndex;
use crate::framework::oscal::{CatalogMapping, Item, Map, Resource, control_of, read_mapping_collection};
use crate::framework::{Framework, IdReference, Lookup, RequirementIdx, split_version};
use crate::source::{DataFile, Location, Span, Spanned};
use crate::yaml::Node;

/// What a collection says.
pub(super) struct Read {
    /// How its mappings were made.
    pub(super) method: Option<String>,
    /// Its rows, from the source of the crosswalk to its target.
    pub(super) mappings: Vec<Mapping>,
}

/// Reads the collection that `node` names, `FILE` or `FILE#UUID`, as rows from `source` to `target`. What is wrong in it is
/// reported there.
pub(super) fn read(reader: &mut Reader<'_>, node: &Node, source: &Framework, target: &Framework) -> Option<Read> {
    let written = reader.text(node)?;
    let (path, uuid) = written.split_once('#').map_or((written.as_str(), None), |(path, uuid)| (path, Some(uuid)));
    let Some(Ok(file)) = reader.other_file(path) else {
        let finding =
            reader.finding(Code::UnreadableMapping, node.span, format!("file not found: `{path}`")).about(path);
        reader.findings.push(finding.help("name a mapping collection, JSON or YAML, by its path from this file"));
        return None;
    };
    let mappings = match read_mapping_collection(&file) {
        Ok(mappings) => mappings,
        Err(fault) => {
            let location = Location::new(file.id, fault.span);
            let finding = Finding::new(Code::UnreadableMapping, location, fault.reason).optional_help(fault.help);
            reader.findings.push(finding.related(reader.location(node.span), "read for this crosswalk"));
            return None;
        }
    };
    let mut import =
        Import { file, span: node.span, sides: [Side::of(source), Side::of(target)], mappings: Vec::new() };
    let chosen = import.choose(reader, &mappings, uuid);
    let method = chosen.first().and_then(|(mapping, _)| mapping.method.clone());
    for (mapping, is_reversed) in chosen {
        import.add(reader, mapping, is_reversed);
    }
    Some(Read { method, mappings: import.mappings })
}

/// A framework and the requirements that documents name.
struct Side<'a> {
    framework: &'a Framework,
    tokens: TokenIndex,
}

impl<'a> Side<'a> {
    fn of(framework: &'a Framework) -> Self {
        Self { framework, tokens: TokenIndex::of(framework) }
    }

    fn find(&self, id: &str) -> Option<RequirementIdx> {
        self.tokens.get(id).or_else(|| match self.framework.known(id, None)? {
            Lookup::Found(idx) | Lookup::Withdrawn(idx) | Lookup::Renumbered(idx) => Some(idx),
            Lookup::OtherVersion(_) | Lookup::UnknownVersion | Lookup::Malformed(_) | Lookup::Unknown(_) => None,
        })
    }
}

/// How the two sides of a mapping stand to those of the crosswalk.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fit {
    Same,
    Reversed,
    Unknown,
    Other,
}

struct Import<'f> {
    file: DataFile<'f>,
    /// Where the crosswalk names the collection.
    span: Span,
    sides: [Side<'f>; 2],
    mappings: Vec<Mapping>,
}

impl Import<'_> {
    fn finding(&self, code: Code, span: Span, message: impl Into<String>) -> Finding {
        Finding::new(code, Location::new(self.file.id, span), message)
    }

    /// The mappings between the two frameworks, each with whether it leads from the target to the source.
    fn choose<'m>(
        &self,
        reader: &mut Reader<'_>,
        mappings: &'m [CatalogMapping],
        uuid: Option<&str>,
    ) -> Vec<(&'m CatalogMapping, bool)> {
        let named: Vec<&CatalogMapping> =
            mappings.iter().filter(|mapping| uuid.is_none_or(|uuid| mapping.uuid == uuid)).collect();
        if let Some(uuid) = uuid.filter(|_| named.is_empty()) {
            let message = format!("no mapping of the collection has the identifier `{uuid}`");
            let near = nearest(uuid, mappings.iter().map(|mapping| mapping.uuid.as_str()));
            let finding = reader.finding(Code::OtherMapping, self.span, message).about(uuid);
            reader.findings.push(finding.optional_help(near.map(|near| format!("did you mean `{near}`?"))));
            return Vec::new();
        }
        let fits: Vec<Fit> = named.iter().map(|mapping| self.fit(reader, mapping)).collect();
        let has_known = fits.iter().any(|fit| matches!(fit, Fit::Same | Fit::Reversed));
        let is_taken = |fit: Fit| match fit {
            Fit::Same | Fit::Reversed => true,
            // A collection that does not say what it maps is taken at the crosswalk's word.
            Fit::Unknown => !has_known && (named.len() == 1 || uuid.is_some()),
            Fit::Other => false,
        };
        let taken: Vec<(&CatalogMapping, bool)> = named
            .iter()
            .zip(&fits)
            .filter(|(_, fit)| is_taken(**fit))
            .map(|(mapping, fit)| (*mapping, *fit == Fit::Reversed))
            .collect();
        if taken.is_empty() {
            self.report_none(reader, &named, &fits);
        }
        taken
    }

    fn report_none(&self, reader: &mut Reader<'_>, named: &[&CatalogMapping], fits: &[Fit]) {
        let [source, target] = self.names();
        let Some(first) = named.first() else {
            let finding =
                self.finding(Code::UnreadableMapping, Span::default(), "a mapping collection without a mapping");
            reader.findings.push(finding);
            return;
        };
        let message = format!("no mapping of this collection is from {source} to {target}");
        let help = match fits.contains(&Fit::Unknown) {
            true => "several mappings do not say what they map: name one, as in `mapping: file.json#UUID`".to_owned(),
            false => "name the frameworks of the collection as `source` and `target`".to_owned(),
        };
        let finding = self.finding(Code::OtherMapping, first.source.span, message).about(&first.source.href);
        reader.findings.push(finding.related(reader.location(self.span), "read for this crosswalk").help(help));
    }

    fn names(&self) -> [String; 2] {
        [0, 1].map(|side| format!("{} {}", self.sides[side].framework.name, self.sides[side].framework.version))
    }

    /// Compares the two catalogs of a mapping with the two frameworks. Another version of one is reported.
    fn fit(&self, reader: &mut Reader<'_>, mapping: &CatalogMapping) -> Fit {
        let frameworks = reader.frameworks();
        let sides = [self.sides[0].framework, self.sides[1].framework];
        let resources = [&mapping.source, &mapping.target];
        let known = resources.map(|resource| resource.identify(sides, frameworks));
        let keys = sides.map(|framework| split_version(&framework.key).0);
        let is = |resource: usize, side: usize| known[resource].is_none_or(|known| known.key == keys[side]);
        // Of two versions of one framework, the versions tell which side is which.
        let is_exactly = |resource: usize, side: usize| {
            is(resource, side)
                && known[resource].and_then(|known| known.version).is_none_or(|it| it == sides[side].version)
        };
        let both = |order: [usize; 2], is: &dyn Fn(usize, usize) -> bool| is(0, order[0]) && is(1, order[1]);
        let order = match known {
            [None, None] => return Fit::Unknown,
            _ if both([0, 1], &is_exactly) => [0, 1],
            _ if both([1, 0], &is_exactly) => [1, 0],
            _ if both([0, 1], &is) => [0, 1],
            _ if both([1, 0], &is) => [1, 0],
            _ => return Fit::Other,
        };
        for (resource, side) in [0, 1].into_iter().zip(order) {
            if let Some(version) = known[resource].and_then(|known| known.version) {
                self.check_version(reader, resources[resource], version, sides[side]);
            }
        }
        if order == [0, 1] { Fit::Same } else { Fit::Reversed }
    }

    fn check_version(&self, reader: &mut Reader<'_>, resource: &Resource, version: &str, framework: &Framework) {
        let begins =
            framework.version.strip_prefix(version).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        if !begins {
            let (name, own) = (&framework.name, &framework.version);
            let message = format!("the collection is about {name} {version}, the crosswalk about {own}");
            let key = split_version(&framework.key).0;
            let help = format!("take a collection for {own}, or name the version in the crosswalk: `{key}@{version}`");
            let finding = self.finding(Code::OtherMapping, resource.span, message).about(version);
            reader.findings.push(finding.related(reader.location(self.span), "read for this crosswalk").help(help));
        }
    }

    /// Adds the rows of a mapping, at most as many as a table may have.
    fn add(&mut self, reader: &mut Reader<'_>, mapping: &CatalogMapping, is_reversed: bool) {
        let left = MAX_ROWS.saturating_sub(self.mappings.len());
        reader.check_rows_in(self.file.id, mapping.maps.len(), left, |index| mapping.maps[index].span);
        for map in mapping.maps.iter().take(left) {
            self.add_map(reader, map, is_reversed);
        }
        let gaps = if is_reversed { &mapping.target_gaps } else { &mapping.source_gaps };
        for id in gaps.iter().take(MAX_ROWS.saturating_sub(self.mappings.len())) {
            let Some(from) = self.cited(reader, 0, &id.value, id.span) else { continue };
            let note = Text::default();
            self.push(
                reader,
                Mapping { from, relation: Some(Relation::None), to: Vec::new(), note, through: Vec::new() },
            );
        }
        for span in &mapping.patterns {
            let finding = self.finding(Code::UnreadableMapping, *span, "a gap given by a pattern is not read");
            reader.findings.push(finding.help("list the controls in `with-ids`"));
        }
    }

    fn add_map(&mut self, reader: &mut Reader<'_>, map: &Map, is_reversed: bool) {
        let relation = self.relation(reader, map);
        let (from, to) = if is_reversed { (&map.targets, &map.sources) } else { (&map.sources, &map.targets) };
        if from.is_empty() || to.is_empty() {
            let finding = self.finding(Code::UnreadableMapping, map.span, "a map without sources or targets");
            reader.findings.push(finding.help("give `sources` and `targets` a control each"));
            return;
        }
        let relation = relation.map(|relation| if is_reversed { relation.inverse() } else { relation });
        let from: Vec<_> = from.iter().filter_map(|item| self.item(reader, 0, item)).collect();
        let to: Vec<_> = to.iter().filter_map(|item| self.item(reader, 1, item)).collect();
        let parts: Vec<&str> = from.iter().chain(&to).filter_map(|(_, part)| part.as_deref()).collect();
        let weakened = relation.map(|relation| weakened(relation, from.iter().any(is_part), to.iter().any(is_part)));
        if weakened == Some(None) {
            let message = "a relation between parts of controls that says nothing of the controls themselves";
            let finding = self.finding(Code::UnreadableMapping, map.span, message);
            reader.findings.push(finding.help("relate the controls"));
            return;
        }
        // What is not known was reported at its id.
        if from.is_empty() || to.is_empty() {
            return;
        }
        let mut note = map.note.clone();
        if !parts.is_empty() {
            note = [&*parts.join(", "), &*note]
                .iter()
                .filter(|part| !part.is_empty())
                .copied()
                .collect::<Vec<_>>()
                .join(" · ");
        }
        let note = if note.is_empty() { Text::default() } else { reader.markdown(note, self.span) };
        let mut targets: Vec<Cited> = Vec::new();
        for (cited, _) in to {
            // Several statements of one control are one target.
            if cited.requirement.is_none() || targets.iter().all(|other| other.requirement != cited.requirement) {
                targets.push(cited);
            }
        }
        let mut seen: Vec<RequirementIdx> = Vec::new();
        for (from, _) in from {
            if from.requirement.is_some_and(|idx| seen.contains(&idx)) {
                continue;
            }
            seen.extend(from.requirement);
            let (relation, to) = (weakened.flatten(), targets.clone());
            self.push(reader, Mapping { from, relation, to, note: note.clone(), through: Vec::new() });
        }
    }

    fn push(&mut self, reader: &mut Reader<'_>, mapping: Mapping) {
        reader.anchors.push(mapping.from.id.clone());
        self.mappings.push(mapping);
    }

    fn relation(&self, reader: &mut Reader<'_>, map: &Map) -> Option<Relation> {
        let names = Relation::ALL.map(Relation::name);
        let known = || format!("OSCAL has {}", names.map(|name| format!("`{name}`")).join(", "));
        let Some(Spanned { value, span }) = &map.relationship else {
            let finding = self.finding(Code::UnknownRelation, map.span, "a map without `relationship`").help(known());
            reader.findings.push(finding);
            return None;
        };
        let found = Relation::find(value);
        if found.is_none() {
            let near = nearest(value, names).map(|near| format!("did you mean `{near}`?"));
            let finding =
                self.finding(Code::UnknownRelation, *span, format!("unknown relation `{value}`")).about(value);
            reader.findings.push(finding.help(near.unwrap_or_else(known)));
        }
        found
    }

    /// The requirement of a side that an item names, and the statement of it where it names one.
    fn item(&self, reader: &mut Reader<'_>, side: usize, item: &Item) -> Option<(Cited, Option<String>)> {
        let Spanned { value: id, span } = &item.id;
        let is_statement = match item.kind.value.as_str() {
            "statement" => true,
            "control" | "" => false,
            other => {
                let message = format!("`{other}` is neither a control nor a statement");
                let finding = self.finding(Code::UnreadableMapping, item.kind.span, message).about(other);
                reader.findings.push(finding.help("write `type` as `control` or `statement`"));
                return None;
            }
        };
        let control = if is_statement { control_of(id) } else { id };
        let cited = self.cited(reader, side, control, *span)?;
        Some((cited, is_statement.then(|| format!("`{}`", id.replace('`', "")))))
    }

    /// The requirement with this id. One that is not known is reported where it stands.
    fn cited(&self, reader: &mut Reader<'_>, side: usize, id: &str, span: Span) -> Option<Cited> {
        let Side { framework, .. } = &self.sides[side];
        let Some(idx) = self.sides[side].find(id) else {
            let reference =
                IdReference { id, version: None, location: Location::new(self.file.id, span), written: None };
            reader.findings.extend(framework.fault(&reference));
            return None;
        };
        // Tables are found by their own file, so that the row stands where it names the collection.
        Some(Cited { id: framework.requirement(idx).id.clone(), span: self.span, requirement: Some(idx) })
    }
}

fn is_part((_, part): &(Cited, Option<String>)) -> bool {
    part.is_some()
}

/// A relation between statements as one between their controls, which hold more.
fn weakened(relation: Relation, is_part_of_source: bool, is_part_of_target: bool) -> Option<Relation> {
    let from = if is_part_of_source { Relation::Superset.then(relation)? } else { relation };
    if is_part_of_target { from.then(Relation::Subset) } else { Some(from) }
}
