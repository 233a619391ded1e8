//! Renders a loaded site into a sink.

use std::io::BufReader;

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::build_cache::BuildCache;
use super::project::Project;
use super::search::SearchState;
use crate::output::{Artifact, Body, OutputPath, Sink};
use crate::render::{self, AssetInfo, RenderError, RenderInput, Renderer, Server, ServerConfig, Size};
use crate::site::Resolver;
use crate::source::{FileId, open_regular, read_regular};

impl Project {
    /// Renders the whole site into `sink`, and copies its files.
    ///
    /// # Errors
    /// The first error of a template or of the sink.
    pub fn render(&self, sink: &dyn Sink) -> Result<(), RenderError> {
        let assets = self.asset_info(&mut BuildCache::default());
        let resolver = self.resolver();
        let renderer = self.renderer(&resolver, &assets);
        let (pages, files) = rayon::join(|| renderer.render_all(sink), || self.copy_files(sink));
        pages.and(files)
    }

    /// A renderer of this site.
    pub fn renderer<'a>(&'a self, resolver: &'a Resolver<'a>, assets: &'a AssetInfo) -> Renderer<'a> {
        let Self { config, theme, sources, frameworks, glossary, edges, approvals, .. } = self;
        Renderer::new(RenderInput { config, theme, resolver, sources, assets, frameworks, glossary, edges, approvals })
    }

    /// The configuration of a server that serves the built site.
    pub fn server_config(&self, server: Server) -> ServerConfig {
        let search = self.search_state() == SearchState::Enabled;
        let assets = AssetInfo { redirects: self.redirects.clone(), search, ..AssetInfo::default() };
        render::server_config(&self.config, &self.site, &assets, server)
    }

    /// What rendering needs of files that are not read as text. Sizes of images come from `cache` where they are known.
    pub fn asset_info(&self, cache: &mut BuildCache) -> AssetInfo {
        let images = self.site.assets().iter().filter(|(_, url)| is_image(url));
        let images: Vec<(FileId, &str)> =
            images.map(|(file, _)| (*file, self.sources.get(*file).path.as_str())).collect();
        let sizes = cache.files.image_sizes(&images, |path| {
            let image = open_regular(&self.root.join(path)).ok()?;
            let size = imagesize::reader_size(BufReader::new(image)).ok()?;
            Some(Size { width: size.width, height: size.height })
        });
        let search = self.search_state() == SearchState::Enabled;
        AssetInfo {
            sizes,
            redirects: self.redirects.clone(),
            deployments: self.deployments.clone(),
            cards: self.cards.clone(),
            search,
        }
    }

    /// Copies the site's own files, and those of the default theme that it does not replace.
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
}

fn is_image(url: &str) -> bool {
    let extension = url.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase()).unwrap_or_default();
    matches!(extension.as_str(), "png" | "jpg" | "jpeg" | "gif" | "webp" | "avif" | "svg" | "bmp" | "ico")
}
