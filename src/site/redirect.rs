//! The site's own `_redirects`, as Netlify and Cloudflare Pages read them: exact paths, `:names` and a final `*`.
//!
//! Rules with conditions on countries, languages or query strings are for hosts; here they never apply.

/// Where a rule leads, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Destination {
    /// A path of the site, or an address elsewhere.
    pub to: String,
    /// The status to answer with. With 200 the address stays and the other page is shown.
    pub status: u16,
}

/// The rules of a `_redirects` file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Redirects {
    rules: String,
}

impl Redirects {
    /// The rules in `text`, one a line: `from to [status]`. What cannot be read as a rule is none.
    pub fn new(text: impl Into<String>) -> Self {
        Self { rules: text.into() }
    }

    /// The rules as written.
    pub fn as_str(&self) -> &str {
        &self.rules
    }

    /// The destination of the first rule that matches `path`.
    pub fn find(&self, path: &str) -> Option<Destination> {
        find(&self.rules, path)
    }
}

fn find(rules: &str, path: &str) -> Option<Destination> {
    rules.lines().find_map(|line| {
        let line = line.split(" #").next().unwrap_or_default().trim();
        let mut words = line.split_whitespace();
        let (from, to) = (words.next()?, words.next()?);
        let status = words.next().map_or(Some(301), |status| status.trim_end_matches('!').parse().ok())?;
        if from.starts_with('#') || words.next().is_some() || !(200..=499).contains(&status) {
            return None;
        }
        let to = matched(from, path)?.into_iter().fold(to.to_owned(), |to, (name, value)| to.replace(&name, value));
        (to != path).then_some(Destination { to, status })
    })
}

/// What the `:names` and the `*` of `pattern` stand for in `path`, the longest name first.
fn matched<'p>(pattern: &str, path: &'p str) -> Option<Vec<(String, &'p str)>> {
    let mut found = Vec::new();
    let mut rest = path.trim_matches('/');
    let pattern = pattern.strip_prefix('/')?.trim_end_matches('/');
    for part in pattern.split('/') {
        if part == "*" {
            found.push((":splat".to_owned(), rest));
            rest = "";
            break;
        }
        let (first, after) = rest.split_once('/').unwrap_or((rest, ""));
        match part.strip_prefix(':') {
            Some(_) if first.is_empty() => return None,
            Some(_) => found.push((part.to_owned(), first)),
            None if part == first => {}
            None => return None,
        }
        rest = after;
    }
    found.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    rest.is_empty().then_some(found)
}

#[cfg(test)]
mod tests {
    use super::find;

    const RULES: &str = "# moved\n/old/ /new/\n/gone /410 410\n/docs/* /guides/:splat 302\n/news/:year/:month/:y /n/:y-:month-:year\n\
                         /app/* /index.html 200\n/fr/* /fr-only/ 302 Country=fr\n/loop/* /loop/:splat\n/ext https://other.example/x 307\n";

    fn check(path: &str, expected: Option<(&str, u16)>) {
        let found = find(RULES, path);
        assert_eq!(found.as_ref().map(|found| (found.to.as_str(), found.status)), expected, "{path}");
    }

    #[test]
    fn the_first_rule_that_matches_leads_on() {
        check("/old/", Some(("/new/", 301)));
        check("/old", Some(("/new/", 301)));
        check("/old/x", None);
        check("/gone", Some(("/410", 410)));
        check("/docs/a/b/", Some(("/guides/a/b", 302)));
        check("/docs", Some(("/guides/", 302)));
        check("/news/2026/11/x", Some(("/n/x-11-2026", 301)));
        check("/news/2026/11", None);
        check("/app/any", Some(("/index.html", 200)));
        check("/fr/x", None);
        check("/loop/x", None);
        check("/ext", Some(("https://other.example/x", 307)));
        check("/", None);
        check("/é", None);
    }
}
