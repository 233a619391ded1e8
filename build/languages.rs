//! The names of languages, beside those that the grammars bring.

use std::collections::BTreeMap;

use syntect::parsing::SyntaxSet;

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

/// Every name, extension and alias of these grammars in lower case, with the rank of its grammar.
pub(crate) fn of(grammars: &SyntaxSet) -> BTreeMap<String, usize> {
    let mut ranks = BTreeMap::new();
    let mut by_name = BTreeMap::new();
    // Later grammars mend earlier ones of the same extension; an alias stands above both.
    for (rank, grammar) in grammars.syntaxes().iter().enumerate() {
        by_name.insert(grammar.name.as_str(), rank);
        ranks.extend(grammar.file_extensions.iter().map(|extension| (extension.to_lowercase(), rank)));
    }
    ranks.extend(grammars.syntaxes().iter().enumerate().map(|(rank, grammar)| (grammar.name.to_lowercase(), rank)));
    for (name, aliases) in ALIASES {
        let rank = by_name.get(name).unwrap_or_else(|| panic!("`{name}` is no grammar"));
        ranks.extend(aliases.iter().map(|alias| ((*alias).to_owned(), *rank)));
    }
    ranks
}
