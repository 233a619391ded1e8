//! Ids as prose writes them, and as the framework does.

use std::borrow::Cow;

use super::mention::{Mention, MentionedId};
use crate::framework::Framework;

/// An id of `mention` as `framework` writes it, where the prose leaves a part out, has a remark behind it or names an
/// item of none.
pub(super) fn id_of<'a>(framework: &Framework, mention: &'a Mention, id: &'a MentionedId) -> Cow<'a, str> {
    let written = without_foreign_brackets(framework, &id.id);
    let written = framework.whole_of(written).unwrap_or(written);
    framework.id_behind(mention.word(), written).map_or(Cow::Borrowed(written), Cow::Owned)
}

pub(super) fn is_integer(id: &str) -> bool {
    id.bytes().all(|byte| byte.is_ascii_digit())
}

/// `id` without a number in brackets, where the ids of the framework have none: it may be a remark.
pub(super) fn without_foreign_brackets<'i>(framework: &Framework, id: &'i str) -> &'i str {
    match id.find('(') {
        Some(at) if !framework.has_punctuation_of(id) && framework.known(id, None).is_none() => &id[..at],
        _ => id,
    }
}

/// Whether `id` is the number of a version of the framework.
pub(super) fn is_version(framework: &Framework, id: &str) -> bool {
    framework.version == id || framework.versions.iter().any(|version| version.id == id)
}
