//! The targets: which seeds each takes, what of them is mutated, and what is checked.

use fastrand::Rng;

use crate::case::Case;
use crate::corpus::{Corpus, Kind};
use crate::mutate::mutate;
use crate::{request, site, text};

/// What is run on an input; `Err` is a broken property.
pub(crate) type Check = fn(&Case) -> Result<(), String>;

pub(crate) struct Target {
    pub(crate) name: &'static str,
    seeds: Seeds,
    pub(crate) check: Check,
}

/// Where an input begins.
enum Seeds {
    /// With one text of this kind.
    Text(Kind),
    /// With a site that has a file of one of these kinds, which is mutated.
    Site(&'static [Kind]),
    /// With these texts.
    Given(&'static [&'static str]),
}

use Seeds::{Given, Site, Text};

pub(crate) const TARGETS: &[Target] = &[
    Target { name: "front-matter", seeds: Text(Kind::Article), check: text::front_matter },
    Target { name: "markdown", seeds: Text(Kind::Article), check: text::markdown },
    Target { name: "citations", seeds: Text(Kind::Article), check: text::citations },
    Target { name: "framework", seeds: Text(Kind::FrameworkYaml), check: text::framework },
    Target { name: "oscal", seeds: Text(Kind::Oscal), check: text::framework },
    Target { name: "configuration", seeds: Text(Kind::Configuration), check: text::configuration },
    Target { name: "shortcodes", seeds: Site(&[Kind::Article]), check: site::whole },
    Target { name: "tables", seeds: Site(&[Kind::Table]), check: site::whole },
    Target { name: "redirects", seeds: Site(&[Kind::Redirects]), check: site::whole },
    Target { name: "templates", seeds: Site(&[Kind::Template]), check: site::whole },
    Target { name: "sites", seeds: Site(&[]), check: site::whole },
    Target { name: "reload", seeds: Site(&[]), check: site::reload },
    Target { name: "fix", seeds: Site(&[Kind::Article, Kind::Table, Kind::FrameworkYaml]), check: site::fix },
    Target { name: "import-mkdocs", seeds: Site(&[Kind::Mkdocs]), check: site::import_mkdocs },
    Target { name: "import-docusaurus", seeds: Site(&[Kind::Docusaurus]), check: site::import_docusaurus },
    Target { name: "request", seeds: Given(request::HEADS), check: request::check },
];

impl Target {
    pub(crate) fn find(name: &str) -> Option<&'static Self> {
        TARGETS.iter().find(|target| target.name == name)
    }

    /// The case with this number.
    pub(crate) fn case(&self, corpus: &Corpus, seed: u64, number: u64) -> Case {
        let mut random = Rng::with_seed(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ number);
        match self.seeds {
            Given(texts) => {
                let mut bytes = texts[random.usize(..texts.len())].as_bytes().to_vec();
                mutate(&mut bytes, &[], &mut random);
                Case { files: vec![("head".to_owned(), bytes)] }
            }
            Text(kind) => {
                let texts = corpus.of(kind);
                let (path, mut bytes) = texts[random.usize(..texts.len())].clone();
                mutate(&mut bytes, texts, &mut random);
                Case { files: vec![(path, bytes)] }
            }
            Site(kinds) => {
                let is_meant = |path: &str| kinds.is_empty() || kinds.contains(&Kind::of(path));
                let has = |site: &&Case| site.files.iter().any(|(path, _)| is_meant(path));
                let sites: Vec<&Case> = corpus.sites.iter().filter(has).collect();
                let mut case = sites[random.usize(..sites.len())].clone();
                let meant: Vec<usize> = (0..case.files.len()).filter(|at| is_meant(&case.files[*at].0)).collect();
                for _ in 0..1 + random.usize(..2) {
                    let (path, bytes) = &mut case.files[meant[random.usize(..meant.len())]];
                    let others = corpus.of(Kind::of(path));
                    // Also a text of another site in place of this one.
                    if random.u8(..6) == 0 && !others.is_empty() {
                        *bytes = others[random.usize(..others.len())].1.clone();
                    }
                    mutate(bytes, others, &mut random);
                }
                case
            }
        }
    }
}
