//! Which articles and which files beside them are published, by front matter and the day.

use std::collections::BTreeMap;

use serde_json::Value;

use super::classify::{self, PageLayout, Plan};
use super::output_formats::Formats;
use super::page::Unpublished;
use super::parsed::Head;
use crate::front::{Date, FrontMatter};

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

/// Which files of folders are published: those of the folder's own article, else of the nearest one above it.
#[derive(Debug, Default)]
pub(super) struct FolderFiles(BTreeMap<String, Option<LeftOut>>);

/// `build` of front matter.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Build {
    render: Option<Rendering>,
    /// Whether no list has it.
    is_unlisted: bool,
    publish_resources: Option<bool>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rendering {
    Always,
    Never,
    /// Not rendered, but with an address.
    Link,
}

impl Selection {
    /// Why the article is not shown, and whether its files are published.
    pub(super) fn publication(&self, head: &Head) -> (Option<Unpublished>, bool) {
        let build = Build::of(&head.front);
        let reason = self.unpublished(&head.front, build);
        let files = match reason {
            None => build.publish_resources.unwrap_or(true),
            Some(Unpublished::Draft | Unpublished::Future | Unpublished::Expired) => false,
            Some(Unpublished::NotHtml) => build.publish_resources.unwrap_or(true),
            // Decided by the caller.
            Some(Unpublished::Disabled) => false,
            Some(Unpublished::NotRendered) => build.publish_resources.unwrap_or(build.render == Some(Rendering::Link)),
        };
        (reason, files)
    }

    fn unpublished(&self, front: &FrontMatter, build: Build) -> Option<Unpublished> {
        let now = self.now.instant();
        let is_future = front.published().is_some_and(|date| date.value.instant() > now);
        let is_expired = front.expiry_date.as_ref().is_some_and(|date| date.value.instant() < now);
        let is_rendered = matches!(build.render, None | Some(Rendering::Always));
        if front.draft == Some(true) && !self.drafts {
            Some(Unpublished::Draft)
        } else if is_future && !self.future {
            Some(Unpublished::Future)
        } else if is_expired {
            Some(Unpublished::Expired)
        } else if !is_rendered {
            Some(Unpublished::NotRendered)
        } else {
            (!Formats::of(front).html).then_some(Unpublished::NotHtml)
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
        let has_folder = classify::layout(&head.place) != PageLayout::Single;
        has_folder.then(|| (classify::folder(&head.place).to_owned(), (!are_published).then_some(left_out)))
    }

    /// Adds what [`Self::of`] returned.
    pub(super) fn extend(&mut self, found: Option<(String, Option<LeftOut>)>) {
        self.0.extend(found);
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

impl Build {
    /// `build` in front matter. `headless: true` is the older word for `render: never`.
    fn of(front: &FrontMatter) -> Self {
        let get = |key: &str| front.params.get(key);
        let is_headless = get("headless").is_some_and(is_true);
        match get("build").or_else(|| get("_build")) {
            Some(build) => Self::of_value(build),
            None => Self { render: is_headless.then_some(Rendering::Never), ..Self::default() },
        }
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
        let is_never = |word: &str| ["never", "false"].iter().any(|never| word.eq_ignore_ascii_case(never));
        let is_unlisted = build.get("list").is_some_and(|list| list == false || list.as_str().is_some_and(is_never));
        Self { render, is_unlisted, publish_resources: build.get("publishresources").map(is_true) }
    }
}

/// Whether lists have the article: not with `build: {list: never}`.
pub(super) fn is_listed(front: &FrontMatter) -> bool {
    !Build::of(front).is_unlisted
}

fn is_true(value: &Value) -> bool {
    value.as_bool().unwrap_or_else(|| value.as_str().is_some_and(|text| text.eq_ignore_ascii_case("true")))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Build, FrontMatter, Rendering};

    #[test]
    fn headless_is_never_rendered_unless_build_says_otherwise() {
        let of = |params: serde_json::Value| {
            let params = params.as_object().unwrap().clone().into_iter().collect();
            Build::of(&FrontMatter { params, ..FrontMatter::default() }).render
        };
        assert_eq!(of(json!({"headless": true})), Some(Rendering::Never));
        assert_eq!(of(json!({"headless": true, "build": {"render": "always"}})), Some(Rendering::Always));
        assert_eq!(of(json!({"headless": false, "build": {"render": false}})), Some(Rendering::Never));
        assert_eq!(of(json!({})), None);
    }
}
