//! An editor that speaks the Language Server Protocol with the real binary over its standard streams.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::Project;

/// A test fails when the server takes longer.
const TIMEOUT: Duration = Duration::from_secs(120);

/// An editor with the folder of a project open. The server ends with it.
pub(crate) struct Editor {
    server: Child,
    /// Nothing once the stream is closed.
    input: Option<ChildStdin>,
    messages: Receiver<Value>,
    last_id: i64,
    /// What the server announces.
    pub(crate) capabilities: Value,
    root: String,
    /// What was published last, by URI.
    published: BTreeMap<String, Value>,
    /// Every other notification and every request of the server.
    pub(crate) told: Vec<Value>,
}

impl Drop for Editor {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

impl Editor {
    /// An editor that has the folder of `project` open and counts characters in `encoding`.
    pub(crate) fn open(project: &Project, encoding: &str) -> Self {
        Self::with_capabilities(project, json!({"general": {"positionEncodings": [encoding]}}))
    }

    /// The same with these capabilities.
    pub(crate) fn with_capabilities(project: &Project, capabilities: Value) -> Self {
        let mut editor = Self::start(project, &[]);
        let folders = json!([{"uri": editor.root, "name": "site"}]);
        let parameters = json!({"processId": null, "workspaceFolders": folders, "capabilities": capabilities});
        editor.initialize(parameters);
        editor
    }

    /// A server that is started and not initialized.
    pub(crate) fn start(project: &Project, arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_clausebook"));
        command.arg("lsp").args(arguments).current_dir(project.path(""));
        command.env_remove("SOURCE_DATE_EPOCH").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut server = command.spawn().unwrap();
        let (input, output) = (server.stdin.take(), server.stdout.take().unwrap());
        let (sender, messages) = mpsc::channel();
        thread::spawn(move || {
            let mut output = BufReader::new(output);
            while let Some(message) = read(&mut output) {
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        let root = url::Url::from_file_path(project.path("")).unwrap().to_string();
        let root = root.trim_end_matches('/').to_owned();
        let (published, told) = (BTreeMap::new(), Vec::new());
        Self { server, input, messages, last_id: 0, capabilities: Value::Null, root, published, told }
    }

    /// Initializes the server with these parameters.
    pub(crate) fn initialize(&mut self, parameters: Value) {
        let result = self.request("initialize", parameters).unwrap();
        self.capabilities = result["capabilities"].clone();
        self.notify("initialized", json!({}));
    }

    /// The URI of a file of the project.
    pub(crate) fn uri(&self, path: &str) -> String {
        let path: Vec<String> = path.split('/').map(url_segment).collect();
        format!("{}/{}", self.root, path.join("/"))
    }

    pub(crate) fn notify(&mut self, method: &str, parameters: Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": parameters}));
    }

    /// Sends bytes as they are.
    pub(crate) fn send_bytes(&mut self, bytes: &[u8]) {
        // A server that has ended reads nothing, which the test notices when it waits for an answer.
        if let Some(input) = &mut self.input {
            let _ = input.write_all(bytes).and_then(|()| input.flush());
        }
    }

    fn send(&mut self, message: &Value) {
        let text = message.to_string();
        self.send_bytes(format!("Content-Length: {}\r\n\r\n{text}", text.len()).as_bytes());
    }

    /// Sends a request; returns its id.
    pub(crate) fn send_request(&mut self, method: &str, parameters: Value) -> i64 {
        self.last_id += 1;
        let id = self.last_id;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": parameters}));
        id
    }

    /// Sends a request and waits for its answer: the result, or the error.
    pub(crate) fn request(&mut self, method: &str, parameters: Value) -> Result<Value, Value> {
        let id = self.send_request(method, parameters);
        self.answer(&json!(id))
    }

    /// Waits for the answer to the request with this id.
    #[track_caller]
    pub(crate) fn answer(&mut self, id: &Value) -> Result<Value, Value> {
        loop {
            let message = match self.messages.recv_timeout(TIMEOUT) {
                Ok(message) => message,
                Err(RecvTimeoutError::Timeout) => panic!("no answer to request {id}"),
                Err(RecvTimeoutError::Disconnected) => panic!("the server ended before it answered request {id}"),
            };
            if message.get("method").is_some() {
                self.keep(message);
            } else if message["id"] == *id {
                return match message.get("error") {
                    Some(error) => Err(error.clone()),
                    None => Ok(message["result"].clone()),
                };
            }
        }
    }

    fn keep(&mut self, message: Value) {
        if message["method"] == "textDocument/publishDiagnostics" {
            let uri = message["params"]["uri"].as_str().unwrap().to_owned();
            self.published.insert(uri, message["params"].clone());
        } else {
            self.told.push(message);
        }
    }

    /// Opens a file of the project with this text.
    pub(crate) fn did_open(&mut self, path: &str, text: &str) {
        let document = json!({"uri": self.uri(path), "languageId": "markdown", "version": 1, "text": text});
        self.notify("textDocument/didOpen", json!({"textDocument": document}));
    }

    /// Replaces the whole text of an open document.
    pub(crate) fn did_change(&mut self, path: &str, version: i32, text: &str) {
        self.change(path, version, json!([{"text": text}]));
    }

    /// Changes an open document.
    pub(crate) fn change(&mut self, path: &str, version: i32, changes: Value) {
        let document = json!({"uri": self.uri(path), "version": version});
        self.notify("textDocument/didChange", json!({"textDocument": document, "contentChanges": changes}));
    }

    /// Says that an open document is saved; the test has written the file.
    pub(crate) fn did_save(&mut self, path: &str) {
        self.notify("textDocument/didSave", json!({"textDocument": {"uri": self.uri(path)}}));
    }

    pub(crate) fn did_close(&mut self, path: &str) {
        self.notify("textDocument/didClose", json!({"textDocument": {"uri": self.uri(path)}}));
    }

    /// Has every site checked, so that what is published is up to date; returns the numbers of findings.
    pub(crate) fn check(&mut self) -> Value {
        self.request("workspace/executeCommand", json!({"command": "clausebook.check"})).unwrap()
    }

    /// What was last published for a file of the project: a list.
    pub(crate) fn diagnostics(&self, path: &str) -> Value {
        self.published.get(&self.uri(path)).map_or(json!([]), |published| published["diagnostics"].clone())
    }

    /// Every diagnostic that was last published, by URI.
    pub(crate) fn all_diagnostics(&self) -> impl Iterator<Item = (&str, &Value)> {
        let all = self.published.iter();
        all.flat_map(|(uri, published)| {
            published["diagnostics"].as_array().unwrap().iter().map(move |diagnostic| (uri.as_str(), diagnostic))
        })
    }

    /// The answer to a request about a position in a document.
    pub(crate) fn at(&mut self, method: &str, path: &str, (line, character): (u32, u32)) -> Value {
        let uri = self.uri(path);
        let position = json!({"line": line, "character": character});
        self.request(method, json!({"textDocument": {"uri": uri}, "position": position})).unwrap()
    }

    /// Closes the stream, as an editor does that crashes.
    pub(crate) fn crash(&mut self) {
        self.input = None;
    }

    /// Waits until the server has ended.
    #[track_caller]
    pub(crate) fn ended(&mut self) -> ExitStatus {
        let deadline = Instant::now() + TIMEOUT;
        loop {
            if let Some(status) = self.server.try_wait().unwrap() {
                return status;
            }
            assert!(Instant::now() < deadline, "the server does not end");
            thread::sleep(Duration::from_millis(10));
        }
    }
}

/// A part of a path as URIs have it.
fn url_segment(part: &str) -> String {
    let mut url = url::Url::parse("file:///").unwrap();
    url.path_segments_mut().unwrap().push(part);
    url.path().trim_start_matches('/').to_owned()
}

fn read(output: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if output.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end().split_once(": ") {
            Some(("Content-Length", value)) => length = value.parse().unwrap(),
            Some(_) => {}
            None => break,
        }
    }
    let mut body = vec![0; length];
    output.read_exact(&mut body).ok()?;
    Some(serde_json::from_slice(&body).unwrap())
}
