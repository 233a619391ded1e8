//! Which articles and which files beside them are published, by front matter and the day.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::classify::{self, PageLayout, Plan};
use super::page::Unpublished;
use super::parsed::Head;
use crate::front::Date;

/// Which articles are shown besides those that are published today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Selection {
    /// Also articles with `draft: true`.
    pub drafts: bool,
    /// Also articles whose date is in the future.
    pub future: bool,
    /// The moment that "today" means.
    pub now: Date,
}

/// Why a file of the site is not published although its address is free.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeftOut {
    /// An article that is not shown.
    Article(Unpublished),
    /// A file of an article that is not shown.
    FileOf(Unpublished),
    /// A file of an article with `publishResources: false`.
    Withheld,
}

/// What the front matter of articles says of their publication.
#[derive(Debug)]
pub(super) struct Publication<'s> {
    selection: &'s Selection,
    /// What sections say of everything below them, by folder below `content/`.
    cascades: BTreeMap<String, BuildOptions>,
}

/// Which files of folders are published: those of the folder's own article, else of the nearest one above it.
#[derive(Debug, Default)]
pub(super) struct FolderFiles(BTreeMap<String, Option<LeftOut>>);

/// What decides whether an article is shown: of its own, or set by a section for all below it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct BuildOptions {
    build: Option<Build>,
    draft: Option<bool>,
    date: Option<Date>,
    publish_date: Option<Date>,
    expiry_date: Option<Date>,
}

/// `build` of front matter.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Build {
    render: Option<Rendering>,
    publish_resources: Option<bool>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rendering {
    Always,
    Never,
    /// Not rendered, but with an address.
    Link,
}

impl<'s> Publication<'s> {
    /// The publication of the articles with these heads.
    pub(super) fn new<'h>(heads: impl Iterator<Item = &'h Head>, selection: &'s Selection) -> Self {
        let cascade = |head: &Head| {
            let value = head.front.params.get("cascade")?;
            let has_sections = matches!(classify::layout(&head.path), PageLayout::Home | PageLayout::Section);
            let options = BuildOptions::of_cascade(value);
            let folder = classify::folder(&head.path).to_owned();
            (has_sections && options != BuildOptions::default()).then_some((folder, options))
        };
        Self { selection, cascades: heads.filter_map(cascade).collect() }
    }

    /// Why the article is not shown, and whether its files are published.
    pub(super) fn of(&self, head: &Head) -> (Option<Unpublished>, bool) {
        let options = self.options(head);
        let Build { render, publish_resources } = options.build.unwrap_or_default();
        let reason = self.unpublished(options, render);
        let files = match reason {
            None => publish_resources.unwrap_or(true),
            Some(Unpublished::Draft | Unpublished::Future | Unpublished::Expired) => false,
            Some(Unpublished::NotRendered) => publish_resources.unwrap_or(render == Some(Rendering::Link)),
        };
        (reason, files)
    }

    fn unpublished(&self, options: BuildOptions, render: Option<Rendering>) -> Option<Unpublished> {
        let now = self.selection.now.instant();
        let published = options.publish_date.or(options.date);
        let is_future = published.is_some_and(|date| date.instant() > now);
        let is_expired = options.expiry_date.is_some_and(|date| date.instant() < now);
        let is_rendered = matches!(render, None | Some(Rendering::Always));
        if options.draft == Some(true) && !self.selection.drafts {
            Some(Unpublished::Draft)
        } else if is_future && !self.selection.future {
            Some(Unpublished::Future)
        } else if is_expired {
            Some(Unpublished::Expired)
        } else {
            (!is_rendered).then_some(Unpublished::NotRendered)
        }
    }

    /// The article's own options, each absent one from the nearest section that sets it.
    fn options(&self, head: &Head) -> BuildOptions {
        let mut options = BuildOptions::of_article(head);
        if self.cascades.is_empty() {
            return options;
        }
        let mut folder = classify::folder(&head.path);
        loop {
            options = options.or(self.cascades.get(folder).copied().unwrap_or_default());
            match folder.rsplit_once('/') {
                Some((above, _)) => folder = above,
                None if folder.is_empty() => return options,
                None => folder = "",
            }
        }
    }
}

impl FolderFiles {
    /// The folder that the article stands for, below `content/`, and why the files in it are left out, if they are.
    pub(super) fn of(
        head: &Head,
        reason: Option<Unpublished>,
        are_published: bool,
    ) -> Option<(String, Option<LeftOut>)> {
        let left_out = reason.map_or(LeftOut::Withheld, LeftOut::FileOf);
        let has_folder = classify::layout(&head.path) != PageLayout::Single;
        has_folder.then(|| (classify::folder(&head.path).to_owned(), (!are_published).then_some(left_out)))
    }

    /// Adds what [`Self::of`] returned.
    pub(super) fn extend(&mut self, found: Option<(String, Option<LeftOut>)>) {
        self.0.extend(found);
    }

    /// Whether the folder, below `content/`, has an article of its own that is not shown.
    pub(super) fn is_of_unpublished(&self, folder: &str) -> bool {
        matches!(self.0.get(folder), Some(Some(LeftOut::FileOf(_))))
    }

    /// Why files in `folder`, below `content/`, are left out.
    pub(super) fn left_out(&self, folder: &str, plan: &Plan) -> Option<LeftOut> {
        let mut folder = plan.bundle_around(folder).unwrap_or(folder);
        loop {
            match self.0.get(folder) {
                Some(found) => return *found,
                None if folder.is_empty() => return None,
                None => folder = folder.rsplit_once('/').map_or("", |(above, _)| above),
            }
        }
    }
}

impl BuildOptions {
    /// Of an article's own front matter.
    fn of_article(head: &Head) -> Self {
        let front = &head.front;
        Self {
            build: Build::of(|key| front.params.get(key)),
            draft: front.draft,
            date: front.date.as_ref().map(|date| date.value),
            publish_date: front.publish_date.as_ref().map(|date| date.value),
            expiry_date: front.expiry_date.as_ref().map(|date| date.value),
        }
    }

    /// Of `cascade`: a mapping, or a list of them. One for certain pages alone is not followed.
    fn of_cascade(value: &Value) -> Self {
        let items = match value {
            Value::Array(items) => items.as_slice(),
            Value::Object(_) | Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
                std::slice::from_ref(value)
            }
        };
        let mappings = items.iter().filter_map(Value::as_object);
        let for_all = mappings.filter(|item| !item.contains_key("target") && !item.contains_key("_target"));
        for_all.fold(Self::default(), |options, item| options.or(Self::of_values(item)))
    }

    fn of_values(values: &Map<String, Value>) -> Self {
        let date = |key: &str| values.get(key).and_then(Value::as_str).and_then(Date::parse);
        Self {
            build: Build::of(|key| values.get(key)),
            draft: values.get("draft").map(is_true),
            date: date("date"),
            publish_date: date("publishdate"),
            expiry_date: date("expirydate"),
        }
    }

    fn or(self, other: Self) -> Self {
        Self {
            build: self.build.or(other.build),
            draft: self.draft.or(other.draft),
            date: self.date.or(other.date),
            publish_date: self.publish_date.or(other.publish_date),
            expiry_date: self.expiry_date.or(other.expiry_date),
        }
    }
}

impl Build {
    /// The value of `build`, by a function that returns values by their keys; nothing where there is none. `headless: true`
    /// is the older word for `render: never`.
    fn of<'v>(get: impl Fn(&str) -> Option<&'v Value>) -> Option<Self> {
        let build = get("build").or_else(|| get("_build")).map(Self::of_value);
        let is_headless = get("headless").is_some_and(is_true);
        build.or_else(|| is_headless.then_some(Self { render: Some(Rendering::Never), publish_resources: None }))
    }

    fn of_value(build: &Value) -> Self {
        let render = build.get("render").and_then(|value| match value {
            Value::Bool(true) => Some(Rendering::Always),
            Value::Bool(false) => Some(Rendering::Never),
            Value::String(word) => match word.to_ascii_lowercase().as_str() {
                "always" | "true" => Some(Rendering::Always),
                "never" | "false" => Some(Rendering::Never),
                "link" => Some(Rendering::Link),
                _ => None,
            },
            Value::Null | Value::Number(_) | Value::Array(_) | Value::Object(_) => None,
        });
        Self { render, publish_resources: build.get("publishresources").map(is_true) }
    }
}

fn is_true(value: &Value) -> bool {
    value.as_bool().unwrap_or_else(|| value.as_str().is_some_and(|text| text.eq_ignore_ascii_case("true")))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Build, BuildOptions, Rendering};

    #[track_caller]
    fn check(cascade: serde_json::Value, render: Option<Rendering>, draft: Option<bool>) {
        let options = BuildOptions::of_cascade(&cascade);
        assert_eq!((options.build.and_then(|build| build.render), options.draft), (render, draft), "{cascade}");
    }

    #[test]
    fn a_cascade_is_a_mapping_or_a_list_of_them() {
        check(json!({"build": {"render": "never"}}), Some(Rendering::Never), None);
        check(json!({"headless": true}), Some(Rendering::Never), None);
        check(json!([{"draft": true}, {"_build": {"render": "link"}}]), Some(Rendering::Link), Some(true));
        check(json!({"target": {"path": "/a/**"}, "draft": true}), None, None);
        check(json!("never"), None, None);
    }

    #[test]
    fn headless_is_never_rendered_unless_build_says_otherwise() {
        let of = |params: serde_json::Value| Build::of(|key| params.get(key)).and_then(|build| build.render);
        assert_eq!(of(json!({"headless": true})), Some(Rendering::Never));
        assert_eq!(of(json!({"headless": true, "build": {"render": "always"}})), Some(Rendering::Always));
        assert_eq!(of(json!({"headless": false, "build": {"render": false}})), Some(Rendering::Never));
        assert_eq!(of(json!({})), None);
    }
}
