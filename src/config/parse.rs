//! Parses the text of `clausebook.yaml` into a [`RawConfig`].
//!
//! Each key is deserialized by itself, so that an error in one hides no other; unknown keys are found by comparing the
//! tree with the table of settings.

use serde_json::Value;

use super::parser::{Group, Parser};
use super::raw::{
    RawAges, RawConfig, RawExternal, RawHost, RawIgnore, RawLink, RawMarkup, RawMenuItem, RawOutputs, RawProfile,
    RawServe, RawTheme, RawToc, RawTypographer, RawVersion,
};
use super::recovery::document;
use super::setting::{HEADER, SETTINGS, SEVERITY, Setting, Shape};
use super::validator::Validator;
use crate::applies::{self, Applies};
use crate::finding::{Code, Finding};
use crate::source::Spanned;
use crate::yaml::{Fault, Kind, Node, json};

/// Parses the text of `clausebook.yaml`. A value of the wrong type is a finding and counts as not given.
pub(super) fn parse(text: &str, validator: &mut Validator<'_>) -> RawConfig {
    let Some(document) = document(text, validator) else { return RawConfig::default() };
    if !matches!(document.root.kind, Kind::Mapping(_) | Kind::Null) {
        let message = format!("expected settings, found {}", document.root.description());
        let location = validator.location(document.root.span);
        validator.report(
            Finding::new(Code::UnreadableConfiguration, location, message).help("write each setting as `key: value`"),
        );
        return RawConfig::default();
    }
    let mut parser = Parser { validator };
    parser.duplicates(&document);
    parser.unknown(&document.root, SETTINGS);
    parser.config(&Group { node: &document.root, settings: SETTINGS, name: String::new() })
}

impl Parser<'_, '_> {
    fn config(&mut self, root: &Group<'_>) -> RawConfig {
        RawConfig {
            title: self.value(root, "title"),
            base_url: self.value(root, "base_url"),
            hosts: self.value(root, "hosts"),
            language: self.value(root, "language"),
            addresses: self.addresses(root),
            description: self.value(root, "description"),
            copyright: self.value(root, "copyright"),
            author: self.value(root, "author"),
            menus: self.menus(root),
            theme: self.theme(root),
            applies: self.applies(root),
            profiles: self.profiles(root),
            versions: self.versions(root),
            toc: self.toc(root),
            edit_url: self.value(root, "edit_url"),
            last_change: self.value(root, "last_change"),
            embeds: self.value(root, "embeds"),
            taxonomies: self.value(root, "taxonomies"),
            allowed_tags: self.group(root, "tags").and_then(|tags| self.value(&tags, "allowed")),
            feed_limit: self.group(root, "feeds").and_then(|feeds| self.value(&feeds, "limit")),
            outputs: self.outputs(root),
            search: self.value(root, "search"),
            markup: self.markup(root),
            serve: self.serve(root),
            external: self.external(root),
            severities: self.entries(root, "severities", &SEVERITY),
            ignores: self.ignores(root),
            cascade: root.get("cascade").map(|(_, cascade)| cascade.clone()),
            params: self.mapping(root, "params").iter().filter_map(param).collect(),
        }
    }

    fn theme(&mut self, root: &Group<'_>) -> RawTheme {
        let Some(theme) = self.group(root, "theme") else { return RawTheme::default() };
        RawTheme {
            logo: self.value(&theme, "logo"),
            favicon: self.value(&theme, "favicon"),
            accent: self.value(&theme, "accent"),
            header: self.links(&theme, "header"),
            footer: self.links(&theme, "footer"),
            footer_text: self.value(&theme, "footer_text"),
            notice: self.value(&theme, "notice"),
            feedback: self.value(&theme, "feedback"),
            image: self.value(&theme, "image"),
            social_cards: self.value(&theme, "social_cards"),
            css: self.texts(&theme, "css"),
            paper: self.value(&theme, "paper"),
        }
    }

    fn toc(&mut self, root: &Group<'_>) -> Option<Spanned<RawToc>> {
        let toc = self.group(root, "toc")?;
        let value = RawToc { from: self.value(&toc, "from"), to: self.value(&toc, "to") };
        Some(Spanned::new(value, toc.node.span))
    }

    fn outputs(&mut self, root: &Group<'_>) -> RawOutputs {
        let Some(outputs) = self.group(root, "outputs") else { return RawOutputs::default() };
        RawOutputs {
            markdown: self.value(&outputs, "markdown"),
            feeds: self.value(&outputs, "feeds"),
            csv: self.value(&outputs, "csv"),
            xlsx: self.value(&outputs, "xlsx"),
        }
    }

    fn markup(&mut self, root: &Group<'_>) -> RawMarkup {
        let Some(markup) = self.group(root, "markup") else { return RawMarkup::default() };
        RawMarkup {
            admonitions: self.names(&markup, "admonitions"),
            mathematics: self.value(&markup, "mathematics"),
            mermaid: self.value(&markup, "mermaid"),
            typographer: self.typographer(&markup),
            heading_ids: self.value(&markup, "heading_ids"),
            linkify: self.value(&markup, "linkify"),
            emoji: self.value(&markup, "emoji"),
            block_attributes: self.value(&markup, "block_attributes"),
            heading_attributes: self.value(&markup, "heading_attributes"),
            hard_wraps: self.value(&markup, "hard_wraps"),
            footnotes: self.value(&markup, "footnotes"),
            tables: self.value(&markup, "tables"),
            strikethrough: self.value(&markup, "strikethrough"),
            task_lists: self.value(&markup, "task_lists"),
            definition_lists: self.value(&markup, "definition_lists"),
            superscript: self.value(&markup, "superscript"),
            subscript: self.value(&markup, "subscript"),
            insert: self.value(&markup, "insert"),
            mark: self.value(&markup, "mark"),
        }
    }

    fn typographer(&mut self, markup: &Group<'_>) -> RawTypographer {
        let is_whole = |(_, node): &(&Setting, &Node)| matches!(node.kind, Kind::Scalar { .. });
        if markup.get("typographer").is_some_and(|found| is_whole(&found)) {
            return RawTypographer { is_on: self.value(markup, "typographer"), ..RawTypographer::default() };
        }
        let Some(parts) = self.group(markup, "typographer") else { return RawTypographer::default() };
        RawTypographer {
            is_on: None,
            apostrophe: self.value(&parts, "apostrophe"),
            ellipsis: self.value(&parts, "ellipsis"),
            em_dash: self.value(&parts, "em_dash"),
            en_dash: self.value(&parts, "en_dash"),
            left_angle_quote: self.value(&parts, "left_angle_quote"),
            left_double_quote: self.value(&parts, "left_double_quote"),
            left_single_quote: self.value(&parts, "left_single_quote"),
            right_angle_quote: self.value(&parts, "right_angle_quote"),
            right_double_quote: self.value(&parts, "right_double_quote"),
            right_single_quote: self.value(&parts, "right_single_quote"),
        }
    }

    fn serve(&mut self, root: &Group<'_>) -> RawServe {
        let Some(serve) = self.group(root, "serve") else { return RawServe::default() };
        RawServe { allowed_hosts: self.value(&serve, "allowed_hosts") }
    }

    fn external(&mut self, root: &Group<'_>) -> RawExternal {
        let Some(external) = self.group(root, "external") else { return RawExternal::default() };
        RawExternal {
            exclude: self.value(&external, "exclude"),
            accept: self.value(&external, "accept"),
            hosts: self.hosts(&external),
            timeout: self.value(&external, "timeout"),
            max_time: self.value(&external, "max_time"),
            delay: self.value(&external, "delay"),
            concurrency: self.value(&external, "concurrency"),
            per_host: self.value(&external, "per_host"),
            fragments: self.value(&external, "fragments"),
            allow_private: self.value(&external, "allow_private"),
            ca_file: self.value(&external, "ca_file"),
            cache: self.ages(&external),
        }
    }

    fn hosts(&mut self, external: &Group<'_>) -> Vec<RawHost> {
        let mut hosts = Vec::new();
        for entry in self.items(external, "hosts") {
            let (host, token) = (self.required(&entry, "host"), self.value(&entry, "token"));
            let headers = self.entries(&entry, "headers", &HEADER);
            hosts.extend(host.map(|host| RawHost { host, token, headers }));
        }
        hosts
    }

    fn ages(&mut self, external: &Group<'_>) -> RawAges {
        let Some(cache) = self.group(external, "cache") else { return RawAges::default() };
        RawAges {
            alive: self.value(&cache, "alive"),
            moved: self.value(&cache, "moved"),
            dead: self.value(&cache, "dead"),
            blocked: self.value(&cache, "blocked"),
            unstable: self.value(&cache, "unstable"),
        }
    }

    fn menus(&mut self, root: &Group<'_>) -> Vec<(String, Vec<Spanned<RawMenuItem>>)> {
        let mut menus = Vec::new();
        let Some((setting, _)) = root.get("menus") else { return menus };
        let Shape::Named(settings) = setting.shape else { return menus };
        let takes = Setting { takes: "a list of entries", example: "[{name: Guides, url: /guides/}]", ..*setting };
        for (key, list) in self.mapping(root, "menus") {
            let Some(key) = key.text() else { continue };
            let name = root.name(&format!("menus.{key}"));
            let entries = self.groups(&takes, settings, &name, list);
            let items = entries.iter().map(|entry| Spanned::new(self.menu_item(entry), entry.node.span)).collect();
            menus.push((key.to_owned(), items));
        }
        menus
    }

    fn menu_item(&mut self, entry: &Group<'_>) -> RawMenuItem {
        RawMenuItem {
            identifier: self.value(entry, "identifier"),
            name: self.value(entry, "name"),
            url: self.value(entry, "url"),
            weight: self.value(entry, "weight"),
            parent: self.value(entry, "parent"),
        }
    }

    fn links(&mut self, theme: &Group<'_>, key: &str) -> Vec<RawLink> {
        let mut links = Vec::new();
        for entry in self.items(theme, key) {
            let (name, url) = (self.required(&entry, "name"), self.required(&entry, "url"));
            links.extend(name.zip(url).map(|(name, url)| RawLink { name, url }));
        }
        links
    }

    fn applies(&mut self, group: &Group<'_>) -> Option<Applies> {
        let (_, node) = group.get("applies")?;
        let (applies, faults) = applies::read(node);
        for Fault { span, reason, help } in faults {
            self.validator.invalid(span, reason, help.as_deref().unwrap_or_default());
        }
        applies
    }

    fn profiles(&mut self, root: &Group<'_>) -> Vec<Spanned<RawProfile>> {
        let Some((setting, _)) = root.get("profiles") else { return Vec::new() };
        let Shape::Each(settings) = setting.shape else { return Vec::new() };
        let takes =
            Setting { takes: "settings", example: "{title: Merchant, applies: {entity: merchant}}", ..*setting };
        let mut profiles = Vec::new();
        for (key, node) in self.mapping(root, "profiles") {
            let Some(written) = key.text() else { continue };
            let name = root.name(&format!("profiles.{written}"));
            if !matches!(node.kind, Kind::Mapping(_)) {
                self.wrong_type(&takes, &name, node, node.span);
                continue;
            }
            let entry = Group { node, settings, name };
            let (title, applies) = (self.value(&entry, "title"), self.applies(&entry));
            profiles.push(Spanned::new(RawProfile { name: written.to_owned(), title, applies }, key.span));
        }
        profiles
    }

    fn versions(&mut self, root: &Group<'_>) -> Vec<Spanned<RawVersion>> {
        let mut versions = Vec::new();
        for entry in self.items(root, "versions") {
            let (name, url) = (self.required(&entry, "name"), self.required(&entry, "url"));
            let (current, pages) = (self.value(&entry, "current"), self.value(&entry, "pages"));
            let version = name.zip(url).map(|(name, url)| RawVersion { name, url, current, pages });
            versions.extend(version.map(|version| Spanned::new(version, entry.node.span)));
        }
        versions
    }

    fn ignores(&mut self, root: &Group<'_>) -> Vec<Spanned<RawIgnore>> {
        let mut ignores = Vec::new();
        for entry in self.items(root, "ignores") {
            let (code, reason) = (self.required(&entry, "code"), self.required(&entry, "reason"));
            let (path, target) = (self.value(&entry, "path"), self.value(&entry, "target"));
            let until = self.value(&entry, "until");
            let ignore = code.zip(reason).map(|(code, reason)| RawIgnore { code, path, target, reason, until });
            ignores.extend(ignore.map(|ignore| Spanned::new(ignore, entry.node.span)));
        }
        ignores
    }
}

fn param((key, value): &(Node, Node)) -> Option<(String, Value)> {
    key.text().map(|name| (name.to_owned(), json(value)))
}
