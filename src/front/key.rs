//! The keys of front matter, and which unknown ones are misspelt.

use crate::finding::nearest;

/// A key with a meaning in Clausebook or in Hugo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownKey {
    /// Its usual spelling; case does not matter.
    pub name: &'static str,
    /// Its purpose in one line; empty where it is only passed on to templates.
    pub about: &'static str,
}

const fn key(name: &'static str, about: &'static str) -> KnownKey {
    KnownKey { name, about }
}

/// Every known key: those with a meaning here first, then those of Hugo that are passed on as `page.params`.
pub const KNOWN: &[KnownKey] = &[
    key("title", "the heading of the page and the text of links to it"),
    key("linkTitle", "a shorter title for lists and menus"),
    key("description", "one sentence for search engines, feeds and lists"),
    key("lead", "the paragraph under the heading"),
    key("type", "the kind of article, for templates"),
    key("layout", "the template to render with"),
    key("slug", "the last part of the address instead of the file's name"),
    key("url", "the whole address instead of the path"),
    key("aliases", "old addresses that lead here; a relative one starts at the page's folder"),
    key("date", "when it was written"),
    key("lastmod", "when it was changed"),
    key("modified", "another word for `lastmod`"),
    key("publishDate", "not built before this date"),
    key("pubdate", "another word for `publishDate`"),
    key("published", "another word for `publishDate`"),
    key("expiryDate", "not built from this date on"),
    key("unpublishdate", "another word for `expiryDate`"),
    key("draft", "`true` leaves the page out of a build without `--drafts`"),
    key("weight", "the position among siblings, lowest first; none or 0 comes last"),
    key("contributors", "who wrote it: terms of that taxonomy"),
    key("tags", "what it is about: terms of that taxonomy"),
    key("images", "paths or URLs, the first one for social previews"),
    key("menu", "the menus with an entry for the page, with `parent`, `identifier`, `name` and `weight`"),
    key("menus", "another word for `menu`"),
    key("toc", "whether the page shows its contents"),
    key("print", "whether a section has a page for printing"),
    key("landingpage", "a path or text for the theme"),
    key("framework", "the key of the framework that this section and all below it belong to"),
    key("requirements", "what the article explains: framework keys, each with a list of ids"),
    key("applies", "for whom the article is, or the section with all below it: a profile, or dimensions with values"),
    key("control", "makes it a controlled document: owner, approver, version, reviewed, every, history"),
    key("glossary", "whether the article is a glossary: its definition lists define terms"),
    key(
        "terms",
        "`false` links no defined terms on the page, `strict` reports abbreviations that are explained nowhere",
    ),
    key("hero", "the head of the front page: title, lead, buttons, search"),
    key("dynamic_anchors", "`true` where scripts make anchors on the page"),
    key("build", "whether a page is made of it, and whether the files beside it are published"),
    key("_build", "another word for `build`"),
    key("outputs", "what is made of the page: without `html` nothing, without `rss` no feed"),
    key("headless", "`true` is an older word for `build: {render: never}`"),
    key("cascade", "what holds for all below a section: of it, what hides pages is followed"),
    key("params", "further values for templates; they win over keys of the same name outside"),
    key("categories", ""),
    key("isCJKLanguage", ""),
    key("keywords", ""),
    key("kind", ""),
    key("lang", ""),
    key("locale", ""),
    key("markup", ""),
    key("path", ""),
    key("resources", ""),
    key("roles", ""),
    key("series", ""),
    key("sites", ""),
    key("sitemap", ""),
    key("summary", ""),
    key("target", ""),
    key("translationKey", ""),
    key("versions", ""),
    key("videos", ""),
    key("audio", ""),
    key("authors", ""),
    key("author", ""),
];

/// The known key that `written`, in lower case, is very likely a misspelling of; nothing where it is known itself.
///
/// A site may have keys of its own, so that a false report is worse than none: the key has five letters at least and
/// the same first letter, and is not just the plural unless the word is long. `terms` is too near to words such as `teams`.
pub(super) fn misspelt(written: &str) -> Option<&'static str> {
    let length = written.chars().count();
    if length < 5 || KNOWN.iter().any(|known| known.name.eq_ignore_ascii_case(written)) {
        return None;
    }
    let lowered = KNOWN.iter().map(|known| known.name.to_ascii_lowercase());
    let alike = lowered.filter(|known| known.len() >= 5 && known != "terms" && begin_alike(written, known));
    let alike: Vec<String> = alike.collect();
    let found = nearest(written, alike.iter().map(String::as_str))?;
    let changes = strsim::osa_distance(written, found);
    let is_plural = written.strip_suffix('s') == Some(found) || found.strip_suffix('s') == Some(written);
    let is_meant = changes <= if length >= 9 { 2 } else { 1 } && (!is_plural || length >= 9);
    is_meant
        .then(|| KNOWN.iter().find(|known| known.name.eq_ignore_ascii_case(found)).map(|known| known.name))
        .flatten()
}

/// Whether two words have the same first letter, or their first two letters swapped.
fn begin_alike(one: &str, other: &str) -> bool {
    let first_two = |word: &str| (word.chars().next(), word.chars().nth(1));
    let ((first, second), (other_first, other_second)) = (first_two(one), first_two(other));
    first == other_first || (first, second) == (other_second, other_first)
}

#[cfg(test)]
mod tests {
    use super::misspelt;

    #[test]
    fn a_misspelling_is_recognised() {
        for (written, meant) in [
            ("titel", "title"),
            ("descripton", "description"),
            ("wieght", "weight"),
            ("ewight", "weight"),
            ("linktitel", "linkTitle"),
            ("publisheddate", "publishDate"),
            ("contributor", "contributors"),
            ("requirement", "requirements"),
            ("drafft", "draft"),
        ] {
            assert_eq!(misspelt(written), Some(meant), "{written}");
        }
    }

    #[test]
    fn a_key_of_the_site_s_own_is_left_alone() {
        for written in [
            "banner",
            "sectiontitle",
            "terminalimage",
            "topic",
            "teams",
            "services",
            "plan",
            "image",
            "tag",
            "height",
            "craft",
            "dates",
            "titles",
            "data",
            "head",
            "tile",
            "subtitle",
            "toc_hide",
            "no_list",
            "icon",
            "header",
            "footer",
            "sidebar",
            "bookcollapsesection",
            "weights",
            "section",
            "version",
            "level",
            "little",
            "layouts",
            "title",
            "linktitle",
            "cascade",
            "translationkey",
        ] {
            assert_eq!(misspelt(written), None, "{written}");
        }
    }
}
