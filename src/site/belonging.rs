//! Which frameworks a page is about: those that it says, its section says, its folders or its tags are named for.

use std::collections::{BTreeMap, HashMap};

use super::classify::folder;
use super::standard::StandardNames;
use super::{Page, PageId, Site};
use crate::framework::{Framework, Frameworks};

/// The frameworks of every page.
#[derive(Debug, Default)]
pub struct Belonging {
    /// By the place of a framework among all, with the older version that the page is about.
    by_page: Vec<BTreeMap<usize, Option<String>>>,
    standards: StandardNames,
}

impl Belonging {
    /// Asks every page of `site`.
    pub fn new(site: &Site, frameworks: &Frameworks) -> Self {
        let all: Vec<&Framework> = frameworks.iter().collect();
        let mut names = Names { frameworks, all: &all, folders: HashMap::new(), tags: HashMap::new() };
        let by_page = site.pages().map(|(id, page)| names.of(site, id, page)).collect();
        Self { by_page, standards: StandardNames::new(frameworks) }
    }

    /// The names of standards, to find them in what pages say.
    pub fn standards(&self) -> &StandardNames {
        &self.standards
    }

    /// The frameworks that the page is about, in order of key.
    pub fn of<'f>(&self, page: PageId, frameworks: &'f Frameworks) -> impl Iterator<Item = &'f Framework> {
        let own = self.by_page.get(page.0 as usize).into_iter().flat_map(BTreeMap::keys);
        own.filter_map(move |index| frameworks.iter().nth(*index))
    }

    /// The framework that the page is about, where it is one and no other, with the older version of it that the
    /// page is about, where that has ids of its own.
    pub fn only<'f>(&self, page: PageId, frameworks: &'f Frameworks) -> Option<(&'f Framework, Option<&str>)> {
        let own = self.by_page.get(page.0 as usize).filter(|own| own.len() == 1)?;
        let (index, version) = own.first_key_value()?;
        Some((frameworks.iter().nth(*index)?, version.as_deref()))
    }
}

/// A framework's place, and the older version that is named with it.
type Named = Option<(usize, Option<String>)>;

/// What folders and tags mean; each is asked about once.
struct Names<'a> {
    frameworks: &'a Frameworks,
    all: &'a [&'a Framework],
    folders: HashMap<&'a str, Named>,
    tags: HashMap<&'a str, Named>,
}

impl<'a> Names<'a> {
    fn of(&mut self, site: &'a Site, id: PageId, page: &'a Page) -> BTreeMap<usize, Option<String>> {
        let mut found: BTreeMap<usize, Option<String>> = BTreeMap::new();
        if page.file.is_none() {
            return found;
        }
        let (frameworks, all) = (self.frameworks, self.all);
        for tag in &page.front.tags {
            let named = self.tags.entry(tag.value.as_str());
            let named = named.or_insert_with(|| named_by(frameworks.of_tag(&tag.value), all, &tag.value));
            if let Some((index, version)) = named {
                // Of several versions none is the page's own.
                let known = found.entry(*index).or_insert_with(|| version.clone());
                *known = known.take().filter(|known| Some(known) == version.as_ref());
            }
        }
        for part in folder(&page.path).split('/').filter(|part| !part.is_empty()) {
            let named = self.folders.entry(part);
            let named = named.or_insert_with(|| named_by(frameworks.of_folder(part), all, part));
            if let Some((index, version)) = named {
                let known = found.entry(*index).or_default();
                *known = version.clone().or(known.take());
            }
        }
        let place = |key: &str| all.iter().position(|framework| framework.key == key);
        let sections = site.ancestors(id).into_iter().chain([id]).map(|above| site.page(above));
        let said = sections.filter_map(|above| above.front.framework.as_ref());
        let said = said.chain(page.front.requirements.iter().map(|named| &named.framework));
        for index in said.filter_map(|key| place(&key.value)) {
            found.entry(index).or_default();
        }
        found
    }
}

/// The place of a framework, and which older version `name` names.
fn named_by(framework: Option<&Framework>, all: &[&Framework], name: &str) -> Named {
    let framework = framework?;
    let index = all.iter().position(|other| other.key == framework.key)?;
    let name = name.to_lowercase().replace(['-', ' ', 'v'], ".");
    let older = framework.versions.iter().filter(|version| !version.ids.is_empty() && version.id != framework.version);
    let is_named = |id: &str| name.strip_suffix(id).is_some_and(|before| before.ends_with('.'));
    Some((index, older.map(|version| &version.id).find(|id| is_named(id)).cloned()))
}
