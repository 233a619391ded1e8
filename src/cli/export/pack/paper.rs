//! The printed series of a pack: each as one PDF, where a browser is installed.

use std::path::PathBuf;
use std::time::Duration;

use super::file::File;
use super::manifest::LeftOut;
use crate::cli::pdf::{Press, PrintOptions};
use crate::cli::status::CommandError;
use crate::pipeline::Project;
use crate::serve::Preview;
use crate::site::{GeneratedPage, Subject};
use crate::source::path::segment;

/// How series are printed.
pub(super) struct Paper {
    pub(super) browser: Result<PathBuf, CommandError>,
    pub(super) no_sandbox: bool,
    pub(super) time_limit: Duration,
    /// A folder that the browser may write into.
    pub(super) folder: PathBuf,
}

/// A series to print.
pub(super) struct Series {
    url: String,
    title: String,
    /// Its path in the pack.
    path: String,
}

/// The series of a site that have a print page, by their addresses.
pub(super) fn pages(project: &Project) -> Vec<Series> {
    let pages = project.site.all_generated().map(|(_, page)| page);
    let series = |page: &GeneratedPage| {
        let Subject::Print(section) = page.subject else { return None };
        let name = segment(&project.site.page(section).url.trim_matches('/').replace('/', "-"));
        let name = if name.is_empty() { "site".to_owned() } else { name };
        Some(Series { url: page.url.clone(), title: page.title.clone(), path: format!("print/{name}.pdf") })
    };
    pages.filter_map(series).collect()
}

impl Paper {
    /// Prints every series. Those that cannot be printed are added to `left_out`.
    ///
    /// # Errors
    /// The site cannot be served to the browser, or the PDF not be read.
    pub(super) fn print(
        self,
        preview: Preview,
        base: &str,
        series: &[Series],
        left_out: &mut Vec<LeftOut>,
    ) -> Result<Vec<File>, CommandError> {
        let mut leave_out = |part: &str, reason: String| left_out.push(LeftOut { part: part.to_owned(), reason });
        if series.is_empty() {
            leave_out("print", "no section has a print page: `print: true` in its `_index.md` makes one".to_owned());
            return Ok(Vec::new());
        }
        let browser = match self.browser {
            Ok(browser) => browser,
            Err(error) => {
                leave_out("print", error.to_string());
                return Ok(Vec::new());
            }
        };
        let press = Press::start(preview, base)?;
        let options = PrintOptions { browser: &browser, no_sandbox: self.no_sandbox, time_limit: self.time_limit };
        let mut files = Vec::new();
        for Series { url, title, path } in series {
            let target =
                tempfile::Builder::new().prefix("clausebook-pack-").suffix(".pdf").tempfile_in(&self.folder)?;
            match press.print(url, target.path(), &options) {
                Ok(()) => {
                    let bytes = std::fs::read(target.path())?;
                    files.push(File { path: path.clone(), kind: "print", about: title.clone(), bytes });
                }
                Err(error) => leave_out(path, error.to_string()),
            }
        }
        Ok(files)
    }
}
