//! Elements of HTML that have a shortcode here.

/// A frame with a video as the shortcode for it.
pub(super) fn video(tag: &str) -> Option<String> {
    let is_frame = tag.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("<iframe"));
    let at = tag.find("/embed/").filter(|at| is_frame && tag[..*at].contains("youtube"))?;
    let rest = &tag[at + "/embed/".len()..];
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
    let id = &rest[..rest.find(|letter| !is_part(letter)).unwrap_or(rest.len())];
    let title = tag.split_once("title=\"").and_then(|(_, rest)| rest.split_once('"')).map(|(title, _)| title);
    let title = title.map(|title| format!(" title=\"{title}\"")).unwrap_or_default();
    (!id.is_empty()).then(|| format!("{{{{< youtube id=\"{id}\"{title} >}}}}"))
}

#[cfg(test)]
mod tests {
    use super::video;

    #[test]
    fn a_frame_with_a_video_is_a_shortcode() {
        let frame = "<iframe width=\"1\" src=\"https://www.youtube.com/embed/a-B_c?x=1\" title=\"T\">";
        assert_eq!(video(frame).as_deref(), Some("{{< youtube id=\"a-B_c\" title=\"T\" >}}"));
        assert_eq!(video("<iframe src=\"https://example.com/embed/a\">"), None);
    }
}
