//! Rules for the source that no compiler checks: which module may import which, that files import each other in one
//! direction only, how long a file may be and how it begins, and that a `match` names every variant of our enums.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use syn::visit::{self, Visit};
use syn::{Item, UseTree, Visibility};

/// Modules from low to high. A module imports from lower levels only: neither from higher ones nor from its own.
const LEVELS: &[&[&str]] = &[
    &["source"],
    &["finding", "markup", "output", "yaml"],
    &["applies", "labels"],
    &["config", "front", "markdown", "framework"],
    &["citation", "glossary"],
    &["redline", "table"],
    &["site"],
    &["links", "render", "search"],
    &["pipeline"],
    &["import", "lsp", "serve"],
    &["cli"],
];

/// The crate's own files, which belong to no module.
const ROOTS: &[&str] = &["lib", "main"];

/// The longest file in lines, without its tests.
const MAX_LINES: usize = 400;

/// One file of `src/`, without its tests.
struct SourceText {
    /// Relative to `src/`, with `/`.
    path: String,
    code: String,
}

impl SourceText {
    /// The top-level module that the file belongs to.
    fn module(&self) -> &str {
        let first = self.path.split('/').next().unwrap_or_default();
        first.strip_suffix(".rs").unwrap_or(first)
    }

    /// The path of the module that the file is: `["site", "route"]`.
    fn module_path(&self) -> Vec<String> {
        let path = self.path.strip_suffix(".rs").unwrap_or(&self.path);
        let path = path.strip_suffix("/mod").unwrap_or(path);
        path.split('/').map(str::to_owned).collect()
    }
}

#[test]
fn modules_import_from_lower_levels_only() {
    assert_none(product().iter().flat_map(forbidden_imports).collect());
}

#[test]
fn no_files_import_each_other() {
    assert_none(circular_imports(&product()));
}

#[test]
fn no_wildcard_arm_hides_a_variant_of_our_enums() {
    assert_none(wildcard_arms(&product()));
}

#[test]
fn every_file_is_short_and_begins_with_what_it_is_for() {
    assert_none(product().iter().flat_map(|file| [too_long(file), undocumented(file)]).flatten().collect());
}

#[track_caller]
fn assert_none(faults: Vec<String>) {
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

/// Every file of `src/` that is part of the product, without its tests.
fn product() -> Vec<SourceText> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let paths = walkdir::WalkDir::new(&root).sort_by_file_name().into_iter().map(Result::unwrap);
    let paths: Vec<_> =
        paths.map(|entry| entry.into_path()).filter(|path| path.extension().is_some_and(|end| end == "rs")).collect();
    let texts: Vec<_> = paths.into_iter().map(|path| (fs::read_to_string(&path).unwrap(), path)).collect();
    let tests: BTreeSet<_> = texts.iter().flat_map(|(text, path)| test_modules(text, path)).collect();
    let is_test = |path: &Path| path.ancestors().any(|part| tests.contains(&part.with_extension("")));
    let product = texts.into_iter().filter(|(_, path)| !is_test(path));
    let below = |path: &Path| path.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
    product.map(|(text, path)| SourceText { path: below(&path), code: without_tests(&text) }).collect()
}

/// Modules that `text` declares for tests alone, as paths without an extension.
fn test_modules(text: &str, path: &Path) -> Vec<PathBuf> {
    let is_folder = path.file_stem().is_some_and(|stem| stem == "mod" || stem == "lib" || stem == "main");
    let folder = if is_folder { path.parent().unwrap().to_path_buf() } else { path.with_extension("") };
    let lines: Vec<_> = text.lines().collect();
    let declared = lines.windows(2).filter(|pair| pair[0] == "#[cfg(test)]");
    declared.filter_map(|pair| pair[1].strip_prefix("mod ")?.strip_suffix(';')).map(|name| folder.join(name)).collect()
}

/// The text up to the module of tests at its end.
fn without_tests(text: &str) -> String {
    let end = text.match_indices("\n#[cfg(test)]\nmod ").find(|(at, _)| {
        let rest = &text[at + 1..];
        rest.lines().nth(1).is_some_and(|line| line.ends_with('{'))
    });
    text[..end.map_or(text.len(), |(at, _)| at + 1)].to_owned()
}

fn level(module: &str) -> Option<usize> {
    LEVELS.iter().position(|modules| modules.contains(&module))
}

fn forbidden_imports(file: &SourceText) -> Vec<String> {
    let module = file.module();
    if ROOTS.contains(&module) {
        return Vec::new();
    }
    let Some(own) = level(module) else {
        return vec![format!("{}: `{module}` has no level", file.path)];
    };
    let mut faults = Vec::new();
    for (number, line) in (1..).zip(file.code.lines()) {
        let place = format!("{}:{number}", file.path);
        let code = line.trim_start();
        if code.starts_with("//") {
            continue;
        }
        if code.starts_with("use ") && code.ends_with("::*;") {
            faults.push(format!("{place}: a glob import hides what is imported"));
        }
        for path in code.match_indices("crate::").map(|(at, path)| &code[at + path.len()..]) {
            let end = path.find(|character: char| !character.is_alphanumeric() && character != '_');
            let imported = &path[..end.unwrap_or(path.len())];
            match level(imported) {
                _ if imported == module => {}
                Some(other) if other < own => {}
                Some(_) => faults.push(format!("{place}: `{module}` may not import `{imported}`")),
                None => faults.push(format!("{place}: `crate::{path}` names no module; write one line for each")),
            }
        }
    }
    faults
}

fn too_long(file: &SourceText) -> Option<String> {
    let lines = file.code.lines().count();
    (lines > MAX_LINES).then(|| format!("{}: {lines} lines, {MAX_LINES} are allowed", file.path))
}

fn undocumented(file: &SourceText) -> Option<String> {
    (!file.code.starts_with("//! ")).then(|| format!("{}: does not begin with `//!`", file.path))
}

/// The modules of the crate, each with the names that it hands on from others.
struct Modules {
    /// The file of each module, by the module's path.
    files: BTreeMap<Vec<String>, usize>,
    /// What `pub use` makes available: from the module and the name to the path it stands for.
    exports: BTreeMap<(Vec<String>, String), Vec<String>>,
}

impl Modules {
    fn of(files: &[SourceText], parsed: &[syn::File]) -> Self {
        let by_path = files.iter().enumerate().map(|(index, file)| (file.module_path(), index)).collect();
        let mut modules = Self { files: by_path, exports: BTreeMap::new() };
        for (file, parsed) in files.iter().zip(parsed) {
            let module = file.module_path();
            let items = parsed.items.iter().filter_map(|item| match item {
                Item::Use(item) if !matches!(item.vis, Visibility::Inherited) => Some(&item.tree),
                _ => None,
            });
            for (name, path) in items.flat_map(use_paths) {
                if let Some(path) = modules.absolute(&module, &path) {
                    modules.exports.insert((module.clone(), name), path);
                }
            }
        }
        modules
    }

    /// The path from the root of the crate of what `path` means inside of `module`; nothing for another crate's.
    fn absolute(&self, module: &[String], path: &[String]) -> Option<Vec<String>> {
        let (first, rest) = path.split_first()?;
        let base = match first.as_str() {
            "crate" => Vec::new(),
            "self" => module.to_vec(),
            "super" => {
                let ups = 1 + rest.iter().take_while(|segment| *segment == "super").count();
                let base = &module[..module.len().checked_sub(ups)?];
                return Some([base, &rest[ups - 1..]].concat());
            }
            child => {
                let child = [module, &[child.to_owned()]].concat();
                return self.files.contains_key(&child).then(|| [&child[..], rest].concat());
            }
        };
        Some([&base[..], rest].concat())
    }

    /// The file that defines what stands at `path`.
    fn file_of(&self, path: &[String]) -> Option<usize> {
        let length = (1..=path.len()).rev().find(|length| self.files.contains_key(&path[..*length]))?;
        let (module, rest) = path.split_at(length);
        let export = rest.first().and_then(|name| self.exports.get(&(module.to_vec(), name.clone())));
        match export {
            Some(export) if export != path => self.file_of(&[&export[..], &rest[1..]].concat()),
            _ => self.files.get(module).copied(),
        }
    }
}

/// Every name that a `use` brings in, with its path.
fn use_paths(tree: &UseTree) -> Vec<(String, Vec<String>)> {
    let below = |segment: String, tree: &UseTree| -> Vec<_> {
        let paths = use_paths(tree).into_iter();
        paths.map(|(name, path)| (name, [vec![segment.clone()], path].concat())).collect()
    };
    match tree {
        UseTree::Path(path) => below(path.ident.to_string(), &path.tree),
        UseTree::Name(name) if name.ident == "self" => vec![(String::new(), Vec::new())],
        UseTree::Name(name) => vec![(name.ident.to_string(), vec![name.ident.to_string()])],
        UseTree::Rename(name) => vec![(name.rename.to_string(), vec![name.ident.to_string()])],
        UseTree::Group(group) => group.items.iter().flat_map(use_paths).collect(),
        UseTree::Glob(_) => vec![(String::new(), Vec::new())],
    }
}

/// The paths that one file imports or names in its code.
#[derive(Default)]
struct Paths {
    found: Vec<Vec<String>>,
}

impl<'a> Visit<'a> for Paths {
    fn visit_item_use(&mut self, item: &'a syn::ItemUse) {
        if matches!(item.vis, Visibility::Inherited) {
            self.found.extend(use_paths(&item.tree).into_iter().map(|(_, path)| path));
        }
    }

    fn visit_path(&mut self, path: &'a syn::Path) {
        self.found.push(path.segments.iter().map(|segment| segment.ident.to_string()).collect());
        visit::visit_path(self, path);
    }

    /// `pub(super)` and its like are no imports.
    fn visit_visibility(&mut self, _: &'a Visibility) {}
}

fn parse(files: &[SourceText]) -> Vec<syn::File> {
    files.iter().map(|file| syn::parse_file(&file.code).unwrap()).collect()
}

/// The imports that lie on a circle of files, one line for each.
fn circular_imports(files: &[SourceText]) -> Vec<String> {
    let parsed = parse(files);
    let modules = Modules::of(files, &parsed);
    let mut imports: BTreeMap<usize, BTreeMap<usize, String>> = BTreeMap::new();
    for (index, (file, parsed)) in files.iter().zip(&parsed).enumerate() {
        if ROOTS.contains(&file.module()) {
            continue;
        }
        let module = file.module_path();
        let mut paths = Paths::default();
        paths.visit_file(parsed);
        for path in paths.found {
            // A name that the file itself hands on stands for the path it has there.
            let exported = path.first().and_then(|name| modules.exports.get(&(module.clone(), name.clone())));
            let absolute = exported.cloned().or_else(|| modules.absolute(&module, &path));
            let other = absolute.and_then(|path| modules.file_of(&path)).filter(|other| *other != index);
            if let Some(other) = other {
                imports.entry(index).or_default().entry(other).or_insert_with(|| path.join("::"));
            }
        }
    }
    // An import lies on a circle if what is imported leads back to where it came from.
    let leads_to = |from: usize, to: usize| {
        let (mut seen, mut open) = (BTreeSet::from([from]), vec![from]);
        while let Some(file) = open.pop() {
            open.extend(imports.get(&file).into_iter().flat_map(BTreeMap::keys).filter(|next| seen.insert(**next)));
        }
        seen.contains(&to)
    };
    let line = |from: usize, to: usize, path: &str| format!("{} -> {} (`{path}`)", files[from].path, files[to].path);
    let all = imports.iter().flat_map(|(from, others)| others.iter().map(|(to, path)| (*from, *to, path)));
    all.filter(|(from, to, _)| leads_to(*to, *from)).map(|(from, to, path)| line(from, to, path)).collect()
}

/// Every `match` that names variants of an enum of the crate and has an arm for all others.
struct Matches<'a> {
    enums: &'a BTreeSet<String>,
    path: &'a str,
    function: String,
    faults: Vec<String>,
}

impl<'a> Visit<'a> for Matches<'_> {
    fn visit_item_fn(&mut self, item: &'a syn::ItemFn) {
        self.function = item.sig.ident.to_string();
        visit::visit_item_fn(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'a syn::ImplItemFn) {
        self.function = item.sig.ident.to_string();
        visit::visit_impl_item_fn(self, item);
    }

    fn visit_expr_match(&mut self, expression: &'a syn::ExprMatch) {
        let wildcard = expression.arms.iter().any(|arm| matches!(&arm.pat, syn::Pat::Wild(_)) || is_binding(&arm.pat));
        let named = expression.arms.iter().flat_map(|arm| enums_of(&arm.pat)).find(|name| self.enums.contains(name));
        if let Some(name) = named.filter(|_| wildcard) {
            self.faults.push(format!("{}: `{}` has a wildcard arm over `{name}`", self.path, self.function));
        }
        visit::visit_expr_match(self, expression);
    }
}

/// Whether a pattern is a name alone, which takes every value.
fn is_binding(pattern: &syn::Pat) -> bool {
    matches!(pattern, syn::Pat::Ident(name) if name.subpat.is_none() && name.ident.to_string().starts_with(char::is_lowercase))
}

/// The enums whose variants a pattern names.
fn enums_of(pattern: &syn::Pat) -> Vec<String> {
    let of_path = |path: &syn::Path| -> Vec<String> {
        path.segments.iter().rev().nth(1).map(|segment| segment.ident.to_string()).into_iter().collect()
    };
    match pattern {
        syn::Pat::Or(or) => or.cases.iter().flat_map(enums_of).collect(),
        syn::Pat::Path(path) => of_path(&path.path),
        syn::Pat::TupleStruct(variant) => of_path(&variant.path),
        syn::Pat::Struct(variant) => of_path(&variant.path),
        _ => Vec::new(),
    }
}

/// The names that a file imports from other crates, which may be those of enums of ours elsewhere.
fn foreign_names(module: &[String], file: &syn::File, modules: &Modules) -> BTreeSet<String> {
    let items = file.items.iter().filter_map(|item| if let Item::Use(item) = item { Some(&item.tree) } else { None });
    let foreign = items.flat_map(use_paths).filter(|(_, path)| modules.absolute(module, path).is_none());
    foreign.map(|(name, _)| name).collect()
}

fn wildcard_arms(files: &[SourceText]) -> Vec<String> {
    let parsed = parse(files);
    let modules = Modules::of(files, &parsed);
    let items = parsed.iter().flat_map(|file| &file.items);
    let enums = items.filter_map(|item| if let Item::Enum(item) = item { Some(item.ident.to_string()) } else { None });
    let enums: BTreeSet<String> = enums.collect();
    let mut faults = Vec::new();
    for (file, parsed) in files.iter().zip(&parsed) {
        let imported = foreign_names(&file.module_path(), parsed, &modules);
        let enums = enums.difference(&imported).cloned().collect();
        let mut matches = Matches { enums: &enums, path: &file.path, function: String::new(), faults: Vec::new() };
        matches.visit_file(parsed);
        faults.append(&mut matches.faults);
    }
    faults
}

mod tests {
    use std::path::Path;

    use super::{
        SourceText, circular_imports, forbidden_imports, test_modules, too_long, undocumented, wildcard_arms,
        without_tests,
    };

    fn file(path: &str, code: &str) -> SourceText {
        SourceText { path: path.to_owned(), code: code.to_owned() }
    }

    fn check(path: &str, code: &str, faults: usize) {
        let found = forbidden_imports(&file(path, code));
        assert_eq!(found.len(), faults, "{path}: {code}: {found:?}");
    }

    #[test]
    fn an_import_from_above_or_beside_is_found() {
        check("finding/mod.rs", "use crate::source::Span;", 0);
        check("finding/json.rs", "use crate::finding::Code;", 0);
        check("finding/mod.rs", "use crate::site::Site;", 1);
        check("finding/mod.rs", "fn f(_: crate::output::Sink) {}", 1);
        check("links/check.rs", "use crate::{site::Site, source::Span};", 1);
        check("site/mod.rs", "/// As [`crate::cli`] does.", 0);
        check("site/mod.rs", "use super::*;", 1);
        check("pipeline.rs", "use crate::render::Theme;", 0);
        check("pipeline.rs", "use crate::cli::Arguments;", 1);
        check("utils/mod.rs", "", 1);
        check("lib.rs", "use crate::anything::At;", 0);
    }

    #[test]
    fn a_circle_of_files_is_found_through_paths_and_names_handed_on() {
        let circle = |files: &[(&str, &str)]| {
            let files: Vec<_> = files.iter().map(|(path, code)| file(path, code)).collect();
            circular_imports(&files).len()
        };
        let root = ("site/mod.rs", "mod a;\nmod b;\npub use a::A;\npub use b::B;");
        assert_eq!(circle(&[root, ("site/a.rs", "use super::B;"), ("site/b.rs", "pub struct B;")]), 0);
        assert_eq!(circle(&[root, ("site/a.rs", "use super::B;"), ("site/b.rs", "use super::A;")]), 2);
        assert_eq!(circle(&[root, ("site/a.rs", "fn f(_: super::b::B) {}"), ("site/b.rs", "use super::a;")]), 2);
        let using = ("site/mod.rs", "mod a;\nmod b;\npub use a::A;\nstruct Own;\nfn f(_: A) {}");
        assert_eq!(circle(&[using, ("site/a.rs", "use super::Own;"), ("site/b.rs", "use crate::site::a::X;")]), 2);
    }

    #[test]
    fn a_wildcard_arm_over_an_enum_of_ours_is_found() {
        let found = |code: &str| wildcard_arms(&[file("a.rs", &format!("enum Kind {{ A, B }}\n{code}"))]).len();
        assert_eq!(found("fn f(kind: Kind) { match kind { Kind::A => {} _ => {} } }"), 1);
        assert_eq!(found("fn f(kind: Kind) { match kind { Kind::A => {} other => {} } }"), 1);
        assert_eq!(found("fn f(kind: Kind) { match kind { Kind::A => {} Kind::B => {} } }"), 0);
        assert_eq!(found("fn f(kind: Other) { match kind { Other::A => {} _ => {} } }"), 0);
    }

    #[test]
    fn long_and_undocumented_files_are_found() {
        let code = |code: &str| file("a.rs", code);
        assert_eq!(too_long(&code(&"x\n".repeat(400))), None);
        assert!(too_long(&code(&"x\n".repeat(401))).is_some());
        assert_eq!(undocumented(&code("//! What the file is for.")), None);
        assert!(undocumented(&code("use std::fs;")).is_some());
    }

    #[test]
    fn tests_are_cut_away() {
        assert_eq!(without_tests("a\n\n#[cfg(test)]\nmod tests {\n}\n"), "a\n\n");
        assert_eq!(without_tests("a\n#[cfg(test)]\nmod tests;\nb\n"), "a\n#[cfg(test)]\nmod tests;\nb\n");
        let text = "mod a;\n#[cfg(test)]\nmod tests;\n";
        assert_eq!(test_modules(text, Path::new("src/b/mod.rs")), [Path::new("src/b/tests")]);
        assert_eq!(test_modules(text, Path::new("src/b.rs")), [Path::new("src/b/tests")]);
    }
}
