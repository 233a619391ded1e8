//! What profiles build on and what they make: groups and controls as a tree.

use std::borrow::Cow;
use std::collections::HashSet;

use super::json::{Entry, Json};
use super::name::Kind;

/// The lists of a catalog, a group or a control that hold others.
const BELOW: [(&str, Kind); 2] = [("groups", Kind::Group), ("controls", Kind::Control)];

/// The lists of a control that a profile adds to and removes from, with OSCAL's name for an item.
pub(super) const LISTS: [(&str, &str); 4] =
    [("params", "param"), ("props", "prop"), ("links", "link"), ("parts", "part")];

/// A group or a control.
#[derive(Debug, Clone)]
pub(super) struct Unit<'a> {
    pub(super) kind: Kind,
    /// Its fields without the groups and controls below it.
    pub(super) fields: Json<'a>,
    /// What is below it, in order.
    pub(super) below: Vec<Self>,
    /// Whether it is there only because one below it was selected.
    pub(super) is_implied: bool,
}

impl<'a> Unit<'a> {
    /// Its id; empty where it has none.
    pub(super) fn id(&self) -> &str {
        self.fields.text("id")
    }

    /// What is below `object` in its lists.
    pub(super) fn below(object: &Json<'a>) -> Vec<Self> {
        let lists = BELOW.iter().flat_map(|(key, kind)| object.list(key).iter().map(|unit| (*kind, unit)));
        lists.map(|(kind, unit)| Self::of(kind, unit)).collect()
    }

    /// Readers of files bound how deep groups and controls nest, so recursion is safe.
    fn of(kind: Kind, object: &Json<'a>) -> Self {
        let below = Self::below(object);
        let mut fields = object.clone();
        BELOW.iter().for_each(|(key, _)| fields.remove(key));
        Self { kind, fields, below, is_implied: false }
    }

    /// A copy of it with nothing below it.
    pub(super) fn alone(&self) -> Self {
        Self { kind: self.kind, fields: self.fields.clone(), below: Vec::new(), is_implied: self.is_implied }
    }

    fn to_json(&self) -> Json<'a> {
        let mut object = self.fields.clone();
        put_below(&mut object, &self.below);
        object
    }

    /// Every unit among `units` and below them, what is above another first.
    pub(super) fn each<'u>(units: &'u [Self], see: &mut impl FnMut(&'u Self)) {
        for unit in units {
            see(unit);
            Self::each(&unit.below, see);
        }
    }

    /// The controls among `units` without the groups that they are in; what is below a control stays there. The
    /// parameters of these groups are added to `params`.
    pub(super) fn ungrouped(units: Vec<Self>, params: &mut Vec<Json<'a>>) -> Vec<Self> {
        let mut controls = Vec::new();
        for unit in units {
            match unit.kind {
                Kind::Control => controls.push(unit),
                Kind::Group => {
                    params.extend(unit.fields.list("params").iter().cloned());
                    controls.extend(Self::ungrouped(unit.below, params));
                }
            }
        }
        controls
    }
}

fn put_below<'a>(object: &mut Json<'a>, units: &[Unit<'a>]) {
    for (key, kind) in BELOW {
        let items: Vec<Json<'a>> = units.iter().filter(|unit| unit.kind == kind).map(Unit::to_json).collect();
        if !items.is_empty() {
            object.set(Cow::Borrowed(key), Json::of_list(items));
        }
    }
}

/// A catalog as profiles see it.
#[derive(Debug, Clone, Default)]
pub(super) struct Selected<'a> {
    /// Its fields besides those below.
    pub(super) head: Vec<Entry<'a>>,
    /// Parameters that belong to no group and no control.
    pub(super) params: Vec<Json<'a>>,
    /// Parameters of controls that were not selected. One that a text inserts is needed.
    pub(super) floating: Vec<Json<'a>>,
    /// Its groups and controls.
    pub(super) units: Vec<Unit<'a>>,
    /// The resources of its back matter.
    pub(super) resources: Vec<Json<'a>>,
}

impl<'a> Selected<'a> {
    /// A catalog in whole.
    pub(super) fn of_catalog(catalog: &Json<'a>) -> Self {
        let is_head = |key: &str| !matches!(key, "params" | "groups" | "controls" | "back-matter");
        Self {
            head: catalog.entries().iter().filter(|(key, _)| is_head(key)).cloned().collect(),
            params: catalog.list("params").to_vec(),
            floating: Vec::new(),
            units: Unit::below(catalog),
            resources: catalog.get("back-matter").map(|back| back.list("resources").to_vec()).unwrap_or_default(),
        }
    }

    /// A document with the catalog.
    pub(super) fn document(&self) -> Json<'a> {
        let mut catalog = Json::of_entries(self.head.clone());
        if !self.params.is_empty() {
            catalog.set(Cow::Borrowed("params"), Json::of_list(self.params.clone()));
        }
        put_below(&mut catalog, &self.units);
        if !self.resources.is_empty() {
            let resources = (Cow::Borrowed("resources"), Json::of_list(self.resources.clone()));
            catalog.set(Cow::Borrowed("back-matter"), Json::of_entries(vec![resources]));
        }
        Json::of_entries(vec![(Cow::Borrowed("catalog"), catalog)])
    }

    /// Keeps the groups and controls with these ids, and what is above them.
    pub(super) fn retain(&mut self, ids: &HashSet<&str>) {
        fn kept<'a>(units: Vec<Unit<'a>>, ids: &HashSet<&str>) -> Vec<Unit<'a>> {
            let mut units: Vec<Unit<'a>> =
                units.into_iter().map(|unit| Unit { below: kept(unit.below, ids), ..unit }).collect();
            units.retain(|unit| !unit.below.is_empty() || unit.kind == Kind::Control && ids.contains(unit.id()));
            units
        }
        self.units = kept(std::mem::take(&mut self.units), ids);
    }

    /// Every parameter of a group or a control, and those that belong to none.
    pub(super) fn each_parameter<'s>(&'s self, see: &mut impl FnMut(&'s Json<'a>)) {
        self.params.iter().for_each(&mut *see);
        Unit::each(&self.units, &mut |unit| unit.fields.list("params").iter().for_each(&mut *see));
    }
}
