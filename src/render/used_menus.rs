//! Which menus the templates use.

use std::collections::BTreeSet;

/// Which menus the templates use: a menu may have an entry for every article, and most templates show two menus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum UsedMenus {
    /// Any: some template does not name the menu that it uses.
    Any,
    /// Those with these names.
    Named(BTreeSet<String>),
}

impl UsedMenus {
    /// The menus that these texts of templates use.
    pub(super) fn of<'t>(texts: impl IntoIterator<Item = &'t str>) -> Self {
        let mut names = BTreeSet::new();
        for text in texts {
            // This variable of Tera holds all others.
            if text.contains("__tera_context") {
                return Self::Any;
            }
            for (at, word) in text.match_indices("menus") {
                let rest = &text[at + word.len()..];
                let Some(rest) = rest.strip_prefix("?.").or_else(|| rest.strip_prefix('.')) else { return Self::Any };
                let is_of_name = |letter: char| letter.is_alphanumeric() || letter == '_';
                let name = &rest[..rest.find(|letter| !is_of_name(letter)).unwrap_or(rest.len())];
                names.insert(name.to_owned());
            }
        }
        Self::Named(names)
    }

    pub(super) fn includes(&self, name: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Named(names) => names.contains(name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::UsedMenus;

    fn check(texts: &[&str], expected: Option<&[&str]>) {
        let expected = match expected {
            Some(names) => UsedMenus::Named(names.iter().map(|name| (*name).to_owned()).collect()),
            None => UsedMenus::Any,
        };
        assert_eq!(UsedMenus::of(texts.iter().copied()), expected, "{texts:?}");
    }

    #[test]
    fn templates_get_the_menus_that_they_name_and_all_where_they_name_none() {
        check(&["<p>{{ page.title }}</p>"], Some(&[]));
        check(
            &["{{ menus?.main }}", "{% for item in menus.side_bar %}", "{{menus.main}}"],
            Some(&["main", "side_bar"]),
        );
        check(&["{{ menus?.main }}", "{{ menus[page.params.menu] }}"], None);
        check(&["{% for name, menu in menus %}"], None);
        check(&["{{ menus.main }} {% set all = menus %}"], None);
        check(&["{{ __tera_context }}"], None);
    }
}
