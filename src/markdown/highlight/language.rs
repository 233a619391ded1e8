//! The names of languages as people write them, and the grammar each stands for.
//!
//! Kept out: what is no name but an extension; the grammars bring those themselves.

use std::collections::HashMap;
use std::sync::LazyLock;

use syntect::parsing::SyntaxSet;

use crate::finding::nearest;

/// Names of text that has no grammar, sorted.
const PLAIN: &[&str] = &[
    "",
    "ascii",
    "console",
    "fallback",
    "no-highlight",
    "nohighlight",
    "none",
    "output",
    "plain",
    "plaintext",
    "shell-session",
    "shellsession",
    "terminal",
    "text",
    "txt",
];

/// Grammars and the further names they go by.
const ALIASES: &[(&str, &[&str])] = &[
    ("Ada", &["ada95", "ada2005"]),
    ("Apache Conf", &["apache", "apacheconf", "aconf"]),
    ("AsciiDoc (Asciidoctor)", &["asciidoc"]),
    ("Batch File", &["batch", "dosbatch", "winbatch", "cmd"]),
    ("Bourne Again Shell (bash)", &["shell", "sh", "bash", "zsh", "ksh", "shellscript", "posix", "ash"]),
    ("C", &["c", "h"]),
    ("C#", &["csharp", "c#", "dotnet"]),
    ("C++", &["c++", "cpp", "cplusplus"]),
    ("Clojure", &["clojurescript"]),
    ("DotENV", &["dotenv"]),
    ("Diff", &["udiff"]),
    ("Dockerfile (with bash)", &["docker", "dockerfile", "containerfile"]),
    ("Elixir", &["iex"]),
    ("Email", &["email"]),
    ("Go", &["golang"]),
    ("Gomod", &["gomod", "go-mod", "go.mod"]),
    ("Groff/troff", &["nroff", "roff"]),
    ("HTML", &["html5", "go-html-template"]),
    ("HTML (Jinja2)", &["html+jinja", "django", "nunjucks"]),
    ("INI", &["conf", "dosini", "systemd", "systemd-unit", "editorconfig", "service", "toolbox"]),
    ("JSON", &["jsonc", "json5", "json-ld", "jsonld", "jsonl", "ndjson", "geojson", "webmanifest"]),
    ("Java Properties", &["java-properties"]),
    ("JavaScript (Babel)", &["js", "javascript", "jsx", "react", "node", "nodejs", "mjs", "ecmascript"]),
    ("LaTeX", &["tex"]),
    ("Lisp", &["common-lisp", "emacs-lisp", "emacs", "elisp", "scheme"]),
    ("Makefile", &["make", "makefile", "mf", "bsdmake"]),
    ("Manpage", &["manpage"]),
    ("Markdown", &["md", "mkd", "mdx", "gfm"]),
    ("MATLAB", &["octave"]),
    ("Objective-C", &["objectivec", "objc", "obj-c"]),
    ("Objective-C++", &["objectivec++", "objc++"]),
    ("Pascal", &["delphi", "objectpascal"]),
    ("Perl", &["perl5"]),
    ("PHP", &["php", "html+php"]),
    ("PowerShell", &["posh", "pwsh", "psh", "ps"]),
    ("Protocol Buffer", &["proto", "protobuf", "proto3"]),
    ("Python", &["python3", "python2", "py2", "sage", "pyrex", "starlark", "bazel", "skylark", "cython"]),
    ("R", &["splus", "rlang"]),
    ("Regular Expression", &["regex", "regexp"]),
    ("Ruby", &["jruby", "rbcon", "irb"]),
    ("Rust", &["rustlang"]),
    ("SCSS", &["sass-scss"]),
    ("SQL", &["postgresql", "postgres", "psql", "plpgsql", "mysql", "mariadb", "sqlite", "sqlite3", "tsql", "t-sql"]),
    ("SSH Config", &["ssh", "sshconfig", "ssh-config"]),
    ("Separated Values", &["csv", "tsv"]),
    ("Terraform", &["hcl", "terraform", "tf", "opentofu", "tofu", "nomad", "packer"]),
    ("TypeScript", &["typescript"]),
    ("TypeScriptReact", &["tsx", "typescriptreact"]),
    ("VimL", &["viml", "vimscript"]),
    ("Vue Component", &["vue", "vuejs"]),
    ("XML", &["svg", "rss", "atom", "xhtml", "xsl", "xslt", "wsdl", "plist", "pom"]),
    ("YAML", &["kubernetes", "k8s", "docker-compose", "openapi"]),
    ("jsonnet", &["libsonnet"]),
    ("nginx", &["nginxconf"]),
    ("reStructuredText", &["restructuredtext"]),
];

/// Every name, extension and alias that has a grammar, in lower case and sorted, so that nobody loads grammars to
/// learn that there is none.
static NAMES: LazyLock<Vec<&str>> = LazyLock::new(|| include_str!("languages.txt").lines().collect());

/// Whether `language`, in lower case, names text without a grammar.
pub(super) fn is_plain(language: &str) -> bool {
    PLAIN.binary_search(&language).is_ok()
}

/// Whether `language`, in lower case, has a grammar.
pub(super) fn is_known(language: &str) -> bool {
    NAMES.binary_search(&language).is_ok()
}

/// The name nearest to `language`, in lower case; of equally near ones the first in the alphabet.
pub(super) fn nearest_to(language: &str) -> Option<&'static str> {
    // Extensions of one or two letters are near to everything.
    let mut names: Vec<&str> = NAMES.iter().chain(PLAIN).copied().filter(|name| name.len() > 2).collect();
    names.sort_unstable();
    nearest(language, names)
}

/// Where in the set of grammars each language stands.
#[derive(Debug)]
pub(super) struct Languages {
    indices: HashMap<String, usize>,
}

impl Languages {
    /// Every name, extension and alias of these grammars, in lower case.
    pub(super) fn of(grammars: &SyntaxSet) -> Self {
        let mut indices = HashMap::new();
        let mut by_name = HashMap::new();
        // Later grammars mend earlier ones of the same extension; an alias stands above both.
        for (index, grammar) in grammars.syntaxes().iter().enumerate() {
            by_name.insert(grammar.name.as_str(), index);
            for extension in &grammar.file_extensions {
                indices.insert(extension.to_lowercase(), index);
            }
        }
        for (index, grammar) in grammars.syntaxes().iter().enumerate() {
            indices.insert(grammar.name.to_lowercase(), index);
        }
        for (name, aliases) in ALIASES {
            if let Some(index) = by_name.get(name) {
                indices.extend(aliases.iter().map(|alias| ((*alias).to_owned(), *index)));
            }
        }
        Self { indices }
    }

    pub(super) fn index(&self, language: &str) -> Option<usize> {
        self.indices.get(language).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::{ALIASES, Languages, NAMES, PLAIN};

    #[test]
    fn every_alias_has_its_grammar_and_stands_once() {
        let grammars = two_face::syntax::extra_newlines();
        let languages = Languages::of(&grammars);
        for (name, aliases) in ALIASES {
            for alias in *aliases {
                let index = languages.index(alias).unwrap_or_else(|| panic!("{name} is no grammar"));
                assert_eq!(grammars.syntaxes()[index].name, *name, "{alias}");
                assert!(!PLAIN.contains(alias), "{alias}");
            }
        }
        assert!(PLAIN.is_sorted());
    }
    #[test]
    fn the_list_of_names_is_what_the_grammars_have() {
        let languages = Languages::of(&two_face::syntax::extra_newlines());
        let mut names: Vec<&str> = languages.indices.keys().map(String::as_str).collect();
        names.sort_unstable();
        if std::env::var_os("CLAUSEBOOK_BLESS").is_some() {
            let list = concat!(env!("CARGO_MANIFEST_DIR"), "/src/markdown/highlight/languages.txt");
            std::fs::write(list, names.join("\n") + "\n").unwrap();
        } else {
            assert_eq!(names, *NAMES, "CLAUSEBOOK_BLESS=1 writes the list anew");
        }
    }
}
