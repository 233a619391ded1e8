//! What an address that leads nowhere was probably meant to be, by its form.

use crate::site::{Address, Resolver, Target};

/// Longer paths are not looked up, in bytes.
const MAX_PATH: usize = 1024;

/// The path, relative to the page at `page`, of the file that lies at `path` beside the source of the page: an article
/// `guide/a.md` has the address `/guide/a/`, so that `img/x.png` is at `../img/x.png`. Nothing where there is none.
pub(super) fn beside(resolver: &Resolver<'_>, page: &str, path: &str) -> Option<String> {
    if path.is_empty() || path.starts_with('/') || path.len() > MAX_PATH {
        return None;
    }
    let parent = page.trim_end_matches('/').rsplit_once('/').map_or("", |(parent, _)| parent);
    // A path that leaves the folder is counted from there.
    let target = path.split('/').try_fold(parent.to_owned(), |folder, part| match part {
        "." => Some(folder),
        ".." => folder.rsplit_once('/').map(|(above, _)| above.to_owned()),
        part => Some(format!("{folder}/{part}")),
    })?;
    let is_there = matches!(resolver.site().at(&target), Some(Target::Asset(_)));
    is_there.then(|| relative(page, &target))
}

/// The path from the page at `page` to `target`, both from the root.
fn relative(page: &str, target: &str) -> String {
    let folder = page.rsplit_once('/').map_or("", |(folder, _)| folder);
    let (from, to): (Vec<&str>, Vec<&str>) = (folder.split('/').collect(), target.split('/').collect());
    let common = from.iter().zip(&to[..to.len() - 1]).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("..", from.len() - common);
    up.chain(to[common..].iter().copied()).collect::<Vec<_>>().join("/")
}

/// The remedy for a host or an address of mail that has no scheme, and is read as a path.
pub(super) fn likely_host(address: &Address<'_>) -> Option<String> {
    const ENDS: [&str; 14] =
        ["com", "org", "net", "io", "dev", "gov", "edu", "mil", "eu", "de", "uk", "fr", "ch", "example"];
    let path = address.path;
    let first = path.split('/').next()?;
    if address.authority.is_some() || first.starts_with('.') {
        return None;
    }
    let end = first.rsplit_once('.').map(|(_, end)| end.split(':').next().unwrap_or(end));
    let is_host = first.starts_with("www.") || end.is_some_and(|end| ENDS.contains(&end));
    match first.split_once('@') {
        Some((name, _)) if !name.is_empty() && is_host && first == path => {
            Some(format!("did you mean `mailto:{path}`?"))
        }
        _ if first.contains('@') => None,
        _ => is_host.then(|| format!("did you mean `https://{path}`?")),
    }
}

#[cfg(test)]
mod tests {
    use super::{likely_host, relative};
    use crate::site::Address;

    #[test]
    fn a_relative_path_leads_from_the_address_of_a_page() {
        assert_eq!(relative("/guide/a/", "/guide/img/x.png"), "../img/x.png");
        assert_eq!(relative("/a/", "/x.png"), "../x.png");
        assert_eq!(relative("/a/", "/a/x.png"), "x.png");
        assert_eq!(relative("/a/b.html", "/a/x.png"), "x.png");
        assert_eq!(relative("/", "/x/y.png"), "x/y.png");
    }

    #[test]
    fn a_host_without_a_scheme_is_recognised() {
        let check = |written: &str, expected: Option<&str>| {
            assert_eq!(likely_host(&Address::parse(written)).as_deref(), expected, "{written}");
        };
        check("www.a.b/x", Some("did you mean `https://www.a.b/x`?"));
        check("a.example.com/x", Some("did you mean `https://a.example.com/x`?"));
        check("a@b.example", Some("did you mean `mailto:a@b.example`?"));
        for written in ["a/b.com/x", "x.png", "/www.a.b/", "../a.com", "x", ""] {
            check(written, None);
        }
    }
}
