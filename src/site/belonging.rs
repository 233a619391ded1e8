//! Which frameworks a page is about: those that it says, its section says, its folders or its tags are named for.

use std::collections::BTreeMap;

use foldhash::HashMap;
use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};

use super::classify::folder;
use super::standard::StandardNames;
use super::{Frame, PageId, PageMeta};
use crate::framework::{Framework, Frameworks};

/// The frameworks of every page.
#[derive(Debug, Default)]
pub struct Belonging {
    /// By the place of a framework among all, with the older version that the page is about.
    by_page: Vec<BTreeMap<usize, Option<String>>>,
    standards: StandardNames,
}

impl Belonging {
    /// Asks every page of `frame`: no body says what its page is about.
    pub fn new(frame: &Frame, frameworks: &Frameworks) -> Self {
        let names = || Names { frameworks, tags: HashMap::default(), folder: None, sections: HashMap::default() };
        let pages = frame.pages.par_iter().enumerate();
        let by_page = pages.map_init(names, |names, (index, page)| names.of(frame, PageId(index as u32), page));
        let by_page = by_page.collect();
        Self { by_page, standards: StandardNames::new(frameworks) }
    }

    /// The names of standards, to find them in what pages say.
    pub fn standards(&self) -> &StandardNames {
        &self.standards
    }

    /// The frameworks that the page is about, in order of key.
    pub fn of<'f>(&self, page: PageId, frameworks: &'f Frameworks) -> impl Iterator<Item = &'f Framework> {
        let own = self.by_page.get(page.0 as usize).into_iter().flat_map(BTreeMap::keys);
        own.filter_map(move |index| frameworks.at(*index))
    }

    /// The framework that the page is about, where it is one and no other, with the older version of it that the
    /// page is about, where that has ids of its own.
    pub fn only<'f>(&self, page: PageId, frameworks: &'f Frameworks) -> Option<(&'f Framework, Option<&str>)> {
        let own = self.by_page.get(page.0 as usize).filter(|own| own.len() == 1)?;
        let (index, version) = own.first_key_value()?;
        Some((frameworks.at(*index)?, version.as_deref()))
    }
}

/// The framework that a name names, if it names one.
type Named = Option<Place>;

/// A framework by its place among all, and the older version that is named with it.
type Place = (usize, Option<String>);

/// What tags, folders and sections mean; each is asked about once by each thread, and a folder once for
/// all that lies in it.
struct Names<'a> {
    frameworks: &'a Frameworks,
    tags: HashMap<&'a str, Named>,
    /// The last folder, and what its parts name.
    folder: Option<(&'a str, Vec<Place>)>,
    /// Places of the frameworks that a section and those above it say.
    sections: HashMap<PageId, Vec<usize>>,
}

impl<'a> Names<'a> {
    fn of(&mut self, frame: &'a Frame, id: PageId, page: &'a PageMeta) -> BTreeMap<usize, Option<String>> {
        let mut found: BTreeMap<usize, Option<String>> = BTreeMap::new();
        if page.file.is_none() {
            return found;
        }
        let frameworks = self.frameworks;
        for tag in &page.front.tags {
            let named = self.tags.entry(tag.value.as_str());
            let named = named.or_insert_with(|| named_by(frameworks, frameworks.of_tag(&tag.value), &tag.value));
            if let Some((index, version)) = named {
                // Of several versions none is the page's own.
                let known = found.entry(*index).or_insert_with(|| version.clone());
                *known = known.take().filter(|known| Some(known) == version.as_ref());
            }
        }
        for (index, version) in self.of_folder(folder(&page.path)) {
            let known = found.entry(*index).or_default();
            *known = version.clone().or(known.take());
        }
        let own = page.front.framework.iter().chain(page.front.requirements.iter().map(|named| &named.framework));
        for index in own.filter_map(|key| frameworks.place(&key.value)).chain(self.above(frame, id)) {
            found.entry(index).or_default();
        }
        found
    }

    /// What the parts of a folder's path name.
    fn of_folder(&mut self, folder: &'a str) -> &[Place] {
        let frameworks = self.frameworks;
        let parts = || {
            let parts = folder.split('/').filter(|part| !part.is_empty());
            parts.filter_map(|part| named_by(frameworks, frameworks.of_folder(part), part)).collect()
        };
        let known = self.folder.take().filter(|(known, _)| *known == folder);
        let (_, named) = self.folder.insert(known.unwrap_or_else(|| (folder, parts())));
        named
    }

    /// What the pages above `id` say they are about.
    fn above(&mut self, frame: &Frame, id: PageId) -> Vec<usize> {
        let said = || {
            let above = frame.ancestors(id).into_iter().map(|above| frame.page(above));
            above.filter_map(|above| self.frameworks.place(&above.front.framework.as_ref()?.value)).collect()
        };
        match frame.page(id).section {
            Some(section) => self.sections.entry(section).or_insert_with(said).clone(),
            None => said(),
        }
    }
}

/// The place of a framework, and which older version `name` names.
fn named_by(frameworks: &Frameworks, framework: Option<&Framework>, name: &str) -> Named {
    let framework = framework?;
    let index = frameworks.place(&framework.key)?;
    let name = name.to_lowercase().replace(['-', ' ', 'v'], ".");
    let older = framework.versions.iter().filter(|version| !version.ids.is_empty() && version.id != framework.version);
    let is_named = |id: &str| name.strip_suffix(id).is_some_and(|before| before.ends_with('.'));
    Some((index, older.map(|version| &version.id).find(|id| is_named(id)).cloned()))
}
