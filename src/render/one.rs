//! One file of the site, by its address: what the preview asks for.

use super::page::{Renderer, Stop};
use crate::output::Artifact;
use crate::site::{PageId, Target};

impl Renderer<'_> {
    /// What the build writes at `url`; nothing where that is a file to be copied, or where nothing stands.
    ///
    /// # Errors
    /// The template's failure.
    pub fn at(&self, url: &str) -> Result<Option<Artifact>, Stop> {
        match self.site.at(url) {
            Some(Target::Page(id)) => return self.html(id).map(Some),
            Some(Target::Alias(index)) => {
                let alias = &self.site.aliases[index];
                return self.alias(&alias.url, &self.site.page(alias.page).url).map(Some);
            }
            Some(Target::Generated(id)) => return self.generated_page(id).map(Some),
            Some(Target::Asset(_) | Target::Made) | None => {}
        }
        if let Some(made) = self.made_at(url)? {
            return Ok(Some(made));
        }
        if let Some(id) = self.site.generated_beside(url) {
            let name = url.rsplit('/').next().unwrap_or_default();
            return self.generated_file(id, name).map(Some);
        }
        let Some(id) = self.page_beside(url) else { return Ok(None) };
        let companions = [self.twin(id)?, self.feed(id)?].into_iter().flatten();
        Ok(companions.into_iter().find(|artifact| artifact.route.as_deref() == Some(url)))
    }

    /// The page whose feed or twin could stand at `url`.
    fn page_beside(&self, url: &str) -> Option<PageId> {
        let folder = url.rfind('/').map(|slash| &url[..=slash])?;
        let file = url.strip_suffix(".md").map(|stem| format!("{stem}.html"));
        let found = file.and_then(|file| self.site.at(&file)).or_else(|| self.site.at(folder));
        match found {
            Some(Target::Page(id)) => Some(id),
            _ => None,
        }
    }
}
