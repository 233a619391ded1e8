//! The preview from the outside: the real binary on a free port, the requests of a browser, and saves in between.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use crate::support::Project;

/// A test fails when what it waits for takes longer.
const TIMEOUT: Duration = Duration::from_secs(20);

/// A preview that runs, and ends with the test.
pub(crate) struct Preview {
    process: Child,
    host: String,
    lines: Mutex<Receiver<String>>,
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[derive(Debug)]
struct Response {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Response {
    fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.filter(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value).next()
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

impl Preview {
    fn new(project: &Project, arguments: &[&str]) -> Self {
        Self::with_port(project, "0", arguments)
    }

    fn with_port(project: &Project, port: &str, arguments: &[&str]) -> Self {
        Self::spawn(Command::new(assert_cmd::cargo::cargo_bin!("clausebook")), project, "", port, arguments)
    }

    /// A preview of the site in a folder of the project.
    #[cfg(unix)]
    pub(crate) fn at(project: &Project, root: &str, arguments: &[&str]) -> Self {
        Self::spawn(Command::new(assert_cmd::cargo::cargo_bin!("clausebook")), project, root, "0", arguments)
    }

    /// A preview that a shell starts after these commands, such as one that sets a limit.
    #[cfg(unix)]
    fn after(shell: &mut Command, commands: &str, project: &Project) -> Self {
        let program = assert_cmd::cargo::cargo_bin!("clausebook");
        shell.arg(format!("{commands}; exec \"$0\" \"$@\"")).arg(program);
        Self::spawn(std::mem::replace(shell, Command::new("true")), project, "", "0", &[])
    }

    fn spawn(mut command: Command, project: &Project, root: &str, port: &str, arguments: &[&str]) -> Self {
        command.env("XDG_CACHE_HOME", project.caches()).env_remove("CLAUSEBOOK_CACHE");
        let command = command.arg("--root").arg(project.path(root)).arg("serve").args(arguments);
        let command = if port.is_empty() { command } else { command.args(["--port", port]) };
        let mut process = command.stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn().unwrap();
        let output = BufReader::new(process.stdout.take().unwrap());
        let (sender, lines) = mpsc::channel();
        thread::spawn(move || output.lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
        let mut preview = Self { process, host: String::new(), lines: Mutex::new(lines) };
        let ready = preview.line("serving http://");
        preview.host = ready.split("http://").nth(1).unwrap().split('/').next().unwrap().to_owned();
        preview
    }

    /// The next line of the output that contains `part`.
    #[track_caller]
    fn line(&self, part: &str) -> String {
        let until = Instant::now() + TIMEOUT;
        let mut others = Vec::new();
        loop {
            match self.lines.lock().unwrap().recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(line) if line.contains(part) => return line,
                Ok(line) => others.push(line),
                Err(_) => panic!("no line contains {part}:\n{}", others.join("\n")),
            }
        }
    }

    /// Sends these lines as the head of a request, and reads the response to its end.
    fn send(&self, head: &[&str]) -> Response {
        let mut stream = self.connect();
        stream.write_all(format!("{}\r\n\r\n", head.join("\r\n")).as_bytes()).unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Response { status, head, body: bytes[end + 4..].to_vec() }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.host).unwrap();
        stream.set_read_timeout(Some(TIMEOUT)).unwrap();
        stream
    }

    fn get(&self, path: &str) -> Response {
        self.get_with(path, &[])
    }

    fn get_with(&self, path: &str, headers: &[&str]) -> Response {
        let (request, host) = (format!("GET {path} HTTP/1.1"), format!("Host: {}", self.host));
        self.send(&[&[request.as_str(), host.as_str()], headers].concat())
    }

    #[track_caller]
    pub(crate) fn check(&self, path: &str, status: u16, part: &str) {
        let response = self.get(path);
        assert_eq!(response.status, status, "{path}: {}", response.text());
        assert!(response.text().contains(part), "{path}: {part} is not in\n{}", response.text());
    }

    #[cfg(unix)]
    fn signal(&self, signal: &str) {
        let sent = Command::new("kill").args([format!("-{signal}"), self.process.id().to_string()]).status();
        assert!(sent.unwrap().success());
    }

    /// Waits for the end of the process.
    #[cfg(unix)]
    fn end(&mut self) -> ExitStatus {
        let until = Instant::now() + TIMEOUT;
        while Instant::now() < until {
            if let Some(status) = self.process.try_wait().unwrap() {
                return status;
            }
            thread::sleep(Duration::from_millis(5));
        }
        panic!("it does not end");
    }

    /// An open stream of events, read line by line.
    fn events(&self) -> BufReader<TcpStream> {
        let mut stream = self.connect();
        write!(stream, "GET /__clausebook/events HTTP/1.1\r\nHost: {}\r\n\r\n", self.host).unwrap();
        BufReader::new(stream)
    }
}

/// The state of the next event in a stream.
fn state(events: &mut BufReader<TcpStream>) -> String {
    let mut line = String::new();
    loop {
        line.clear();
        assert!(events.read_line(&mut line).unwrap() > 0, "the stream has ended");
        if let Some(data) = line.strip_prefix("data: ") {
            return data.trim().to_owned();
        }
    }
}

fn without_script(page: &str) -> String {
    match page.split_once("<script src=\"/__clausebook/reload.js\"") {
        Some((before, rest)) => format!("{before}{}", rest.split_once("</script>").unwrap().1),
        None => page.to_owned(),
    }
}

fn site() -> Project {
    Project::new()
        .file("clausebook.yaml", "title: Guide\ntheme: {accent: \"#246\"}\n")
        .file("content/_index.md", "---\ntitle: Home\ndescription: d\n---\nWelcome\n")
        .file("content/a.md", "---\ntitle: A\ndescription: d\naliases: [/was/]\n---\n## One\n\none\n")
        .file("content/draft.md", "---\ntitle: Soon\ndescription: d\ndraft: true\n---\nsoon\n")
        .file("static/data.bin", "0123456789")
}

#[test]
fn a_request_right_after_a_save_gets_what_was_saved() {
    let project = site();
    let preview = Preview::new(&project, &[]);
    for round in 0..50 {
        let text = format!("---\ntitle: A\n---\nround {round} ends\n");
        if round % 2 == 0 {
            project.write("content/a.md", text.as_bytes());
        } else {
            // Many editors save to a temporary file and then rename it.
            project.write("content/.a.md.tmp", text.as_bytes());
            std::fs::rename(project.path("content/.a.md.tmp"), project.path("content/a.md")).unwrap();
        }
        preview.check("/a/", 200, &format!("round {round} ends"));
    }
}

#[test]
fn files_come_go_and_move_with_their_folders() {
    let project = site();
    let preview = Preview::new(&project, &[]);
    project.write("content/new/deep/page.md", b"---\ntitle: New\n---\nfresh\n");
    preview.check("/new/deep/page/", 200, "fresh");
    std::fs::rename(project.path("content/new"), project.path("content/moved")).unwrap();
    preview.check("/new/deep/page/", 404, "");
    preview.check("/moved/deep/page/", 200, "fresh");
    project.write("content/moved/deep/page.md", b"---\ntitle: New\n---\nchanged\n");
    preview.check("/moved/deep/page/", 200, "changed");
    std::fs::remove_dir_all(project.path("content/moved")).unwrap();
    preview.check("/moved/deep/page/", 404, "");
    project.write("templates/home.html", b"<main>{{ page.title }} by template</main>");
    preview.check("/", 200, "Home by template");
    std::fs::remove_dir_all(project.path("templates")).unwrap();
    preview.check("/", 200, "Welcome");
    project.write("static/own.css", b"a {}");
    preview.check("/own.css", 200, "a {}");
    project.write("clausebook.yaml", b"title: Another\n");
    preview.check("/", 200, "Another");
    std::fs::rename(project.path("content"), project.path("away")).unwrap();
    preview.check("/", 500, "SR104");
    std::fs::rename(project.path("away"), project.path("content")).unwrap();
    preview.check("/", 200, "Welcome");
    project.write("content/a.md", b"---\ntitle: A\n---\nstill watched\n");
    preview.check("/a/", 200, "still watched");
}

#[test]
fn what_is_served_is_what_is_built() {
    let project = site();
    project.run(["build", "--drafts", "--future"]).stdout_contains("built").done();
    let preview = Preview::new(&project, &[]);
    let mut pages = 0;
    for path in project.files("public").iter().filter(|path| *path != "clausebook-manifest.json") {
        let target = format!("/{}", path.strip_suffix("index.html").unwrap_or(path));
        let response = preview.get(&target);
        let built = std::fs::read(project.path(&format!("public/{path}"))).unwrap();
        let is_text = str::from_utf8(&built).is_ok();
        let served = if is_text { without_script(&response.text()).into_bytes() } else { response.body.clone() };
        assert_eq!(served, built, "{target}");
        pages += usize::from(response.text().contains("reload.js"));
    }
    assert!(pages >= 5, "{pages} pages");
    // The output folder is not part of the site.
    project.run(["build", "--drafts", "--future"]).stdout_contains("built").done();
    let state = preview.get("/__clausebook/findings.json").text();
    assert!(state.contains("-1\","), "{state}");
}

#[test]
fn the_search_index_follows_the_texts() {
    let project = site();
    let preview = Preview::new(&project, &[]);
    preview.check("/pagefind/pagefind.js", 200, "pagefind");
    let key = || preview.get("/pagefind/ids.json").text();
    let first = key();
    assert!(first.contains("\"pages\":[]"), "{first}");
    let entry = preview.get("/pagefind/pagefind-entry.json").text();
    let name = entry.split_once("\"hash\":\"").unwrap().1.split_once('"').unwrap().0;
    let of_first = format!("/pagefind/pagefind.{name}.pf_meta");
    project.write("content/a.md", b"---\ntitle: A\n---\nquite another text\n");
    assert_ne!(key(), first);
    assert!(!preview.get("/pagefind/pagefind-entry.json").text().contains(name));
    // A search that has begun goes on reading the former index.
    preview.check(&of_first, 200, "");
    project.write("content/a.md", b"---\ntitle: A\n---\na third text\n");
    key();
    preview.check(&of_first, 404, "");
    preview.check("/pagefind/none.js", 404, "");
    project.write("clausebook.yaml", b"search: never\n");
    preview.check("/pagefind/pagefind.js", 404, "");
    let policy = |head: &str| head.to_lowercase().contains("content-security-policy: default-src 'self'");
    assert!(policy(&preview.get("/a/").head), "{}", preview.get("/a/").head);
}

/// The first request for the index builds it, which takes longer than a save.
#[test]
fn saves_while_the_search_index_is_built_are_in_the_next_one() {
    let project = site();
    let preview = Preview::new(&project, &[]);
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        let request = || {
            while !is_over.load(Ordering::SeqCst) {
                for file in ["pagefind.js", "pagefind-entry.json", "ids.json"] {
                    preview.check(&format!("/pagefind/{file}"), 200, "");
                }
            }
        };
        let (one, other) = (scope.spawn(request), scope.spawn(request));
        for round in 0..12 {
            let text = format!("---\ntitle: A\ndescription: d\n---\nround {round} ends\n");
            project.write("content/a.md", text.as_bytes());
            preview.check("/a/", 200, &format!("round {round} ends"));
            if round % 4 == 3 {
                project.write(&format!("content/more-{round}.md"), b"---\ntitle: B\ndescription: d\n---\nmore\n");
            }
        }
        is_over.store(true, Ordering::SeqCst);
        one.join().and(other.join()).unwrap();
    });
    project.run(["build", "--drafts", "--future"]).stdout_contains("built").done();
    let built = project.files("public");
    let files: Vec<&String> = built.iter().filter(|path| path.starts_with("pagefind/")).collect();
    assert!(files.len() > 8, "{files:?}");
    for path in files {
        let expected = std::fs::read(project.path(&format!("public/{path}"))).unwrap();
        assert_eq!(preview.get(&format!("/{path}")).body, expected, "{path}");
    }
}

#[test]
fn drafts_are_shown_unless_they_are_excluded() {
    let project = site();
    let preview = Preview::new(&project, &[]);
    preview.check("/draft/", 200, "soon");
    preview.check("/__clausebook/findings.json?page=/draft/", 200, "\"mark\":\"draft\"");
    Preview::new(&project, &["--no-drafts"]).check("/draft/", 404, "");
}

#[test]
fn an_error_is_shown_on_its_page_until_it_is_repaired() {
    let project = site();
    let preview = Preview::new(&project, &[]);
    preview.check("/a/", 200, "one");
    project.write("content/a.md", b"---\ntitle: A\n\nno end\n");
    preview.check("/a/", 500, "FM105");
    preview.check("/a/", 500, "<p>one</p>");
    preview.check("/__clausebook/findings.json?page=/a/", 200, "\"here\":true");
    preview.line("content/a.md: ");
    preview.line("error[FM105]");
    project.write("content/a.md", b"---\ntitle: A\n---\n[x](/nowhere/)\n");
    preview.check("/a/", 200, "/nowhere/");
    preview.check("/__clausebook/findings.json?page=/a/", 200, "LK101");
}

#[test]
fn a_save_is_announced_to_an_open_page_once() {
    let project = site();
    let preview = Preview::new(&project, &[]);
    let mut events = preview.events();
    let first = state(&mut events);
    for file in 0..200 {
        project.write(&format!("content/many/{file}.md"), b"---\ntitle: X\n---\n");
    }
    let second = state(&mut events);
    assert_ne!(first, second);
    // A client that connects later gets the state at once.
    let page = preview.get("/many/199/").text();
    let last = page.split("data-state=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let until = Instant::now() + TIMEOUT;
    while !state(&mut preview.events()).contains(&last) {
        assert!(Instant::now() < until, "the last state is never announced");
    }
    project.write("content/a.md", b"---\ntitle: A\n---\nthird\n");
    let mut third = state(&mut events);
    while third.contains(&last) || third == second {
        third = state(&mut events);
    }
}

#[test]
fn polling_finds_changes_too() {
    let project = site();
    let preview = Preview::new(&project, &["--poll"]);
    let mut events = preview.events();
    let first = state(&mut events);
    project.write("content/a.md", b"---\ntitle: A\n---\nby polling\n");
    assert_ne!(state(&mut events), first);
    project.write("content/a.md", b"---\ntitle: A\n---\nwithout waiting\n");
    preview.check("/a/", 200, "without waiting");
}

#[test]
fn foreign_hosts_and_paths_out_of_the_site_are_refused() {
    let project = site();
    let preview = Preview::new(&project, &[]);
    for (host, status) in [
        ("localhost", 200),
        ("localhost:1", 200),
        ("[::1]:4000", 200),
        ("evil.example", 403),
        ("127.0.0.1.evil.example:4000", 403),
        ("", 403),
    ] {
        let response = preview.send(&["GET /a/ HTTP/1.1", &format!("Host: {host}")]);
        assert_eq!(response.status, status, "{host}");
        let response = preview.send(&["GET /__clausebook/findings.json HTTP/1.1", &format!("Host: {host}")]);
        assert_eq!(response.status, status, "{host}");
    }
    assert_eq!(preview.send(&["GET / HTTP/1.1"]).status, 400);
    for path in [
        "/../clausebook.yaml",
        "/%2e%2e/clausebook.yaml",
        "/a/..%2f..%2fclausebook.yaml",
        "/%00",
        "/a%5C..%5Cb",
        "//etc/passwd",
        "/clausebook.yaml",
        "/content/a.md",
        "/..",
        "/..;/clausebook.yaml",
        "/.%2e/clausebook.yaml",
        "/%2e./clausebook.yaml",
        "/%2e%2e%2fclausebook.yaml",
        "/..%5cclausebook.yaml",
        "/..%c0%afclausebook.yaml",
        "/%c0%ae%c0%ae/clausebook.yaml",
        "/%252e%252e/clausebook.yaml",
        "/a/../../clausebook.yaml",
        "/a/./../../clausebook.yaml",
        "/__clausebook/../clausebook.yaml",
        "/__clausebook/%2e%2e/clausebook.yaml",
        "/pagefind/../../clausebook.yaml",
        "/\\..\\clausebook.yaml",
        "///clausebook.yaml",
    ] {
        let response = preview.get(path);
        assert!(matches!(response.status, 400 | 404), "{path}: {}", response.status);
        assert!(!response.text().contains("title: Guide"), "{path}");
    }
    let host = format!("Host: {}", preview.host);
    assert_eq!(preview.send(&["POST / HTTP/1.1", &host, "Content-Length: 0"]).status, 405);
    let large = format!("X: {}", "x".repeat(64 * 1024));
    assert_eq!(preview.send(&["GET / HTTP/1.1", &host, &large]).status, 431);
}

#[test]
fn malformed_requests_are_refused() {
    let project = site();
    let preview = Preview::new(&project, &[]);
    let host = format!("Host: {}", preview.host);
    for line in [
        "",
        " ",
        "GET",
        "GET /",
        "GET / HTTP/2",
        "GET / HTTP/1.1 x",
        "get /a/",
        "\0",
        "GET  / HTTP/1.1",
        "é / HTTP/1.1",
    ] {
        assert_eq!(preview.send(&[line, &host]).status, 400, "{line}");
    }
    for header in ["no colon", " folded", "\t", "\0"] {
        assert_eq!(preview.send(&["GET / HTTP/1.1", &host, header]).status, 400, "{header}");
    }
    assert_eq!(preview.send(&["GET / HTTP/1.1", &host, &host]).status, 400);
    for method in ["PUT", "DELETE", "OPTIONS", "CONNECT", "TRACE", "get"] {
        assert_eq!(preview.send(&[&format!("{method} / HTTP/1.1"), &host]).status, 405, "{method}");
    }
    for target in ["*", "a", "http://other.example/", "%", "/%FF"] {
        assert_eq!(preview.send(&[&format!("GET {target} HTTP/1.1"), &host]).status, 400, "{target}");
    }
    preview.check("/a/", 200, "one");
}

#[test]
fn files_are_served_with_tags_and_in_parts() {
    let project = site();
    let preview = Preview::new(&project, &[]);
    let whole = preview.get("/data.bin");
    let tag = whole.header("ETag").unwrap().to_owned();
    assert_eq!((whole.status, whole.text().as_str(), whole.header("Content-Length")), (200, "0123456789", Some("10")));
    assert_eq!(preview.get_with("/data.bin", &[&format!("If-None-Match: {tag}")]).status, 304);
    let part = preview.get_with("/data.bin", &["Range: bytes=2-4"]);
    assert_eq!((part.status, part.text().as_str()), (206, "234"));
    assert_eq!(part.header("Content-Range"), Some("bytes 2-4/10"));
    assert_eq!(preview.get_with("/data.bin", &["Range: bytes=20-"]).status, 416);
    let host = format!("Host: {}", preview.host);
    let head = preview.send(&["HEAD /data.bin HTTP/1.1", &host]);
    assert_eq!((head.status, head.body.len(), head.header("Content-Length")), (200, 0, Some("10")));
    let page = preview.get("/a/");
    let head = preview.send(&["HEAD /a/ HTTP/1.1", &host]);
    assert_eq!(head.header("Content-Length"), page.header("Content-Length"));
    assert_eq!((page.header("Cache-Control"), page.header("ETag")), (Some("no-store"), None));
    let redirect = preview.get("/a");
    assert_eq!((redirect.status, redirect.header("Location")), (301, Some("/a/")));
    project.write("static/data.bin", b"9876543210");
    assert_eq!(preview.get_with("/data.bin", &[&format!("If-None-Match: {tag}")]).status, 200);
}

#[test]
fn the_next_port_is_used_where_the_default_one_is_taken() {
    let project = site();
    let first = Preview::with_port(&project, "", &[]);
    let second = Preview::with_port(&project, "", &[]);
    assert_ne!(first.host, second.host);
    first.check("/a/", 200, "one");
    second.check("/a/", 200, "one");
}

#[test]
fn a_given_port_that_is_taken_is_an_error() {
    let project = site();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let answer = project.answer(["serve", "--port", &port.to_string()]);
    assert_eq!((answer.status, answer.stdout.as_str()), (Some(2), ""));
    assert!(answer.stderr.starts_with(&format!("error: port {port} is taken")), "{answer:?}");
}

#[test]
fn a_foreign_host_is_told_how_to_be_allowed() {
    let project = site();
    let preview = Preview::new(&project, &[]);
    let ask = || preview.send(&["GET /a/ HTTP/1.1", "Host: docs.test:80"]);
    let refused = ask();
    assert_eq!((refused.status, refused.header("Content-Type")), (403, Some("text/html; charset=utf-8")));
    assert!(refused.text().contains("serve:\n  allowed_hosts: [docs.test]") && !refused.text().contains("one"));
    let configuration = project.read("clausebook.yaml");
    project.write("clausebook.yaml", format!("{configuration}serve:\n  allowed_hosts: [docs.test]\n").as_bytes());
    preview.check("/a/", 200, "one");
    assert_eq!(ask().status, 200);
    assert_eq!(preview.send(&["GET /a/ HTTP/1.1", "Host: evil.example"]).status, 403);
}

#[test]
fn files_of_drafts_are_served_where_drafts_are() {
    let project = site();
    project.write("content/d/index.md", b"---\ntitle: D\ndraft: true\n---\n");
    project.write("content/d/data.txt", b"secret");
    Preview::new(&project, &[]).check("/d/data.txt", 200, "secret");
    assert_eq!(Preview::new(&project, &["--no-drafts"]).get("/d/data.txt").status, 404);
}

#[test]
fn a_change_behind_a_link_is_announced() {
    let project = site();
    let text = |title: &str| format!("---\ntitle: {title}\n---\n");
    project.write("shared/a.md", text("One").as_bytes());
    project.write("more/folder/b.md", text("One").as_bytes());
    project.link("content/linked.md", "../shared/a.md");
    project.link("content/folder", "../more/folder");
    let preview = Preview::new(&project, &[]);
    preview.check("/linked/", 200, "One");
    project.write("shared/a.md", text("Two").as_bytes());
    preview.line("content/linked.md: ");
    project.write("shared/new", text("Three").as_bytes());
    fs::rename(project.path("shared/new"), project.path("shared/a.md")).unwrap();
    preview.line("content/linked.md: ");
    preview.check("/linked/", 200, "Three");
    project.write("more/folder/b.md", text("Two").as_bytes());
    preview.line("content/folder/b.md: ");
    project.write("later/c.md", text("One").as_bytes());
    project.link("content/later.md", "../later/c.md");
    preview.line("content/later.md: ");
    project.write("later/c.md", text("Two").as_bytes());
    preview.line("content/later.md: ");
}

#[test]
fn requests_are_answered_beside_silent_clients_and_open_streams() {
    let project = site();
    let preview = Preview::new(&project, &[]);
    let silent: Vec<TcpStream> = (0..300).map(|_| preview.connect()).collect();
    let streams: Vec<_> = (0..200).map(|_| preview.events()).collect();
    preview.check("/a/", 200, "one");
    drop((silent, streams));
    preview.check("/a/", 200, "one");
}

/// The TCP ports that a process listens at.
#[cfg(target_os = "linux")]
fn ports(process: u32) -> Vec<u16> {
    let sockets = std::fs::read_dir(format!("/proc/{process}/fd")).unwrap().filter_map(|entry| {
        let target = std::fs::read_link(entry.ok()?.path()).ok()?;
        Some(target.to_str()?.strip_prefix("socket:[")?.strip_suffix(']')?.to_owned())
    });
    let sockets: Vec<String> = sockets.collect();
    let tables = ["tcp", "tcp6"].map(|name| std::fs::read_to_string(format!("/proc/{process}/net/{name}")));
    let lines: Vec<String> =
        tables.iter().flatten().flat_map(|table| table.lines().skip(1)).map(str::to_owned).collect();
    let port = |line: &String| {
        let words: Vec<&str> = line.split_whitespace().collect();
        // The state of a listening socket, and its inode (proc(5), `/proc/net/tcp`).
        let is_own = words[3] == "0A" && sockets.iter().any(|socket| socket == words[9]);
        is_own.then(|| u16::from_str_radix(words[1].rsplit(':').next().unwrap(), 16).unwrap())
    };
    lines.iter().filter_map(port).collect()
}

#[cfg(target_os = "linux")]
#[test]
fn it_listens_at_one_port_which_refuses_a_foreign_host() {
    let project = site();
    let preview = Preview::new(&project, &[]);
    preview.check("/a/", 200, "one");
    let port: u16 = preview.host.rsplit(':').next().unwrap().parse().unwrap();
    assert_eq!(ports(preview.process.id()), [port]);
    for host in ["evil.example", "localhost.evil.example:80", "10.0.0.7"] {
        assert_eq!(preview.send(&["GET /a/ HTTP/1.1", &format!("Host: {host}")]).status, 403, "{host}");
    }
}

#[test]
fn requests_are_answered_beside_clients_that_do_not_read() {
    let project = site();
    project.write("static/big.bin", b"");
    std::fs::File::options().write(true).open(project.path("static/big.bin")).unwrap().set_len(50 << 20).unwrap();
    let preview = Preview::new(&project, &[]);
    let request = |path: &str| {
        let mut stream = preview.connect();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {}\r\n\r\n", preview.host).unwrap();
        stream
    };
    let slow: Vec<TcpStream> = (0..200).map(|_| request("/big.bin")).collect();
    preview.check("/a/", 200, "one");
    let streams: Vec<_> = (0..400).map(|_| preview.events()).collect();
    for path in ["/", "/a/", "/data.bin"] {
        assert_eq!(preview.get(path).status, 200, "{path}");
    }
    drop((slow, streams));
    // A client that reads gets all of it.
    assert_eq!(preview.get("/big.bin").body.len(), 50 << 20);
}

#[test]
fn an_event_stream_is_opened_beside_many_others() {
    let project = site();
    let preview = Preview::new(&project, &[]);
    let mut streams: Vec<_> = (0..400).map(|_| preview.events()).collect();
    let states: std::collections::BTreeSet<String> = streams.iter_mut().map(state).collect();
    assert_eq!(states.len(), 1);
    preview.check("/a/", 200, "one");
}

#[test]
fn an_event_stream_is_opened_after_many_that_were_left() {
    let project = site();
    let preview = Preview::new(&project, &[]);
    for _ in 0..3 {
        let mut streams: Vec<_> = (0..400).map(|_| preview.events()).collect();
        let states: std::collections::BTreeSet<String> = streams.iter_mut().map(state).collect();
        assert_eq!(states.len(), 1);
    }
}

#[test]
fn a_head_without_an_end_is_cut_off() {
    let project = site();
    let preview = Preview::new(&project, &[]);
    let mut stream = preview.connect();
    write!(stream, "GET / HTTP/1.1\r\nHost: {}\r\n", preview.host).unwrap();
    // It stops listening long before all of this is sent.
    let filler = format!("X-Filler: {}\r\n", "x".repeat(1000));
    let sent = (0..10_000).take_while(|_| stream.write_all(filler.as_bytes()).is_ok()).count();
    assert!(sent < 10_000, "all of it was taken");
    let mut response = String::new();
    let _ = stream.read_to_string(&mut response);
    assert!(response.is_empty() || response.starts_with("HTTP/1.1 431 "), "{response}");
    preview.check("/a/", 200, "one");
}

#[test]
fn an_absurd_content_length_is_ignored() {
    let project = site();
    let preview = Preview::new(&project, &[]);
    let host = format!("Host: {}", preview.host);
    let length = "Content-Length: 4000000000000000000";
    assert_eq!(preview.send(&["GET /a/ HTTP/1.1", &host, length]).status, 200);
    assert_eq!(preview.send(&["POST /a/ HTTP/1.1", &host, length]).status, 405);
    let chunked = "Transfer-Encoding: chunked";
    assert_eq!(preview.send(&["GET /a/ HTTP/1.1", &host, chunked]).status, 200);
    preview.check("/a/", 200, "one");
}

#[test]
fn many_keep_alive_connections_are_all_answered() {
    let project = site();
    let preview = Preview::new(&project, &[]);
    let request = format!("GET /a/ HTTP/1.1\r\nHost: {}\r\nConnection: keep-alive\r\n\r\n", preview.host);
    let mut streams: Vec<TcpStream> = (0..30).map(|_| preview.connect()).collect();
    streams.iter_mut().for_each(|stream| stream.write_all(request.as_bytes()).unwrap());
    for stream in &mut streams {
        let mut response = String::new();
        stream.read_to_string(&mut response).unwrap();
        assert!(response.starts_with("HTTP/1.1 200 ") && response.contains("one"), "{response}");
    }
}

#[cfg(unix)]
#[test]
fn a_low_limit_of_open_files_is_enough() {
    let project = site();
    let preview = Preview::after(Command::new("sh").arg("-c"), "ulimit -n 64", &project);
    let silent: Vec<TcpStream> = (0..300).map(|_| preview.connect()).collect();
    let streams: Vec<_> = (0..200).map(|_| preview.events()).collect();
    preview.check("/a/", 200, "one");
    project.write("content/a.md", b"---\ntitle: A\n---\nsaved meanwhile\n");
    preview.check("/a/", 200, "saved meanwhile");
    drop((silent, streams));
}

/// Needs a limit of its own for watches, which Linux allows a process to set where user namespaces are enabled.
#[cfg(target_os = "linux")]
#[test]
fn polling_takes_over_at_the_limit_of_watched_folders() {
    let lowers = "echo 12 > /proc/sys/user/max_inotify_watches";
    let can = Command::new("unshare").args(["-Ur", "sh", "-c", lowers]).stderr(Stdio::null()).status();
    if !can.is_ok_and(|status| status.success()) {
        eprintln!("skipped: no user namespaces on this system");
        return;
    }
    let project = site();
    let preview = Preview::after(Command::new("unshare").args(["-Ur", "sh", "-c"]), lowers, &project);
    preview.check("/a/", 200, "one");
    for folder in 0..12 {
        project.write(
            &format!("content/folder-{folder}/deep/x.md"),
            format!("---\ntitle: X\n---\nnumber {folder}\n").as_bytes(),
        );
        preview.check(&format!("/folder-{folder}/deep/x/"), 200, &format!("number {folder}"));
    }
    preview.line("polling for changes: the system's limit of watched folders is reached");
    let mut events = preview.events();
    let before = state(&mut events);
    project.write("content/folder-11/deep/x.md", b"---\ntitle: X\n---\nfound by polling\n");
    assert_ne!(state(&mut events), before);
    preview.check("/folder-11/deep/x/", 200, "found by polling");
}

#[cfg(unix)]
#[test]
fn a_change_of_a_whole_folder_is_announced_once() {
    let project = site();
    for file in 0..600 {
        project.write(&format!("content/many/{file}.md"), b"---\ntitle: X\n---\nbefore\n");
    }
    let preview = Preview::new(&project, &[]);
    let mut events = preview.events();
    state(&mut events);
    // A checkout of another branch replaces every file and removes some. The preview is stopped meanwhile, so that it is
    // one burst on any machine.
    preview.signal("STOP");
    for file in 0..600 {
        let path = format!("content/many/{file}.md");
        std::fs::remove_file(project.path(&path)).unwrap();
        if file % 3 > 0 {
            project.write(&path, b"---\ntitle: X\n---\nafter\n");
        }
    }
    preview.signal("CONT");
    preview.check("/many/2/", 200, "after");
    preview.check("/many/3/", 404, "");
    // The first file by path, so that the line of this change names it whatever else has changed.
    project.write("content/aaa.md", b"---\ntitle: X\n---\nlast\n");
    let mut announced = 0;
    while !preview.line(" in all").starts_with("content/aaa.md") {
        announced += 1;
    }
    // On a busy machine there can be a pause in the burst, which splits it, but not into single files.
    assert!(announced < 10, "announced {announced} times");
}

#[cfg(unix)]
#[test]
fn an_interrupt_leaves_no_folder_behind() {
    let (project, temporary) = (site(), tempfile::tempdir().unwrap());
    let mut program = Command::new(assert_cmd::cargo::cargo_bin!("clausebook"));
    program.env("TMPDIR", temporary.path());
    let mut preview = Preview::spawn(program, &project, "", "0", &[]);
    preview.check("/", 200, "Welcome");
    let folders = std::fs::read_dir(temporary.path()).unwrap().map(|entry| entry.unwrap().path());
    for folder in folders {
        let mode = std::os::unix::fs::PermissionsExt::mode(&folder.metadata().unwrap().permissions());
        assert_eq!(mode & 0o077, 0, "{} is open to others", folder.display());
    }
    let _events = preview.events();
    preview.signal("INT");
    assert_eq!(preview.end().code(), Some(0));
    let left: Vec<_> = std::fs::read_dir(temporary.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(left.is_empty(), "{left:?}");
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_the_preview_even_with_an_open_stream() {
    for signal in ["INT", "TERM"] {
        let project = site();
        let mut preview = Preview::new(&project, &[]);
        let _events = preview.events();
        preview.check("/", 200, "Welcome");
        let sent = Instant::now();
        preview.signal(signal);
        assert_eq!(preview.end().code(), Some(0), "{signal}");
        assert!(sent.elapsed() < Duration::from_secs(2), "{signal} took {:?}", sent.elapsed());
    }
}

#[test]
fn an_address_of_another_machine_cannot_be_bound() {
    let project = site();
    let run = project.run(["serve", "--bind", "192.0.2.1", "--port", "4000"]);
    run.status(2).stderr_contains("cannot listen at 192.0.2.1:4000").done();
    assert!(Path::new(&project.path("content/a.md")).exists());
}
