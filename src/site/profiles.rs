//! For whom a site and its pages are: its profiles, and which requirements apply in each.

use std::collections::HashMap;
use std::sync::OnceLock;

use jiff::civil::Date;

use super::frame::Frame;
use super::page::PageId;
use crate::applies::{Applies, Choice};
use crate::config::{self, Config};
use crate::framework::{Applicability, Framework, Frameworks};

static EVERYTHING: Applicability = Applicability::EVERYTHING;

/// A profile of a site, by its index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProfileIdx(u32);

/// Those for whom requirements are shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// The name in the configuration; nothing for what is written at the site or at an article alone.
    pub name: Option<String>,
    /// What readers know it by; empty where everything applies.
    pub title: String,
    /// For whom it is.
    pub choices: Vec<Choice>,
}

/// The profiles of a site.
#[derive(Debug, Default)]
pub struct Profiles {
    /// Those of the configuration, in the order written, and behind them those of the site and of articles.
    all: Vec<Profile>,
    named: usize,
    default: Option<ProfileIdx>,
    by_page: Vec<Option<ProfileIdx>>,
    frameworks: HashMap<String, usize>,
    /// What applies, by profile and framework.
    applicability: Vec<Vec<OnceLock<Applicability>>>,
    /// What applies where nothing is said, by framework.
    unrestricted: Vec<OnceLock<Applicability>>,
    today: Date,
}

impl Profiles {
    /// The profiles of a site with this configuration and these pages.
    pub fn new(config: &Config, frame: &Frame, frameworks: &Frameworks) -> Self {
        let named = config.profiles.iter().map(|config::Profile { name, title, choices }| Profile {
            name: Some(name.clone()),
            title: title.clone(),
            choices: choices.clone(),
        });
        let mut collector = Collector { frameworks, all: named.collect(), known: HashMap::new() };
        let named = collector.all.len();
        let default = config.applies.as_ref().and_then(|applies| collector.index(applies));
        let by_page = collector.by_page(frame, default);
        let all = collector.all;
        let keys: Vec<String> = frameworks.keys().map(str::to_owned).collect();
        let cells = || keys.iter().map(|_| OnceLock::new()).collect();
        Self {
            applicability: all.iter().map(|_| cells()).collect(),
            unrestricted: cells(),
            frameworks: keys.into_iter().zip(0..).collect(),
            all,
            named,
            default,
            by_page,
            today: frame.today,
        }
    }

    /// The profile that `idx` names.
    pub fn get(&self, idx: ProfileIdx) -> &Profile {
        &self.all[idx.0 as usize]
    }

    /// Those of the configuration, in the order written.
    pub fn named(&self) -> impl Iterator<Item = (ProfileIdx, &Profile)> + Clone {
        self.all.iter().take(self.named).enumerate().map(|(index, profile)| (ProfileIdx(index as u32), profile))
    }

    /// The one of the configuration with this name.
    pub fn find(&self, name: &str) -> Option<ProfileIdx> {
        self.named().find(|(_, profile)| profile.name.as_deref() == Some(name)).map(|(idx, _)| idx)
    }

    /// That of the site, which its framework pages show; nothing where everything applies.
    pub const fn default_profile(&self) -> Option<ProfileIdx> {
        self.default
    }

    /// That of a page; nothing where everything applies.
    pub fn of_page(&self, page: PageId) -> Option<ProfileIdx> {
        self.by_page.get(page.0 as usize).copied().unwrap_or(self.default)
    }

    /// What of `framework` applies in a profile, or where nothing is said.
    pub fn applicability(&self, framework: &Framework, profile: Option<ProfileIdx>) -> &Applicability {
        // An older version has no dimensions.
        let Some(index) = self.frameworks.get(&framework.key).copied() else { return &EVERYTHING };
        let (cells, choices) = match profile {
            Some(profile) => (&self.applicability[profile.0 as usize], self.get(profile).choices.as_slice()),
            None => (&self.unrestricted, &[][..]),
        };
        cells[index].get_or_init(|| Applicability::new(framework, choices, self.today))
    }
}

/// A value of `applies` without its locations.
type Key = Vec<(String, Vec<String>)>;

/// Collects profiles, each once.
struct Collector<'a> {
    frameworks: &'a Frameworks,
    all: Vec<Profile>,
    known: HashMap<Key, ProfileIdx>,
}

impl Collector<'_> {
    /// The profile of a value of `applies`; nothing where it names one that does not exist, or says nothing.
    fn index(&mut self, applies: &Applies) -> Option<ProfileIdx> {
        let choices = match applies {
            Applies::Profile(name) => {
                let index = self.all.iter().position(|profile| profile.name.as_ref() == Some(&name.value));
                return index.map(|index| ProfileIdx(index as u32));
            }
            Applies::Choices(choices) => choices,
        };
        if choices.is_empty() {
            return None;
        }
        let values = |choice: &Choice| choice.values.iter().map(|value| value.value.clone()).collect();
        let key = choices.iter().map(|choice| (choice.dimension.value.clone(), values(choice))).collect();
        let next = ProfileIdx(self.all.len() as u32);
        let index = *self.known.entry(key).or_insert(next);
        if index == next {
            let title = title(choices, self.frameworks);
            self.all.push(Profile { name: None, title, choices: choices.clone() });
        }
        Some(index)
    }

    /// The profile of every page: its own, else that of the nearest section above it, else `default`.
    fn by_page(&mut self, frame: &Frame, default: Option<ProfileIdx>) -> Vec<Option<ProfileIdx>> {
        if frame.pages().all(|(_, page)| page.front.applies.is_none()) {
            return Vec::new();
        }
        let mut found: Vec<Option<Option<ProfileIdx>>> = vec![None; frame.pages().len()];
        for (id, _) in frame.pages() {
            let mut path = Vec::new();
            let mut next = Some(id);
            let mut profile = default;
            while let Some(at) = next {
                if let Some(known) = found[at.0 as usize] {
                    profile = known;
                    break;
                }
                path.push(at);
                let page = frame.page(at);
                if let Some(applies) = &page.front.applies {
                    // A name that does not exist is reported; the site's own profile stands then.
                    let is_unknown =
                        |index: &Option<ProfileIdx>| index.is_none() && matches!(applies.value, Applies::Profile(_));
                    let index = self.index(&applies.value);
                    profile = if is_unknown(&index) { default } else { index };
                    break;
                }
                next = page.section.or(frame.home.filter(|home| *home != at));
            }
            path.into_iter().for_each(|at| found[at.0 as usize] = Some(profile));
        }
        found.into_iter().map(|profile| profile.unwrap_or(default)).collect()
    }
}

/// The titles of the values, but for those that say no to something.
fn title(choices: &[Choice], frameworks: &Frameworks) -> String {
    let titles = choices.iter().flat_map(|choice| {
        let dimension = frameworks.iter().find_map(|framework| framework.dimension(&choice.dimension.value));
        choice.values.iter().filter(|value| value.value != "false").map(move |value| {
            let known = dimension.and_then(|dimension| dimension.value(&value.value));
            known.map_or_else(|| value.value.clone(), |known| known.full_title())
        })
    });
    titles.collect::<Vec<_>>().join(" · ")
}
