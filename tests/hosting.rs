//! The configurations that `build --server` writes: their text, and what the real servers answer with them where these
//! are installed.

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::release::{Release, repository, text_of};
use crate::support::Project;

/// Redirects with all that a rule may have, and with what servers would take for syntax.
const RULES: &str = "/was/* /guide/:splat 302\n\
    /moved /guide/?from=moved 301\n\
    /money /guide/$host{x}; 308\n\
    /r/* /:splat\n\
    /app/* /guide/ 200\n\
    /gone /x 410\n\
    /guide/ /never/\n\
    /land /x 302 Country=de\n\
    /far https://example.org/ 301\n";

/// A site with aliases, titles and a search that a careless configuration would break on.
fn site(base: &str) -> Project {
    let hostile = "---\ntitle: 'A \"title\"; } $host {'\ndescription: d\naliases:\n- /older/\n- '/a b/'\n- '/q\"uote/'\n- '/d$host/'\n\
                   - '/br{ace}/'\n- '/se;mi/'\n- '/GUIDE/'\n- '/ü/'\n---\nText with ![p](https://img.example.com/p.png)\n";
    Project::new()
        .file("clausebook.yaml", format!("title: T\nbase_url: https://example.com{base}\n"))
        .file("content/_index.md", "---\ntitle: Home\ndescription: d\n---\nHome\n")
        .file("content/guide/_index.md", hostile)
        .file("static/_redirects", RULES)
}

#[test]
fn the_configuration_lies_beside_the_site_and_replaces_its_own_kind_alone() {
    let project = site("/");
    project.run(["build", "-q", "--no-search", "--server", "nginx"]).stderr_contains("").done();
    assert!(project.read("public.nginx.conf").starts_with("# Written by `clausebook build --server nginx`"));
    assert!(!project.files("public").iter().any(|path| path.ends_with(".conf")));
    project
        .run(["build", "--no-search", "--out", "dist", "--server", "caddy"])
        .stdout_contains("dist.caddy")
        .stderr_contains("")
        .done();
    assert!(project.read("dist.caddy").starts_with("# Written by `clausebook build --server caddy`"));
    project.run(["verify", "public"]).stdout_contains("").done();
    // Its own file is replaced, another is not, nor is what a link leads to.
    project.run(["build", "-q", "--no-search", "--server", "nginx"]).stderr_contains("").done();
    project.write("mine.conf", b"mine");
    project.link("link.conf", "nowhere");
    project.pipe("pipe.conf");
    for file in ["mine.conf", "link.conf", "pipe.conf"] {
        let build = project.run(["build", "-q", "--server", "nginx", "--server-file", file]);
        build.status(2).stderr_contains(format!("`{file}` is not replaced")).done();
    }
    assert_eq!(project.read("mine.conf"), "mine");
    assert!(!project.path("nowhere").exists());
}

#[test]
fn what_a_configuration_leaves_out_is_said() {
    for server in ["nginx", "caddy"] {
        let project = site("/").file("static/_headers", "/*\n  X-Own: 1\n");
        let build = project.run(["build", "-q", "--no-search", "--server", server]).stderr_contains("");
        // Notes are not printed with `-q`.
        build.done();
        let build = project.run(["build", "--no-search", "--server", server]).stdout_contains("");
        let said =
            build.stderr_contains("line 8 of `_redirects` is left out").stderr_contains("own `_headers`").done().stderr;
        assert_eq!(said.lines().count(), 2, "{said}");
        let file = if server == "nginx" { "public.nginx.conf" } else { "public.caddy" };
        assert!(!project.read(file).contains("Content-Security-Policy"));
    }
}

/// A server that ends with the test.
struct Served {
    child: Child,
    port: u16,
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Served {
    /// Starts a program and waits until it answers at the port.
    #[track_caller]
    fn start(command: &mut Command, port: u16, log: &Path) -> Self {
        let child = command.stdout(Stdio::null()).stderr(fs::File::create(log).unwrap()).spawn().unwrap();
        let mut served = Self { child, port };
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            let has_ended = served.child.try_wait().unwrap().is_some();
            let waited = begun.elapsed() > Duration::from_secs(60);
            assert!(!has_ended && !waited, "{}", fs::read_to_string(log).unwrap());
            std::thread::sleep(Duration::from_millis(20));
        }
        served
    }

    /// The status, the head and the body of the answer to `GET target`.
    fn get(&self, target: &str) -> (u16, String, String) {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        write!(stream, "GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        (head[9..12].parse().unwrap(), head.to_ascii_lowercase(), body.to_owned())
    }

    #[track_caller]
    fn check(&self, target: &str, status: u16, location: &str) {
        let (found, head, _) = self.get(target);
        let led = head.lines().find_map(|line| line.strip_prefix("location: ")).unwrap_or_default();
        assert_eq!((found, led), (status, location.to_ascii_lowercase().as_str()), "{target}");
    }
}

fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
}

/// nginx with the configuration of a site that lies in `root` at its path; nothing where it is not installed.
fn nginx(project: &Project, root: &str) -> Option<Served> {
    let program = ["/usr/sbin/nginx", "/usr/bin/nginx"].into_iter().find(|path| Path::new(path).exists())?;
    let port = free_port();
    let (at, root) = (project.path("nginx"), project.path(root));
    fs::create_dir_all(&at).unwrap();
    let types =
        "types { text/html html; text/css css; application/javascript js; application/json json; image/svg+xml svg; }";
    let temporary =
        ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(|name| format!("{name}_temp_path {name};"));
    let config = format!(
        "daemon off; master_process off; pid nginx.pid; error_log stderr; events {{ }}\nhttp {{ access_log off; {types} {} \n\
         server {{ listen 127.0.0.1:{port}; root {}; include {}; }} }}\n",
        temporary.join(" "),
        root.display(),
        project.path("public.nginx.conf").display()
    );
    fs::write(at.join("nginx.conf"), config).unwrap();
    let mut command = Command::new(program);
    command.arg("-p").arg(&at).arg("-c").arg(at.join("nginx.conf")).args(["-e", "stderr"]);
    Some(Served::start(&mut command, port, &at.join("log")))
}

/// Caddy, likewise.
fn caddy(project: &Project, root: &str) -> Option<Served> {
    let has_caddy = Command::new("caddy").arg("version").output().is_ok();
    let port = free_port();
    let (at, root) = (project.path("caddy"), project.path(root));
    fs::create_dir_all(&at).unwrap();
    let config = format!(
        "{{\n\tadmin off\n\tauto_https off\n}}\nhttp://127.0.0.1:{port}, http://localhost:{port} {{\n\troot * {}\n\timport {}\n}}\n",
        root.display(),
        project.path("public.caddy").display()
    );
    fs::write(at.join("Caddyfile"), config).unwrap();
    let mut command = Command::new("caddy");
    command.args(["run", "--adapter", "caddyfile", "--config"]).arg(at.join("Caddyfile"));
    command.env("HOME", &at).env("XDG_DATA_HOME", &at).env("XDG_CONFIG_HOME", &at);
    has_caddy.then(|| Served::start(&mut command, port, &at.join("log")))
}

/// What both servers answer for the site below `base`, a path with a slash at both ends.
#[track_caller]
fn check_site(served: &Served, base: &str) {
    let at = |path: &str| format!("{base}{path}");
    let (status, head, body) = served.get(&at("guide/"));
    assert!(status == 200 && body.contains("Text with"), "{head}\n{body}");
    for header in [
        "content-type: text/html; charset=utf-8",
        "content-security-policy: default-src 'self'",
        "img-src 'self' https://img.example.com",
        "frame-ancestors 'none'",
        "x-content-type-options: nosniff",
        "cache-control: no-cache",
    ] {
        assert!(head.contains(header), "no {header} in\n{head}");
    }
    assert!(served.get(&at("guide/index.md")).1.contains("content-type: text/markdown; charset=utf-8"));
    for missing in ["nowhere", "nowhere/at/all/", "nowhere.md", "_headers", "_redirects", "land"] {
        let (status, head, body) = served.get(&at(missing));
        assert!(status == 404 && body.contains("Page not found"), "{missing}: {head}\n{body}");
        assert!(head.contains("content-security-policy:"), "{missing}: {head}");
    }
    let (status, head, _) = served.get(&at("guide"));
    // Caddy does not encode the addresses of folders.
    let head = head.replace("location: /my docs/", "location: /my%20docs/");
    assert!([301, 308].contains(&status) && head.contains(&format!("location: {}\r\n", at("guide/"))), "{head}");
    let guide = at("guide/");
    for alias in ["older", "a%20b", "q%22uote", "d$host", "br%7Bace%7D", "se;mi", "GUIDE", "%C3%BC"] {
        served.check(&at(&format!("{alias}/")), 301, &guide);
    }
    served.check(&at("was/a/b?c=d"), 302, &at("guide/a/b?c=d"));
    served.check(&at("moved"), 301, &at("guide/?from=moved"));
    served.check(&at("money"), 308, &at("guide/%24host%7Bx%7D;"));
    served.check(&at("far/"), 301, "https://example.org/");
    served.check(&at("gone"), 410, "");
    let (status, _, body) = served.get(&at("app/any/thing"));
    assert!(status == 200 && body.contains("Text with"), "{status} {body}");
    // No request makes it lead to another host.
    for evil in ["r//evil.example", "r/\\evil.example", "r/%0d%0aX:y", "/evil.example/..%2f"] {
        let (_, head, _) = served.get(&at(evil));
        let led = head.lines().find_map(|line| line.strip_prefix("location: ")).unwrap_or("/");
        assert!(led.starts_with('/') && !led[1..].starts_with(['/', '\\']), "{evil}: {head}");
        assert!(!head.lines().any(|line| line.starts_with("x:")), "{head}");
    }
    // The files of the search are named by their contents.
    let (_, head, _) = served.get(&at("pagefind/pagefind.js"));
    assert!(head.contains("cache-control: no-cache"), "{head}");
}

#[track_caller]
fn check_search(served: &Served, project: &Project, base: &str) {
    let fragment = project.files("public/pagefind/fragment").remove(0);
    let (status, head, _) = served.get(&format!("{base}pagefind/fragment/{fragment}"));
    assert!(status == 200 && head.contains("cache-control: max-age=31536000"), "{head}");
    assert!(head.contains("content-security-policy:") && !head.contains("no-cache"), "{head}");
}

/// Checks the site below `/` and below a path with a space; returns whether the server is installed.
#[track_caller]
fn serve_and_check(server: &str, start: fn(&Project, &str) -> Option<Served>) -> bool {
    for (base, path, root) in [("/", "/", "public"), ("/my%20docs/v1/", "/my%20docs/v1/", "host")] {
        let project = site(base);
        project.run(["build", "--server", server]).stdout_contains("").stderr_contains("").done();
        if root == "host" {
            project.folder("host/my docs");
            project.link("host/my docs/v1", "../../public");
        }
        let Some(served) = start(&project, root) else { return false };
        check_site(&served, path);
        check_search(&served, &project, path);
        if base != "/" {
            served.check("/my%20docs/v1", 301, path);
            assert_eq!(served.get("/elsewhere").0, if server == "nginx" { 404 } else { 200 });
        }
    }
    true
}

#[test]
fn nginx_serves_a_site_as_hosts_do() {
    if !serve_and_check("nginx", nginx) {
        eprintln!("skipped: nginx is not installed");
    }
}

#[test]
fn caddy_serves_a_site_as_hosts_do() {
    if !serve_and_check("caddy", caddy) {
        eprintln!("skipped: caddy is not installed");
    }
}

/// The blocks of code of the manual's page in a language.
fn blocks(language: &str) -> Vec<String> {
    let page = fs::read_to_string(repository("content/manual/hosting.md")).unwrap();
    let fence = format!("```{language}\n");
    page.split(&fence).skip(1).map(|rest| rest.split("```").next().unwrap().to_owned()).collect()
}

/// The commands of hosts that build a site themselves, run in the folder of a site.
#[test]
fn the_recipes_of_hosts_that_build_are_run() {
    let release = Release::new();
    let source = release.source();
    let netlify: toml::Table = toml::from_str(&blocks("toml")[0]).unwrap();
    let netlify = netlify["build"]["command"].as_str().unwrap().to_owned();
    let gitlab = blocks("yaml").into_iter().find(|block| block.starts_with("pages:")).unwrap();
    let gitlab: serde_yaml::Value = serde_yaml::from_str(&gitlab).unwrap();
    let lines = gitlab["pages"]["script"].as_sequence().unwrap().iter().map(|line| line.as_str().unwrap());
    for (script, variable) in [(netlify, "URL"), (lines.collect::<Vec<_>>().join("\n"), "CI_PAGES_URL")] {
        let project = site("/");
        project.git(&["init", "-q"]);
        let mut command = Command::new("sh");
        command.args(["-ec", &script]).current_dir(project.path("")).env("PATH", "/usr/bin:/bin");
        command.env(variable, "https://docs.example.org/below").env("XDG_CACHE_HOME", project.caches());
        command.env("CLAUSEBOOK_RELEASES", release.address()).env("GIT_CONFIG_COUNT", "1");
        command.env("GIT_CONFIG_KEY_0", format!("url.{source}.insteadOf"));
        let output = command.env("GIT_CONFIG_VALUE_0", env!("CARGO_PKG_REPOSITORY")).output().unwrap();
        assert!(output.status.success(), "{}", text_of(&output));
        assert!(project.read("public/sitemap.xml").contains("https://docs.example.org/below/guide/"));
    }
}

/// The function for CloudFront, run by node where it is installed.
#[test]
fn the_function_for_cloudfront_opens_folders() {
    let check = "for (const uri of [\"/\", \"/a/\", \"/a\", \"//evil\", \"/a.css\"]) {\
                 const to = handler({ request: { uri } }); console.log(to.uri || to.headers.location.value); }";
    let script = format!("{}{check}", blocks("js")[0]);
    match Command::new("node").args(["-e", &script]).output() {
        Ok(output) => {
            assert_eq!(text_of(&output), "/index.html\n/a/index.html\n/a/\n/evil/\n/a.css\n");
        }
        Err(_) => eprintln!("skipped: node is not installed"),
    }
}
