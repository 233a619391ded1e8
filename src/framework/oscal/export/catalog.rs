//! A framework as a catalog.

use serde_json::{Map, Value, json};

use super::document::{About, NAMESPACE, catalog_identifier, identifier, line, property, put_list};
use super::token::Tokens;
use crate::framework::model::{Requirement, RequirementIdx};
use crate::framework::tree::Framework;

/// The framework as an OSCAL catalog of the day `day`: what is not assessed is a group, but where it stands beside or below
/// a control; everything else is a control.
pub fn catalog(framework: &Framework, day: &str) -> Value {
    let writer = Writer { framework, tokens: Tokens::of(framework) };
    let (groups, controls): (Vec<RequirementIdx>, Vec<RequirementIdx>) =
        framework.principals().map(|(idx, _)| idx).partition(|idx| is_group(framework, *idx));
    let about = About { title: &framework.name, version: &framework.version, day };
    let mut catalog = Map::new();
    catalog.insert("uuid".to_owned(), json!(catalog_identifier(framework)));
    catalog.insert("metadata".to_owned(), metadata(framework, &about));
    put_list(&mut catalog, "groups", groups.into_iter().map(|idx| writer.node(idx, true)).collect());
    put_list(&mut catalog, "controls", controls.into_iter().map(|idx| writer.node(idx, false)).collect());
    json!({"catalog": catalog})
}

fn is_group(framework: &Framework, idx: RequirementIdx) -> bool {
    !framework.requirement(idx).is_assessed
}

fn metadata(framework: &Framework, about: &About<'_>) -> Value {
    let mut metadata = about.metadata();
    let published = framework.version(&framework.version).and_then(|version| version.published);
    if let Some(day) = published {
        metadata["published"] = json!(format!("{day}T00:00:00Z"));
    }
    if let Some(publisher) = &framework.publisher {
        let uuid = identifier(&["party", publisher]);
        metadata["parties"] = json!([{"uuid": uuid, "type": "organization", "name": line(publisher, "Unknown")}]);
    }
    metadata
}

struct Writer<'f> {
    framework: &'f Framework,
    tokens: Tokens,
}

impl Writer<'_> {
    /// A group or a control with all that is below it. Readers of files bound how deep frameworks nest.
    fn node(&self, idx: RequirementIdx, is_in_group: bool) -> Value {
        let requirement = self.framework.requirement(idx);
        let mut node = Map::new();
        node.insert("id".to_owned(), json!(self.tokens.get(idx)));
        node.insert("title".to_owned(), json!(line(&requirement.title, &requirement.id)));
        put_list(&mut node, "props", self.properties(idx, requirement));
        put_list(&mut node, "links", self.links(requirement));
        if let Some(prose) = &requirement.prose {
            node.insert("parts".to_owned(), json!([{"name": "statement", "prose": prose}]));
        }
        let children: Vec<RequirementIdx> = self.framework.children(idx).map(|(child, _)| child).collect();
        // A group has groups or controls, not both.
        let are_groups = is_in_group && children.iter().all(|child| is_group(self.framework, *child));
        let (groups, controls) = if are_groups { (children, Vec::new()) } else { (Vec::new(), children) };
        put_list(&mut node, "groups", groups.into_iter().map(|child| self.node(child, true)).collect());
        put_list(&mut node, "controls", controls.into_iter().map(|child| self.node(child, false)).collect());
        Value::Object(node)
    }

    fn properties(&self, idx: RequirementIdx, requirement: &Requirement) -> Vec<Value> {
        let mut properties =
            vec![property("label", &line(&requirement.id, "-")), property("sort-id", &format!("{:06}", idx.0))];
        if requirement.withdrawn.is_some() {
            properties.push(property("status", "withdrawn"));
        }
        let tags = requirement.tags.iter().filter(|tag| !tag.trim().is_empty());
        properties.extend(tags.map(|tag| json!({"name": "tag", "ns": NAMESPACE, "value": line(tag, "-")})));
        properties
    }

    /// Where a withdrawn requirement went, as far as that is in the framework.
    fn links(&self, requirement: &Requirement) -> Vec<Value> {
        let destinations = requirement.withdrawn.iter().flatten().filter_map(|id| self.framework.find(id));
        let link = |idx| json!({"rel": "incorporated-into", "href": format!("#{}", self.tokens.get(idx))});
        destinations.map(link).collect()
    }
}
