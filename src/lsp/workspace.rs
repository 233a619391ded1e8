//! A running server: the open documents, the sites, and which of them answers a request.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use gen_lsp_types::ErrorCodes;
use serde_json::{Value, json};

use super::client::{Client, Watching};
use super::documents::{Documents, LostText};
use super::features;
use super::files;
use super::gather::Gather;
use super::loaded::{Loaded, OpenDocument};
use super::outbox::{Failure, Outbox};
use super::query::{Feature, Query, Reach};
use super::reply::Reply;
use super::site::Job;
use super::sites::{Opening, Sites};
use super::uri;
use crate::finding::Counts;
use crate::pipeline::{ChangeSet, Trial};

/// A running server.
pub(super) struct Workspace {
    client: Arc<Client>,
    outbox: Outbox,
    documents: Documents,
    sites: Sites,
}

impl Workspace {
    pub(super) fn new(client: Arc<Client>, opening: Opening, outbox: Outbox) -> Self {
        let mut sites = Sites::new(opening, client.clone(), outbox.clone());
        client.folders.iter().for_each(|folder| sites.open_folder(folder));
        Self { client, outbox, documents: Documents::default(), sites }
    }

    pub(super) fn notification(&mut self, method: &str, parameters: &Value) {
        let document = &parameters["textDocument"];
        let uri = document["uri"].as_str().unwrap_or_default();
        let version = document["version"].as_i64().and_then(|version| i32::try_from(version).ok()).unwrap_or_default();
        match method {
            "initialized" => self.watch_files(),
            "textDocument/didOpen" => {
                let text = document["text"].as_str().unwrap_or_default();
                self.documents.open(uri, version, text);
                self.hand_on(uri);
            }
            "textDocument/didChange" => {
                let changes = &parameters["contentChanges"];
                let changed = self.documents.change(uri, version, changes, self.client.encoding);
                if let Err(LostText(reason)) = changed {
                    let message =
                        format!("a change of `{uri}` cannot be applied: {reason}; save or reopen the document");
                    self.outbox.log_error(&message);
                }
                self.hand_on(uri);
            }
            "textDocument/didSave" => {
                self.documents.save(uri);
                self.hand_on(uri);
                let path = self.documents.get(uri).and_then(|document| document.path.clone());
                self.files(path.into_iter().map(|path| (path, false)).collect());
            }
            "textDocument/didClose" => {
                let closed = self.documents.close(uri);
                if let Some((root, path)) = closed.and_then(|closed| self.sites.place(&closed.path?))
                    && let Some(site) = self.sites.at(&root)
                {
                    site.send(Job::Close(path));
                }
            }
            "workspace/didChangeWatchedFiles" => self.files(files::changed(parameters)),
            "workspace/didChangeWorkspaceFolders" => {
                let paths = |key: &str| {
                    let folders = parameters["event"][key].as_array().cloned().unwrap_or_default();
                    folders.into_iter().filter_map(|folder| uri::to_path(folder["uri"].as_str()?)).collect::<Vec<_>>()
                };
                paths("removed").iter().for_each(|folder| self.sites.close_folder(folder));
                paths("added").iter().for_each(|folder| self.sites.open_folder(folder));
            }
            // Whatever else an editor tells is of no concern.
            _ => {}
        }
    }

    /// Hands a document on to its site. Text that is saved, or not known, is read from its file.
    fn hand_on(&mut self, uri: &str) {
        let Some(document) = self.documents.get(uri) else { return };
        let Some(path) = &document.path else { return };
        let Some((site, path)) = self.sites.of_document(path) else { return };
        let open = OpenDocument { uri: document.uri.clone(), version: document.version };
        site.send(Job::Text(path, open, document.text.clone().filter(|_| !document.is_saved)));
    }

    /// Tells the sites that files may have changed, and whether they may be new or gone.
    fn files(&self, changed: Vec<(PathBuf, bool)>) {
        let mut by_site: BTreeMap<PathBuf, ChangeSet> = BTreeMap::new();
        for (path, is_move) in changed {
            let Some((root, path)) = self.sites.place(&path) else { continue };
            // Where the editor does not watch files, a save is the time to look for what else has changed.
            let everywhere = is_move || self.client.watching == Watching::None;
            let changes = by_site.entry(root).or_insert_with(|| ChangeSet::At(BTreeSet::new()));
            match changes {
                ChangeSet::At(paths) if !everywhere => drop(paths.insert(path)),
                ChangeSet::At(_) => *changes = ChangeSet::Everywhere,
                ChangeSet::Everywhere => {}
            }
        }
        for (root, changes) in by_site {
            if let Some(site) = self.sites.at(&root) {
                site.send(Job::Files(changes));
            }
        }
    }

    /// Has the editor say when files of the sites change.
    fn watch_files(&self) {
        if let Some(registration) = files::registration(&self.client) {
            self.outbox.request("client/registerCapability", &registration);
        }
    }

    pub(super) fn request(&mut self, reply: Reply, method: &str, parameters: &Value) {
        if method == "workspace/executeCommand" {
            return self.execute(reply, parameters);
        }
        let Some(feature) = features::find(method) else {
            let message = format!("`{method}` is not offered");
            return reply.send(Err(Failure::new(ErrorCodes::MethodNotFound, message)));
        };
        match feature.reach {
            Reach::EverySite => self.ask_every_site(reply, feature, parameters),
            Reach::Current | Reach::Latest => self.ask_site(reply, feature, parameters),
        }
    }

    fn ask_site(&mut self, reply: Reply, feature: &'static Feature, parameters: &Value) {
        let document = features::document(parameters);
        let open = document.and_then(|uri| self.documents.get(uri));
        let is_lost = open.is_some_and(|document| document.text.is_none());
        let text = open.and_then(|document| document.text.clone());
        let path = document.and_then(uri::to_path);
        let Some((site, path)) = path.filter(|_| !is_lost).and_then(|path| self.sites.of_document(&path)) else {
            // A document that is part of no site, or whose text is not known.
            return reply.send(Ok(Value::Null));
        };
        let (client, parameters) = (self.client.clone(), parameters.clone());
        let answer = move |site: Option<&Arc<Loaded>>, trial: Option<Trial<'_>>| {
            let answer = match site {
                _ if reply.is_cancelled() => Err(Failure::cancelled()),
                None => Ok(Value::Null),
                Some(site) => {
                    let text = text.as_deref().unwrap_or_else(|| site.text_at(&path));
                    (feature.answer)(&Query { client: &client, site, trial, path: &path, text }, &parameters)
                }
            };
            reply.send(answer);
        };
        match site.latest().filter(|_| feature.reach == Reach::Latest) {
            Some(latest) => answer(Some(&latest), None),
            None => site.send(Job::Ask(Box::new(answer))),
        }
    }

    fn ask_every_site(&self, reply: Reply, feature: &'static Feature, parameters: &Value) {
        let gather = Gather::new(move |parts: Vec<Result<Value, Failure>>| {
            if reply.is_cancelled() {
                return reply.send(Err(Failure::cancelled()));
            }
            let lists: Result<Vec<Value>, Failure> = parts.into_iter().collect();
            let joined = |list: Value| match list {
                Value::Array(found) => found,
                other => vec![other],
            };
            reply.send(lists.map(|lists| lists.into_iter().flat_map(joined).collect()));
        });
        for (index, site) in self.sites.iter().enumerate() {
            let (gather, client, parameters) = (gather.clone(), self.client.clone(), parameters.clone());
            let answer = move |site: Option<&Arc<Loaded>>, trial: Option<Trial<'_>>| {
                let Some(site) = site else { return };
                let query = Query { client: &client, site, trial, path: "", text: "" };
                gather.add(index, (feature.answer)(&query, &parameters));
            };
            site.send(Job::Ask(Box::new(answer)));
        }
    }

    /// Runs the one command that there is: it checks every site at once, and answers with the numbers of findings.
    fn execute(&self, reply: Reply, parameters: &Value) {
        if parameters["command"] != features::CHECK {
            let message = format!("no such command: {}", parameters["command"]);
            return reply.send(Err(Failure::new(ErrorCodes::InvalidParams, message)));
        }
        let gather = Gather::new(move |counts: Vec<Counts>| {
            let sum = |count: fn(&Counts) -> usize| counts.iter().map(count).sum::<usize>();
            let (errors, warnings) = (sum(|counts| counts.errors), sum(|counts| counts.warnings));
            reply.send(Ok(json!({"errors": errors, "warnings": warnings, "hints": sum(|counts| counts.hints)})));
        });
        for (index, site) in self.sites.iter().enumerate() {
            let gather = gather.clone();
            site.send(Job::Check(Box::new(move |counts| gather.add(index, counts))));
        }
    }
}
