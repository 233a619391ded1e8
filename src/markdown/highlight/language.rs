//! The names of languages that code blocks may use, and the grammar of each.

use std::collections::BTreeMap;

use syntect::parsing::SyntaxSet;

use crate::finding::nearest;

/// Names of text without a grammar, sorted.
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

/// Further names of languages, in lower case, by the name of their grammar.
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

/// Whether `language`, in lower case, means text without a grammar.
pub(super) fn is_plain(language: &str) -> bool {
    PLAIN.binary_search(&language).is_ok()
}

/// The names of all grammars: what they call themselves, their file extensions and our aliases.
#[derive(Debug)]
pub(super) struct Languages {
    /// Names in lower case, with the index of the grammar in its [`SyntaxSet`].
    grammars: BTreeMap<String, usize>,
}

impl Languages {
    pub(super) fn new(syntaxes: &SyntaxSet) -> Self {
        let syntaxes = syntaxes.syntaxes();
        // A later entry replaces an earlier one: of two grammars with one extension the later is the better, a name
        // counts more than an extension, and an alias more than both.
        let mut grammars = BTreeMap::new();
        for (index, syntax) in syntaxes.iter().enumerate() {
            grammars.extend(syntax.file_extensions.iter().map(|extension| (extension.to_lowercase(), index)));
        }
        grammars.extend(syntaxes.iter().enumerate().map(|(index, syntax)| (syntax.name.to_lowercase(), index)));
        for (name, aliases) in ALIASES {
            if let Some(index) = syntaxes.iter().rposition(|syntax| syntax.name == *name) {
                grammars.extend(aliases.iter().map(|alias| ((*alias).to_owned(), index)));
            }
        }
        Self { grammars }
    }

    /// The index of the grammar of `language`, which is in lower case.
    pub(super) fn grammar_of(&self, language: &str) -> Option<usize> {
        self.grammars.get(language).copied()
    }

    /// The name nearest to `language`, which is in lower case. Of equally near names the first in the alphabet.
    pub(super) fn nearest_to(&self, language: &str) -> Option<&str> {
        let mut names: Vec<&str> = self.grammars.keys().map(String::as_str).chain(PLAIN.iter().copied()).collect();
        // An extension of one or two letters is near to every short name.
        names.retain(|name| name.len() > 2);
        names.sort_unstable();
        nearest(language, names)
    }
}

#[cfg(test)]
mod tests {
    use super::{ALIASES, Languages, PLAIN};

    #[test]
    fn plain_names_are_sorted() {
        assert!(PLAIN.is_sorted());
    }

    #[test]
    fn every_alias_has_a_grammar() {
        let syntaxes = two_face::syntax::extra_newlines();
        let missing: Vec<_> = ALIASES.iter().filter(|(name, _)| syntaxes.find_syntax_by_name(name).is_none()).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }

    #[test]
    fn a_language_has_the_name_of_its_grammar_file_extensions_and_aliases() {
        let languages = Languages::new(&two_face::syntax::extra_newlines());
        for names in [["go", "golang"], ["rust", "rs"], ["javascript", "mjs"], ["terraform", "hcl"], ["yaml", "k8s"]] {
            let [one, other] = names.map(|name| languages.grammar_of(name));
            assert!(one.is_some() && one == other, "{names:?}");
        }
        assert_eq!(languages.grammar_of("pyhton"), None);
    }
}
