//! Redirects that a host serves, as `static/_redirects` declares them in Netlify's syntax.

/// The rules of a `_redirects` file, as far as they say which addresses lead somewhere.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Redirects {
    rules: Vec<Rule>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Rule {
    from: Vec<String>,
    to: String,
}

impl Redirects {
    /// Reads the rules, one a line: `from to [status]`. Comments, blank lines and rules for other hosts are
    /// passed over, as are those that answer 404.
    pub fn parse(text: &str) -> Self {
        let rule = |line: &str| {
            let mut words = line.split_whitespace().take_while(|word| !word.starts_with('#'));
            let from = words.next().filter(|from| from.starts_with('/'))?;
            let words: Vec<&str> = words.collect();
            // What stands before the target are conditions on the query, such as `id=:id`.
            let at = words.iter().position(|word| word.starts_with('/') || word.contains("://"))?;
            let is_gone = words.get(at + 1).is_some_and(|status| status.starts_with('4'));
            let from = from.trim_matches('/').split('/').map(str::to_owned).collect();
            (!is_gone).then(|| Rule { from, to: words[at].to_owned() })
        };
        Self { rules: text.lines().filter_map(rule).collect() }
    }

    /// Where `url` is led, placeholders filled, by the first rule that fits.
    pub fn target(&self, url: &str) -> Option<String> {
        let parts: Vec<&str> = url.trim_matches('/').split('/').collect();
        self.rules.iter().find_map(|rule| rule.apply(&parts))
    }
}

impl Rule {
    fn apply(&self, parts: &[&str]) -> Option<String> {
        let mut to = self.to.clone();
        for (index, pattern) in self.from.iter().enumerate() {
            if pattern == "*" {
                return Some(to.replace(":splat", &parts.get(index..).unwrap_or_default().join("/")));
            }
            let part = parts.get(index)?;
            match pattern.strip_prefix(':') {
                Some(name) => to = to.replace(&format!(":{name}"), part),
                None if pattern == part => {}
                None => return None,
            }
        }
        (parts.len() == self.from.len()).then_some(to)
    }
}

#[cfg(test)]
mod tests {
    use super::Redirects;

    #[test]
    fn rules_are_read_with_placeholders_and_splats() {
        let redirects = Redirects::parse(
            "# old places\n/old/ /new/ 301\n/blog/* /articles/:splat\n/:year/:month/x /archive/:month/:year 302\n\
             /gone /x 404\n/store id=:id /shop/:id\nhttps://other.example/* /y\n",
        );
        let cases = [
            ("/old/", Some("/new/")),
            ("/old", Some("/new/")),
            ("/blog/a/b/", Some("/articles/a/b")),
            ("/2024/05/x", Some("/archive/05/2024")),
            ("/gone", None),
            ("/store", Some("/shop/:id")),
            ("/elsewhere", None),
        ];
        for (url, expected) in cases {
            assert_eq!(redirects.target(url).as_deref(), expected, "{url}");
        }
    }
}
