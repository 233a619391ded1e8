//! One file of the site, by its address: what the preview asks for.

use super::page::{RenderError, Renderer};
use crate::output::Artifact;
use crate::site::{PageId, ShownTable, Target};

impl Renderer<'_> {
    /// What the build writes at `url`; nothing where that is a file to be copied, or where nothing stands.
    ///
    /// # Errors
    /// The template's failure.
    pub fn at(&self, url: &str) -> Result<Option<Artifact>, RenderError> {
        match self.site.at(url) {
            Some(Target::Page(id)) => return self.html(id, &self.page_value(id)).map(Some),
            Some(Target::Alias(index)) => {
                let alias = &self.site.aliases()[index];
                return self.alias(&alias.url, &self.site.page(alias.page).url).map(Some);
            }
            Some(Target::GeneratedPage(id)) => return self.generated_page(id).map(Some),
            Some(Target::Asset(_) | Target::GeneratedFile) | None => {}
        }
        if let Some(page) = self.page_of_table(url) {
            return Ok(self.table_files(page)?.into_iter().find(|artifact| artifact.route.as_deref() == Some(url)));
        }
        if let Some(made) = self.made_at(url)? {
            return Ok(Some(made));
        }
        if let Some((id, file)) = self.site.generated_beside(url) {
            return self.generated_file(id, file).map(Some);
        }
        let companions = match self.page_beside(url) {
            Some(Target::Page(id)) => [self.twin(id)?, self.feed(id, &self.page_value(id))?],
            Some(Target::GeneratedPage(id)) => [self.generated_twin(id)?, None],
            _ => return Ok(None),
        };
        Ok(companions.into_iter().flatten().find(|artifact| artifact.route.as_deref() == Some(url)))
    }

    /// The page that has a table's file at `url`.
    fn page_of_table(&self, url: &str) -> Option<PageId> {
        let is_there = |shown: &ShownTable| {
            let json = shown.json.as_ref().filter(|json| json.is_generated && json.url == url);
            shown.csv.is_generated && shown.csv.url == url || json.is_some()
        };
        let is_made = self.site.at(url) == Some(Target::GeneratedFile);
        if !is_made {
            return None;
        }
        let mut shown = self.site.all_shown_tables().filter(|(_, shown)| is_there(shown)).map(|(page, _)| page);
        let mut written = self.site.all_written_tables().filter(|(_, table)| table.csv == url).map(|(page, _)| page);
        shown.next().or_else(|| written.next())
    }

    /// The page whose feed or twin could stand at `url`.
    fn page_beside(&self, url: &str) -> Option<Target> {
        let folder = url.rfind('/').map(|slash| &url[..=slash])?;
        let file = url.strip_suffix(".md").map(|stem| format!("{stem}.html"));
        file.and_then(|file| self.site.at(&file)).or_else(|| self.site.at(folder))
    }
}
