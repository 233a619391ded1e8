//! What a page says of itself to machines, in the words of schema.org.

use serde_json::{Map, Value, json};

use super::page::Renderer;
use super::theme::script_safe;
use super::view::SafeHtml;
use crate::front::Date;
use crate::site::{Kind, PageId};

impl Renderer<'_> {
    /// The page as JSON-LD; nothing where the site does not know its host, since these addresses must be whole.
    pub(super) fn linked_data(&self, id: PageId) -> Option<SafeHtml> {
        self.config.base.origin.as_ref()?;
        let page = self.site.page(id);
        let kind = match page.kind {
            Kind::Home => "WebSite",
            Kind::Article => "TechArticle",
            Kind::Section | Kind::Taxonomy | Kind::Term => "CollectionPage",
        };
        let mut about = Map::new();
        let mut say = |key: &str, value: Option<Value>| value.map(|value| about.insert(key.to_owned(), value));
        let day = |date: &Option<Date>| date.as_ref().map(|date| Value::from(date.day_iso()));
        say("@type", Some(kind.into()));
        say(if page.kind == Kind::Home { "name" } else { "headline" }, Some(page.title.as_str().into()));
        say("url", Some(self.permalink(&page.url).into()));
        say("inLanguage", Some(self.config.language.as_str().into()));
        say("description", page.front.description.as_ref().map(|text| text.value.as_str().into()));
        if page.kind == Kind::Article {
            say("datePublished", day(&page.date));
            say("dateModified", day(&page.lastmod));
            let names: Vec<Value> = page.front.contributors.iter().map(|name| person(&name.value)).collect();
            let authors =
                if names.is_empty() { self.config.author.iter().map(|name| person(name)).collect() } else { names };
            say("author", Some(authors).filter(|authors| !authors.is_empty()).map(Value::from));
            let section = page.section.filter(|section| Some(*section) != self.site.home());
            say("articleSection", section.map(|section| self.site.page(section).title.as_str().into()));
        }
        let way = self.site.ancestors(id).into_iter().chain([id]).enumerate();
        let steps: Vec<Value> = way.map(|(place, step)| self.step(place + 1, step)).collect();
        let mut graph = vec![Value::Object(about)];
        if steps.len() > 1 {
            graph.push(json!({"@type": "BreadcrumbList", "itemListElement": steps}));
        }
        Some(SafeHtml(script_safe(&json!({"@context": "https://schema.org", "@graph": graph}))))
    }

    fn step(&self, position: usize, id: PageId) -> Value {
        let page = self.site.page(id);
        json!({"@type": "ListItem", "position": position, "name": page.link_title, "item": self.permalink(&page.url)})
    }
}

fn person(name: &str) -> Value {
    json!({"@type": "Person", "name": name})
}
