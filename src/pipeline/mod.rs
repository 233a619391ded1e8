//! The whole product in one file: discover → read → parse → assemble → check → render.
//!
//! Each stage takes the value of the one before; findings are collected along the way and nothing ends early.

mod articles;
mod build_cache;
mod cached;
mod check;
mod fixes;
mod frame_cache;
mod ignore;
mod place;
mod search;
mod since;
mod suppress;
mod tables;

pub use build_cache::BuildCache;
pub use cached::{Content, Unknown};
pub use fixes::{Decision, Edit, Fixer, State, Withheld};
pub use search::{Indexing, Searching};
pub use since::{Change, compare};

use std::collections::BTreeSet;
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use articles::Articles;
use build_cache::Texts;
use place::{no_content, placed};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use crate::config::{self, BaseUrl, Config, Search};
use crate::finding::Finding;
use crate::framework::{self, Frameworks};
use crate::front::Date;
use crate::markdown::{Citable, Highlighter};
use crate::output::{Artifact, Body, OutputPath, Sink, read_cached, write_cached};
use crate::render::{self, AssetInfo, RenderError, RenderInput, Renderer, Shipped, Size, Theme, UserTemplate};
use crate::site::{self, Base, Edges, Redirects, Resolver, Selection, Site};
use crate::source::{DataFile, FileId, Inventory, ReadError, Role, SourceFile, SourceSet, open_regular, read_regular};

/// The file of coloured code among the caches.
const CODE: &str = "code.bin";
/// No file of ours is longer, in bytes.
const MAX_CODE: u64 = 64 << 20;

/// What is built, and how.
#[derive(Debug, Clone)]
pub struct Request {
    /// The site's folder.
    pub root: PathBuf,
    /// Where the site will stand, in place of what the configuration says.
    pub base_url: Option<BaseUrl>,
    /// Whether there is a search, in place of what the configuration says.
    pub search: Option<Search>,
    /// Which articles are shown.
    pub selection: Selection,
    /// What the site is read for.
    pub purpose: Purpose,
    /// Where an earlier run may have left what spares work; nothing where nobody looks.
    pub caches: Option<PathBuf>,
}

/// What a site is read for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Pages will be rendered.
    Pages,
    /// Only its findings and its model matter: work that shows on pages alone is left out.
    Findings,
}

/// A site that was read and put together, with everything that is wrong with it.
pub struct Project {
    /// The site's folder.
    pub root: PathBuf,
    /// Every file, in order of path.
    pub inventory: Arc<Inventory>,
    /// Their texts.
    pub sources: SourceSet,
    /// The configuration.
    pub config: Config,
    /// The templates.
    pub theme: Arc<Theme>,
    /// The standards that articles may cite.
    pub frameworks: Arc<Frameworks>,
    /// Which requirements its pages explain, mention or have in a table.
    pub edges: Edges,
    /// The site.
    pub site: Site,
    /// What has coloured its code.
    highlighter: Arc<Highlighter>,
    /// The site's own hosts, that of its base among them.
    hosts: Vec<String>,
    /// Redirects that the site declares for its host.
    redirects: Redirects,
    /// The addresses of what will be written besides pages and the site's own files.
    beside: BTreeSet<String>,
    /// The day that counts as today.
    today: Date,
    /// What was found in each article, where anything was.
    found_in_articles: Vec<Arc<[Finding]>>,
    /// What else was found while reading and assembling.
    findings: Vec<Finding>,
}

/// Reads the site at `request.root` and puts it together.
pub fn load(request: &Request) -> Project {
    let mut memory = BuildCache::for_once();
    // Listing files keeps one thread busy; another makes ready meanwhile what is the same for every site.
    let ready = || {
        site::prepare_order();
        (coloured_by(request), Shipped::compile())
    };
    let (texts, (highlighter, shipped)) = rayon::join(|| memory.read_all(&request.root), ready);
    memory.highlighter(|| highlighter);
    memory.shipped = Some(shipped);
    let project = assemble(request, texts, &mut memory);
    // Nobody reads this site again, and taking apart what was kept for it takes as long as assembling it.
    std::mem::forget(memory);
    project
}

/// Where something may have changed since the last reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChangeSet {
    /// Anywhere.
    Everywhere,
    /// In these files and nowhere else, by their paths relative to the root.
    At(BTreeSet<String>),
}

/// Reads the site again, taking over from `memory` what has not changed; nothing where nothing has.
///
/// `memory` is of this request alone, but for the day.
pub fn reload(request: &Request, look: &ChangeSet, memory: &mut BuildCache) -> Option<Project> {
    let is_new_day = memory.is_new_day(request.selection.now);
    let known = match look {
        ChangeSet::At(paths) => memory.read_changed(&request.root, paths),
        ChangeSet::Everywhere => None,
    };
    let texts = known.unwrap_or_else(|| memory.read_all(&request.root));
    (texts.is_changed || is_new_day).then(|| assemble(request, texts, memory))
}

/// Reads the site whether or not anything has changed, taking over from `memory` what has not.
fn load_with(request: &Request, memory: &mut BuildCache) -> Project {
    let texts = memory.read_all(&request.root);
    assemble(request, texts, memory)
}

fn assemble(request: &Request, texts: Texts, memory: &mut BuildCache) -> Project {
    let inventory = memory.inventory();
    memory.invalidate_on_template_change(&inventory, &texts.files);
    let (files, faults) = (texts.files.clone(), texts.faults.clone());
    let (sources, mut findings) = placed(&inventory, texts);
    let (mut config, found) = configure(&inventory, &files);
    findings.extend(found);
    if let Some(base) = &request.base_url {
        config.base = base.clone();
    }
    config.search = request.search.unwrap_or(config.search);
    let (theme, found) = compile_theme(&inventory, &files, &config, memory);
    findings.extend(found);
    let (frameworks, found) = read_frameworks(&inventory, &files, &faults, memory);
    findings.extend(found);
    let plan = memory.places.plan(&inventory);
    let citable = citable(&frameworks);
    memory.keep_citable(&citable);
    let highlighter = highlighter(request, memory);
    let root = request.root.as_path();
    let of_articles = articles::Sources {
        root,
        plan: &plan,
        files: &files,
        config: &config,
        theme: &theme,
        highlighter: &highlighter,
        citable: &citable,
    };
    let Articles { heads, bodies, found: found_in_articles } = articles::parse(&of_articles, memory);
    if heads.is_empty() {
        findings.push(no_content(&inventory));
    }
    let entries = inventory.entries.as_slice();
    let data = tables::Sources { entries, files: &files, faults: &faults, frameworks: &frameworks, citable: &citable };
    let tables = tables::read(&data, &bodies, &highlighter, memory);
    let options = options(&config, request.selection);
    let (frame, found) = memory.places.frame(heads, &inventory, options);
    findings.extend(found);
    let mut site = Site::new(frame.clone(), &bodies).with_tables(tables.by_file.clone(), entries);
    findings.extend(tables.findings(&site, &data));
    let belonging = memory.places.belonging(&frame, &frameworks);
    let edges = Edges::new(&site, &frameworks, belonging, site.table_edges(&frameworks));
    site::generate(&mut site, &frameworks, &edges);
    let redirects = sources.find("static/_redirects").map(|file| Redirects::new(sources.get(file).text.as_str()));
    let hosts = config.hosts.iter().map(String::as_str).chain(config.base.host()).map(str::to_lowercase).collect();
    let beside = render::addresses_beside(&site, &config);
    Project {
        root: root.to_owned(),
        inventory,
        sources,
        config,
        theme,
        frameworks,
        edges,
        site,
        highlighter,
        hosts,
        redirects: redirects.unwrap_or_default(),
        beside,
        today: request.selection.now,
        found_in_articles,
        findings,
    }
}

impl Project {
    /// What was found while reading and assembling. What is only judged is not among it: see [`Project::check`].
    pub fn found(&self) -> impl Iterator<Item = &Finding> {
        self.found_in_articles.iter().flat_map(|found| found.iter()).chain(&self.findings)
    }

    /// Resolves the site's links.
    pub fn resolver(&self) -> Resolver<'_> {
        let Self { config, hosts, redirects, beside, .. } = self;
        Resolver::new(&self.site, Base { path: &config.base.path, hosts, redirects, beside })
    }

    /// Renders the whole site into `sink`.
    ///
    /// # Errors
    /// What a template or the sink refused.
    pub fn render(&self, sink: &dyn Sink) -> Result<(), RenderError> {
        let facts = self.facts(&mut BuildCache::default());
        let resolver = self.resolver();
        let renderer = self.renderer(&resolver, &facts).for_all();
        let (pages, files) = rayon::join(|| renderer.render_all(sink), || self.copy_files(sink));
        // What all pages share is needed no more, and taking it apart takes time.
        std::mem::forget(renderer);
        pages.and(files)
    }

    /// Leaves in `folder` what spares the next run work.
    ///
    /// # Errors
    /// What the system said.
    pub fn keep(&self, folder: &Path) -> io::Result<()> {
        // What is too large to be read again is not written.
        let kept = self.highlighter.kept().filter(|kept| kept.len() as u64 <= MAX_CODE);
        kept.map_or(Ok(()), |kept| write_cached(folder, CODE, &kept))
    }

    /// A renderer of this site.
    pub fn renderer<'a>(&'a self, resolver: &'a Resolver<'a>, facts: &'a AssetInfo) -> Renderer<'a> {
        let Self { config, theme, sources, frameworks, edges, .. } = self;
        Renderer::new(RenderInput { config, theme, resolver, sources, facts, frameworks, edges })
    }

    /// The site's own files, and those of the default theme that it has not replaced.
    fn copy_files(&self, sink: &dyn Sink) -> Result<(), RenderError> {
        let own = self.site.assets().par_iter().filter(|(_, url)| url != "/_redirects");
        own.try_for_each(|(file, url)| {
            let from = self.root.join(&self.sources.get(*file).path);
            let path = OutputPath::new(url.trim_start_matches('/'))?;
            let body = match render::shipped_for(url, |length| read_regular(&from, length).ok()) {
                Some(shipped) => Body::Bytes(shipped.to_vec()),
                None => Body::Copy(from),
            };
            sink.put(Artifact::new(path, body).at(url.as_str()))
        })?;
        for (name, bytes) in render::default_files() {
            let url = format!("/{name}");
            if self.site.clash(name).is_none() {
                sink.put(Artifact::new(OutputPath::new(name)?, Body::Bytes(bytes.to_vec())).at(url))?;
            }
        }
        Ok(())
    }

    /// What rendering needs of files that are not read. What `memory` knows is not measured again.
    pub fn facts(&self, memory: &mut BuildCache) -> AssetInfo {
        let images = self.site.assets().iter().filter(|(_, url)| is_image(url));
        let images: Vec<(FileId, &str)> =
            images.map(|(file, _)| (*file, self.sources.get(*file).path.as_str())).collect();
        let sizes = memory.sizes(&images, |path| {
            let image = open_regular(&self.root.join(path)).ok()?;
            let size = imagesize::reader_size(BufReader::new(image)).ok()?;
            Some(Size { width: size.width, height: size.height })
        });
        let search = self.searching() == Searching::Made;
        AssetInfo::new(sizes, self.redirects.clone(), search)
    }
}

fn configure(inventory: &Inventory, files: &[Arc<SourceFile>]) -> (Config, Vec<Finding>) {
    let mut entries = inventory.entries.iter().zip(files);
    match entries.find(|(entry, _)| entry.role == Role::Configuration) {
        Some((entry, file)) => config::read(entry.id, &file.text),
        None => (Config::default(), Vec::new()),
    }
}

fn compile_theme(
    inventory: &Inventory,
    files: &[Arc<SourceFile>],
    config: &Config,
    memory: &mut BuildCache,
) -> (Arc<Theme>, Vec<Finding>) {
    let entries = inventory.entries.iter().zip(files);
    let templates = entries.filter(|(entry, _)| entry.role == Role::Template);
    let base = config.base.path.as_str();
    memory.theme(base, templates.map(|(entry, file)| (entry.id, file.clone())).collect(), |shipped, templates| {
        let templates = templates.iter().map(|(file, source)| {
            let name = source.path.split_once('/').map_or(source.path.as_str(), |(_, name)| name);
            UserTemplate { file: *file, name, text: &source.text }
        });
        Theme::new(shipped, &templates.collect::<Vec<_>>(), base)
    })
}

fn read_frameworks(
    inventory: &Inventory,
    files: &[Arc<SourceFile>],
    faults: &[(FileId, ReadError)],
    memory: &mut BuildCache,
) -> (Arc<Frameworks>, Vec<Finding>) {
    let entries = inventory.entries.iter().zip(files).filter(|(entry, _)| entry.role == Role::Framework);
    let unread = |(file, fault): &(FileId, ReadError)| match fault {
        ReadError::NotUtf8 { before } => (*file, Some(before.len())),
        ReadError::Unreadable(_) => (*file, None),
    };
    memory.frameworks(entries.map(|(entry, file)| (entry.id, file.clone())).collect(), |files| {
        let files = files.iter().map(|(id, file)| DataFile { id: *id, path: &file.path, text: &file.text });
        framework::read(&files.collect::<Vec<_>>(), &faults.iter().map(unread).collect())
    })
}

/// What articles may cite.
fn citable(frameworks: &Frameworks) -> Vec<Citable> {
    let citable = |framework: &framework::Framework| Citable {
        key: framework.key.clone(),
        name: framework.name.clone(),
        version: framework.version.clone(),
    };
    frameworks.iter().map(citable).collect()
}

/// What colours code; where no page is written nothing does.
fn highlighter(request: &Request, memory: &mut BuildCache) -> Arc<Highlighter> {
    memory.highlighter(|| coloured_by(request))
}

fn coloured_by(request: &Request) -> Highlighter {
    if request.purpose == Purpose::Findings {
        return Highlighter::plain();
    }
    // What cannot be read is made anew.
    let kept = request.caches.as_ref().and_then(|folder| read_cached(folder, CODE, MAX_CODE).ok().flatten());
    Highlighter::recalling(&kept.unwrap_or_default())
}

fn options(config: &Config, selection: Selection) -> site::Options {
    site::Options { title: config.title.clone(), taxonomies: config.taxonomies.clone(), selection }
}

fn is_image(url: &str) -> bool {
    let end = url.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase()).unwrap_or_default();
    matches!(end.as_str(), "png" | "jpg" | "jpeg" | "gif" | "webp" | "avif" | "svg" | "bmp" | "ico")
}
