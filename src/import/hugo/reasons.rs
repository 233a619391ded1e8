//! Why keys of Hugo's have no counterpart, and which of them need none.

use crate::import::draft::{Draft, Outcome};
use crate::import::tree::{Table, Taken, Value, same};

/// Keys with the reasons, those that begin others after them. Names are compared without regard to case.
const REASONS: &[(&str, Outcome, &str)] = &[
    ("archetypeDir", Outcome::LeftOut, "`clausebook new article` writes front matter of its own"),
    ("archetypes", Outcome::LeftOut, "`clausebook new article` writes front matter of its own"),
    ("assetDir", Outcome::LeftOut, "there is no asset pipeline: put files into `static/`"),
    ("build", Outcome::LeftOut, "there is no asset pipeline"),
    ("buildDrafts", Outcome::LeftOut, "use `clausebook build --drafts`"),
    ("buildExpired", Outcome::LeftOut, "expired pages are not built"),
    ("buildFuture", Outcome::LeftOut, "use `clausebook build --future`"),
    ("cacheDir", Outcome::LeftOut, "use the option `--cache`"),
    ("caches", Outcome::LeftOut, "use the option `--cache`"),
    ("canonifyURLs", Outcome::LeftOut, "addresses are written with the path of `base_url`"),
    ("capitalizeListTitles", Outcome::LeftOut, "write the titles of sections into their `_index.md`"),
    ("cleanDestinationDir", Outcome::NeedsNoSetting, "a build replaces the whole output folder"),
    ("contentTypes", Outcome::LeftOut, "content is Markdown and HTML"),
    ("copyright", Outcome::LeftOut, "it takes text"),
    ("dataDir", Outcome::LeftOut, "templates read no data files; tables are data files beside articles"),
    ("defaultContentLanguage", Outcome::LeftOut, "it takes text"),
    ("defaultOutputFormat", Outcome::LeftOut, "pages are HTML"),
    ("deployment", Outcome::LeftOut, "uploading is left to other programs"),
    ("disableDefaultLanguageRedirect", Outcome::LeftOut, "a site has one language, and no redirect to it"),
    ("disableHugoGeneratorInject", Outcome::NeedsNoSetting, "pages do not name the program"),
    ("disableLanguages", Outcome::LeftOut, "a site has one language"),
    ("disableLiveReload", Outcome::LeftOut, "the preview reloads"),
    ("disqusShortname", Outcome::LeftOut, "pages have no scripts of other hosts"),
    (
        "enableInlineShortcodes",
        Outcome::LeftOut,
        "inline shortcodes print nothing: make each a template in `templates/shortcodes/`",
    ),
    ("enableMissingTranslationPlaceholders", Outcome::LeftOut, "there are no translations of words in templates"),
    ("enableRobotsTXT", Outcome::NeedsNoSetting, "`robots.txt` is always written"),
    ("environment", Outcome::LeftOut, "a build is for production, a preview for development"),
    ("frontmatter", Outcome::LeftOut, "which key a date comes from cannot be set"),
    ("googleAnalytics", Outcome::LeftOut, "pages have no scripts of other hosts"),
    ("hasCJKLanguage", Outcome::NeedsNoSetting, "words of these languages are counted in any case"),
    ("httpCache", Outcome::LeftOut, "a build requests nothing from other hosts"),
    ("i18nDir", Outcome::LeftOut, "there are no translations of words in templates"),
    ("ignoreCache", Outcome::LeftOut, "use the option `--cache`"),
    ("ignoreErrors", Outcome::LeftOut, "findings are ignored with `ignores`, or switched off with `severities`"),
    ("ignoreLogs", Outcome::LeftOut, "findings are ignored with `ignores`, or switched off with `severities`"),
    ("ignoreVendorPaths", Outcome::LeftOut, "modules are not used"),
    ("imaging", Outcome::LeftOut, "images are copied as they are"),
    ("languageCode", Outcome::LeftOut, "pages have the language tag of `language`"),
    ("layoutDir", Outcome::LeftOut, "templates are those in `templates/`, in another language"),
    ("markup.asciidocExt", Outcome::LeftOut, "AsciiDoc is not read"),
    ("markup.blackFriday", Outcome::NeedsNoSetting, "Hugo does not read it either"),
    ("markup.goldmark.duplicateResourceFiles", Outcome::LeftOut, "files of bundles are copied once"),
    ("markup.goldmark.extensions.cjk", Outcome::LeftOut, "line breaks in Chinese, Japanese and Korean are spaces"),
    ("markup.goldmark.extensions.extras.delete", Outcome::LeftOut, "`~~` is struck through, by `strikethrough`"),
    ("markup.goldmark.extensions.footnote", Outcome::LeftOut, "notes have ids and back links of their own"),
    ("markup.goldmark.extensions.linkifyProtocol", Outcome::LeftOut, "a bare address without a scheme is `https:`"),
    ("markup.goldmark.parser.autoDefinitionTermID", Outcome::LeftOut, "the terms of definition lists have no ids"),
    (
        "markup.goldmark.parser.wrapStandAloneImageWithinParagraph",
        Outcome::LeftOut,
        "an image alone stands in a paragraph",
    ),
    ("markup.goldmark.renderHooks", Outcome::LeftOut, "links and images are resolved without hooks"),
    ("markup.goldmark.renderer.xhtml", Outcome::LeftOut, "pages are HTML"),
    ("markup.highlight.style", Outcome::LeftOut, "code has the colours of the style sheets"),
    ("markup.highlight.noClasses", Outcome::LeftOut, "code is coloured with classes"),
    ("markup.highlight", Outcome::LeftOut, "code blocks have one form; options of a block stand behind its language"),
    ("markup.pandoc", Outcome::LeftOut, "only Markdown is read"),
    ("markup.rst", Outcome::LeftOut, "only Markdown is read"),
    ("markup.tableOfContents.ordered", Outcome::LeftOut, "the contents are an unordered list"),
    ("mediaTypes", Outcome::LeftOut, "there are no output formats of a site's own"),
    ("minify", Outcome::LeftOut, "pages are written as their templates have them"),
    ("module.hugoVersion", Outcome::LeftOut, "it is about Hugo"),
    ("module.imports", Outcome::LeftOut, "modules are not fetched; templates are those in `templates/`"),
    ("module", Outcome::LeftOut, "modules are not used"),
    ("newContentEditor", Outcome::LeftOut, "no editor is started"),
    ("noBuildLock", Outcome::LeftOut, "there is no lock"),
    ("noChmod", Outcome::LeftOut, "it is about copying files"),
    ("noTimes", Outcome::LeftOut, "it is about copying files"),
    (
        "outputFormats",
        Outcome::LeftOut,
        "there are no output formats of a site's own; `_redirects`, `_headers` and `llms.txt` are written",
    ),
    ("outputs", Outcome::LeftOut, "there are no output formats of a site's own"),
    ("page", Outcome::LeftOut, "the next page of a series is that in its list"),
    ("paginate", Outcome::LeftOut, "lists are not divided into pages"),
    ("paginatePath", Outcome::LeftOut, "lists are not divided into pages"),
    ("pagination", Outcome::LeftOut, "lists are not divided into pages"),
    ("panicOnWarning", Outcome::LeftOut, "use `clausebook check --deny warnings`"),
    ("permalinks", Outcome::LeftOut, "it takes patterns by section"),
    ("pluralizeListTitles", Outcome::LeftOut, "write the titles of sections into their `_index.md`"),
    ("privacy", Outcome::LeftOut, "videos are links; `embeds` allows frames"),
    ("publishDir", Outcome::LeftOut, "use `clausebook build --out`"),
    ("pygmentsCodeFences", Outcome::NeedsNoSetting, "code blocks are coloured"),
    ("pygmentsCodeFencesGuessSyntax", Outcome::LeftOut, "the language of a code block is not guessed"),
    ("pygmentsOptions", Outcome::LeftOut, "options of a code block stand behind its language"),
    ("pygmentsStyle", Outcome::LeftOut, "code has the colours of the style sheets"),
    ("pygmentsUseClasses", Outcome::LeftOut, "code is coloured with classes"),
    ("pygmentsUseClassic", Outcome::LeftOut, "code is coloured with classes"),
    ("refLinksErrorLevel", Outcome::LeftOut, "a broken reference is a finding; `severities` sets how severe it is"),
    ("refLinksNotFoundURL", Outcome::LeftOut, "a broken reference is a finding"),
    ("related", Outcome::LeftOut, "there are no lists of related pages"),
    ("relativeURLs", Outcome::LeftOut, "addresses are written with the path of `base_url`"),
    ("removePathAccents", Outcome::LeftOut, "paths keep their accents"),
    ("renderSegments", Outcome::LeftOut, "a build writes the whole site"),
    ("resourceDir", Outcome::LeftOut, "there is no asset pipeline"),
    ("roles", Outcome::LeftOut, "a site has one version of each page"),
    ("rssLimit", Outcome::LeftOut, "another key sets it"),
    ("sectionPagesMenu", Outcome::LeftOut, "sections are in no menu of their own accord: write entries into `menus`"),
    ("security", Outcome::LeftOut, "a build runs no programs and requests nothing"),
    ("segments", Outcome::LeftOut, "a build writes the whole site"),
    ("server", Outcome::LeftOut, "headers of the preview cannot be set"),
    ("services", Outcome::LeftOut, "pages have no scripts of other hosts"),
    ("sitemap", Outcome::LeftOut, "the sitemap has addresses and dates alone"),
    ("social", Outcome::LeftOut, "write such values below `params`"),
    ("staticDir", Outcome::LeftOut, "files are copied from `static/`"),
    ("summaryLength", Outcome::LeftOut, "lists show descriptions and no summaries"),
    ("syncDir", Outcome::LeftOut, "it is about copying files"),
    ("templateMetrics", Outcome::LeftOut, "it is about Hugo"),
    ("templateMetricsHints", Outcome::LeftOut, "it is about Hugo"),
    (
        "theme",
        Outcome::LeftOut,
        "themes of Hugo cannot be used: templates are those in `templates/`, in another language",
    ),
    ("themesDir", Outcome::LeftOut, "themes of Hugo cannot be used"),
    ("timeout", Outcome::LeftOut, "it is about templates of Hugo"),
    ("timeZone", Outcome::LeftOut, "a date without a time zone is in UTC"),
    ("titleCaseStyle", Outcome::LeftOut, "titles stay as they are written"),
    ("uglyURLs", Outcome::LeftOut, "it takes `true` or `false`, or sections"),
    ("versions", Outcome::LeftOut, "a site has one version of each page"),
    ("watch", Outcome::LeftOut, "use `clausebook serve`"),
];

const UNKNOWN: (Outcome, &str) =
    (Outcome::LeftOut, "there is no such setting; put a value for your own templates below `params`");

/// Makes a remark of every key that is left in `table`: one for each top-level key, and for each below those that settings
/// come from.
pub(super) fn remarks(table: Table, draft: &mut Draft) {
    remarks_below(table, "", draft);
}

/// Keys with reasons of their own below them.
const DIVIDED: [&str; 10] = [
    "markup",
    "markup.goldmark",
    "markup.goldmark.extensions",
    "markup.goldmark.extensions.extras",
    "markup.goldmark.parser",
    "markup.goldmark.renderer",
    "markup.highlight",
    "markup.tableOfContents",
    "module",
    "services",
];

fn remarks_below(table: Table, above: &str, draft: &mut Draft) {
    for entry in table.entries {
        let path = if above.is_empty() { entry.name } else { format!("{above}.{}", entry.name) };
        match entry.value {
            Value::Table(inner) if !inner.entries.is_empty() && is_divided(&path) => remarks_below(inner, &path, draft),
            value => {
                let taken = Taken { path, place: entry.place, value };
                let (outcome, reason) = reason(&taken.path);
                draft.remark(&taken.path, taken.place, outcome, (reason.to_owned(), taken.value.keys()));
            }
        }
    }
}

fn is_divided(path: &str) -> bool {
    DIVIDED.iter().any(|known| same(known, path))
}

/// What becomes of the key at `path`, and why.
fn reason(path: &str) -> (Outcome, &'static str) {
    let lower = path.to_lowercase();
    let is_about = |key: &str| {
        let key = key.to_lowercase();
        lower.strip_prefix(&key).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    let found = REASONS.iter().filter(|(key, ..)| is_about(key)).max_by_key(|(key, ..)| key.len());
    found.map_or(UNKNOWN, |(_, outcome, reason)| (*outcome, *reason))
}

#[cfg(test)]
mod tests {
    use super::{REASONS, reason};

    #[test]
    fn the_reason_of_a_key_is_that_of_the_nearest_key_above_it() {
        assert_eq!(reason("markup.Highlight.STYLE").1, "code has the colours of the style sheets");
        assert!(reason("markup.highlight.lineNos").1.starts_with("code blocks have one form"));
        assert!(reason("themes").1.starts_with("there is no such setting"));
        let keys: Vec<&str> = REASONS.iter().map(|(key, ..)| *key).collect();
        let mut sorted = keys.clone();
        sorted.sort_by_key(|key| key.to_lowercase());
        sorted.dedup();
        assert_eq!(keys.len(), sorted.len());
    }
}
