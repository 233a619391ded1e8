//! Who does what for which requirement, as a component definition.

use std::borrow::Cow;

use serde_json::{Map, Value, json};

use super::document::{About, NAMESPACE, back_matter, catalog_identifier, identifier, line, property, put_list};
use super::token::Tokens;
use crate::framework::model::RequirementIdx;
use crate::framework::tree::Framework;

/// Something that helps to meet requirements: a party of a responsibility matrix, a product, an article.
#[derive(Debug, Clone)]
pub struct Component<'a> {
    /// Its identity in the document, such as the file and the party's key.
    pub key: String,
    /// Its name.
    pub title: &'a str,
    /// What it is, as Markdown; the title is used where it is empty.
    pub description: &'a str,
    /// OSCAL's word for what it is: `service`, `guidance`, `policy` …
    pub kind: &'a str,
    /// Where there is more of it.
    pub link: Option<&'a str>,
    /// What it does, a framework each.
    pub implementations: Vec<Implementation<'a>>,
}

/// What a component does for one framework.
#[derive(Debug, Clone)]
pub struct Implementation<'a> {
    /// The framework.
    pub framework: &'a Framework,
    /// The description of the whole, as Markdown.
    pub description: &'a str,
    /// What it does for each requirement.
    pub requirements: Vec<Implemented<'a>>,
}

/// What a component does for one requirement.
#[derive(Debug, Clone)]
pub struct Implemented<'a> {
    /// The requirement.
    pub requirement: RequirementIdx,
    /// What is done, as Markdown.
    pub description: Cow<'a, str>,
    /// Who is responsible: a word such as `shared`.
    pub responsibility: Option<&'a str>,
}

/// The components as one document. Those that do nothing are left out.
pub fn component_definition(about: &About<'_>, components: &[Component<'_>]) -> Value {
    let written = components.iter().filter(|component| component.implementations.iter().any(does_something));
    let mut definition = Map::new();
    let uuid = identifier(&["component-definition", about.title, about.version, about.day]);
    definition.insert("uuid".to_owned(), json!(uuid));
    definition.insert("metadata".to_owned(), about.metadata());
    put_list(&mut definition, "components", written.clone().map(component).collect());
    let implementations = written.flat_map(|component| &component.implementations).filter(|one| does_something(one));
    let frameworks: Vec<&Framework> = implementations.map(|implementation| implementation.framework).collect();
    if !frameworks.is_empty() {
        definition.insert("back-matter".to_owned(), back_matter(frameworks.into_iter()));
    }
    json!({"component-definition": definition})
}

fn does_something(implementation: &Implementation<'_>) -> bool {
    !implementation.requirements.is_empty()
}

fn component(component: &Component<'_>) -> Value {
    let mut written = Map::new();
    written.insert("uuid".to_owned(), json!(identifier(&["component", &component.key])));
    written.insert("type".to_owned(), json!(line(component.kind, "service")));
    let title = line(component.title, &component.key);
    written.insert("description".to_owned(), json!(or(component.description, &title)));
    written.insert("title".to_owned(), json!(title));
    if let Some(link) = component.link {
        written.insert("links".to_owned(), json!([{"href": link, "rel": "reference"}]));
    }
    let implementations = component.implementations.iter().filter(|implementation| does_something(implementation));
    let implementations = implementations.enumerate().map(|(number, one)| implementation(&component.key, number, one));
    put_list(&mut written, "control-implementations", implementations.collect());
    Value::Object(written)
}

fn implementation(component: &str, number: usize, implementation: &Implementation<'_>) -> Value {
    let framework = implementation.framework;
    let tokens = Tokens::of(framework);
    let name = [component, &number.to_string(), &framework.key, &framework.version];
    let requirement = |(number, one): (usize, &Implemented<'_>)| {
        let token = tokens.get(one.requirement);
        let uuid = identifier(&[&["implemented-requirement"], &name[..], &[token, &number.to_string()]].concat());
        let description = or(&one.description, &framework.requirement(one.requirement).id);
        let mut written = json!({"uuid": uuid, "control-id": token, "description": description});
        if let Some(word) = one.responsibility {
            let mut responsibility = property("responsibility", &line(word, "unknown"));
            responsibility["ns"] = json!(NAMESPACE);
            written["props"] = json!([responsibility]);
        }
        written
    };
    let requirements: Vec<Value> = implementation.requirements.iter().enumerate().map(requirement).collect();
    json!({
        "uuid": identifier(&[&["control-implementation"], &name[..]].concat()),
        "source": format!("#{}", catalog_identifier(framework)),
        "description": or(implementation.description, &framework.name),
        "implemented-requirements": requirements,
    })
}

fn or(text: &str, otherwise: &str) -> String {
    let text = text.trim();
    if text.is_empty() { otherwise.to_owned() } else { text.to_owned() }
}
