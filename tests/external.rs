//! `check --external` with a server on loopback that gives all kinds of faulty responses.

use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::Value;

use crate::support::{Answer, Project, Reply, Request, Server};

/// Fast, because the server has no rate limit; without a cache, unless a test gives one.
const FAST: &str = "allow_private: true, delay: 0s, timeout: 2s";

fn server(table: &[(&str, Reply)]) -> Server {
    Server::new(table.iter().map(|(path, reply)| ((*path).to_owned(), reply.clone())))
}

/// A site whose front page links to these addresses, one a line from line 5 on.
fn site(settings: &str, links: &[String]) -> Project {
    let lines: String = links.iter().map(|link| format!("[a link]({link})\n")).collect();
    Project::new()
        .file("clausebook.yaml", format!("external: {{{settings}}}\n"))
        .file("content/_index.md", format!("---\ntitle: Home\ndescription: The front page.\n---\n{lines}"))
}

fn to(status: u16, path: &str) -> Reply {
    Reply::To(status, path.to_owned())
}

/// The codes by line, with the messages.
fn found(project: &Project, more: &[&str]) -> (Vec<String>, Option<i32>, String) {
    let arguments = [&["--root", ".", "check", "--external", "--allow-private", "--format", "json"], more].concat();
    let answer = project.answer(arguments);
    let report: Value = serde_json::from_str(&answer.stdout).unwrap_or_else(|error| panic!("{error}: {answer:?}"));
    let line = |finding: &Value| {
        format!("{} {} {}", finding["line"], finding["code"].as_str().unwrap(), finding["message"].as_str().unwrap())
    };
    (report["findings"].as_array().unwrap().iter().map(line).collect(), answer.status, answer.stderr)
}

fn links(server: &Server, paths: &[&str]) -> Vec<String> {
    paths.iter().map(|path| format!("{}{path}", server.url())).collect()
}

#[test]
fn every_kind_of_response_has_its_finding() {
    let server = server(&[
        ("/ok", Reply::Status(200)),
        ("/nohead", Reply::NoHead),
        ("/later", Reply::Later(0)),
        ("/recovers", Reply::Recovers),
        ("/forbidden", Reply::Status(403)),
        ("/busy", Reply::Status(503)),
        ("/hang", Reply::Hang),
        ("/cut", Reply::Cut),
        ("/endless", Reply::Endless),
        ("/old", to(301, "/older")),
        ("/older", to(308, "/new")),
        ("/new", Reply::Status(200)),
        ("/short", to(302, "/new")),
        ("/round", to(302, "/about")),
        ("/about", to(302, "/round")),
    ]);
    let paths = [
        "/ok",
        "/nohead",
        "/later",
        "/recovers",
        "/forbidden",
        "/busy",
        "/hang",
        "/cut",
        "/endless",
        "/old",
        "/short",
        "/round",
        "/gone",
    ];
    let project = site(FAST, &links(&server, &paths));
    let (found, status, said) = found(&project, &[]);
    let new = format!("14 EX104 moved permanently to `{}/new`", server.url());
    assert_eq!(
        found,
        [
            "9 EX102 `127.0.0.1` refuses automated requests: status 403",
            "10 EX103 no usable response from `127.0.0.1`: status 503",
            "11 EX103 no usable response from `127.0.0.1`: timeout",
            "12 EX103 no usable response from `127.0.0.1`: connection closed",
            &new,
            "16 EX105 redirect loop at `127.0.0.1`",
            "17 EX101 dead link: status 404",
        ]
    );
    assert_eq!((status, said.as_str()), (Some(1), ""));
    // A link is dead only after two failures by `GET`; a link that works is requested once.
    assert_eq!((server.count("/ok"), server.count("/gone"), server.count("/nohead")), (1, 3, 2));
    assert_eq!(
        server.requests().iter().filter(|request| request.path == "/gone" && request.method == "GET").count(),
        2
    );
}

#[test]
fn blocked_and_unstable_links_never_fail_a_check() {
    let server = server(&[("/a", Reply::Status(429)), ("/b", Reply::Status(999)), ("/c", Reply::Cut)]);
    let project = site(FAST, &links(&server, &["/a", "/b", "/c"]));
    let (found, status, _) = found(&project, &["--deny", "warnings"]);
    assert_eq!((found.len(), status), (3, Some(0)), "{found:?}");
}

#[test]
fn private_addresses_are_not_requested_unless_allowed() {
    let server = server(&[("/ok", Reply::Status(200))]);
    let named = server.url().replace("127.0.0.1", "localhost");
    let links = [format!("{}/ok", server.url()), format!("{named}/ok"), "http://[::1]:9/".to_owned()];
    let project = site("delay: 0s", &links);
    let (found, status, _) = found(&project, &[]);
    assert!(found.len() == 3 && found.iter().all(|line| line.contains("EX106 not requested:")), "{found:?}");
    assert_eq!((status, server.requests().len()), (Some(0), 0));
}

#[test]
fn a_host_is_trusted_by_its_authority_and_an_unknown_authority_never_fails_a_check() {
    let table = || [("/ok".to_owned(), Reply::Status(200)), ("/page".to_owned(), Reply::Page("<p id=x>".to_owned()))];
    let ((server, authority), (_, other_authority)) = (Server::secure(table()), Server::secure(table()));
    let links = links(&server, &["/ok", "/page#x", "/page#y", "/gone"]);
    // The file has the server's authority and another one; the server sends the intermediate certificate.
    let both = format!("Ours and theirs:\n{other_authority}{authority}");
    let trusting = site(&format!("{FAST}, fragments: true, ca_file: keys/all.pem"), &links);
    let trusting = trusting.file("keys/all.pem", both);
    let (answers, status, said) = found(&trusting, &[]);
    let gone = format!("7 EX107 no anchor `#y` on `{}/page`", server.url());
    assert_eq!(answers, [gone.as_str(), "8 EX101 dead link: status 404"]);
    assert_eq!((status, said.as_str()), (Some(1), ""));
    let unknown = "from an unknown authority";
    // The other authority has the same name.
    let forged = "with an invalid signature";
    for (settings, file, reason) in
        [(FAST.to_owned(), None, unknown), (format!("{FAST}, ca_file: other.pem"), Some(other_authority), forged)]
    {
        let mut project = site(&settings, &links);
        if let Some(pem) = file {
            project = project.file("other.pem", pem);
        }
        let before = server.requests().len();
        let (answers, status, _) = found(&project, &["--deny", "warnings"]);
        let untrusted = format!("no usable response from `localhost`: TLS error: certificate {reason}");
        let expected: Vec<String> = (5..9).map(|line| format!("{line} EX103 {untrusted}")).collect();
        assert_eq!((answers, status), (expected, Some(0)), "{settings}");
        // A server that is not trusted receives nothing, not even the request.
        assert_eq!(server.requests().len(), before);
    }
}

#[test]
fn private_addresses_are_requested_where_the_configuration_and_the_command_allow_it() {
    let server = server(&[("/ok", Reply::Status(200))]);
    let project = site(FAST, &links(&server, &["/ok"]));
    let answer = project.run(["--root", ".", "check", "--external"]).answer();
    let help = "private addresses are requested only with `check --external --allow-private`";
    assert!(answer.stdout.contains("EX106") && answer.stdout.contains(help), "{answer:?}");
    assert_eq!((answer.status, server.requests().len()), (Some(0), 0));
    project.write("clausebook.yaml", b"external: {delay: 0s}\n");
    let answer = project.run(["--root", ".", "check", "--external", "--allow-private"]).answer();
    assert!(answer.stdout.contains("EX106") && server.requests().is_empty(), "{answer:?}");
}

#[test]
fn an_unusable_ca_file_is_a_finding_and_no_host_is_trusted() {
    let table = [("/ok".to_owned(), Reply::Status(200))];
    let (server, authority) = Server::secure(table);
    for (named, part) in [
        ("own.pem", "No such file"),
        ("words.pem", "it contains no certificate"),
        ("/dev/zero", "it lies outside the site's folder"),
        ("../x.pem", "it lies outside the site's folder"),
        ("out.pem", "it lies outside the site's folder"),
        ("pipe", "it is not a regular file"),
    ] {
        let project = Project::new().file("x.pem", &authority).file("site/words.pem", "words");
        project.link("site/out.pem", "../x.pem");
        assert!(Command::new("mkfifo").arg(project.path("site/pipe")).status().unwrap().success());
        project.write("site/clausebook.yaml", format!("external: {{{FAST}, ca_file: {named}}}\n").as_bytes());
        let text = format!("---\ntitle: Home\ndescription: The front page.\n---\n[x]({}/ok)\n", server.url());
        project.write("site/content/_index.md", text.as_bytes());
        let place = format!("clausebook.yaml:1:{}: error[CF105]", FAST.len() + 23);
        for more in [&[][..], &["--external", "--allow-private"]] {
            let check = ["--root", "site", "check", "--format", "concise"];
            let answer = project.answer(check.iter().chain(more));
            assert_eq!(
                (answer.status, answer.stderr.as_str(), server.requests().len()),
                (Some(1), "", 0),
                "{answer:?}"
            );
            assert!(answer.stdout.contains(&place) && answer.stdout.contains(part), "{answer:?}");
            assert_eq!(answer.stdout.contains("EX103"), !more.is_empty(), "{answer:?}");
        }
        // No page needs it.
        project.run(["--root", "site", "build", "-q"]).stdout_contains("").done();
    }
}

#[test]
fn a_moved_link_is_followed_by_a_fix() {
    let server = server(&[("/old", to(301, "/new(1)")), ("/new(1)", Reply::Status(200)), ("/gone", to(301, "/"))]);
    let server_url = server.url().to_owned();
    let project = site(FAST, &[format!("{server_url}/old#part"), format!("{server_url}/gone")]);
    let answer =
        project.answer(["--root", ".", "check", "--external", "--allow-private", "--fix", "--format", "concise"]);
    let text = project.read("content/_index.md");
    assert!(text.contains(&format!("[a link]({server_url}/new%281%29#part)\n")), "{text}\n{answer:?}");
    // The front page returns 404 here: the link is dead, and there is no fix.
    assert!(text.contains(&format!("[a link]({server_url}/gone)\n")), "{text}");
    let again =
        project.answer(["--root", ".", "check", "--external", "--allow-private", "--fix", "--format", "concise"]);
    assert_eq!(project.read("content/_index.md"), text, "{again:?}");
}

#[test]
fn the_address_of_a_moved_link_is_escaped_wherever_it_is_written() {
    let nasty =
        "/n/a)[x](javascript:1)'\"`|{{<foo>}}{{%25x%25}},y;z\\q?a={{<b>}}&c='\"`|,&copy;d&copy=e<f>#g{{h}}\"'`|";
    let named = server(&[]);
    let named = format!("{}/x", named.url().replace("//", "//name:word@"));
    let server = server(&[("/old", to(301, nasty)), ("/self", to(301, &named))]);
    let page = "---\ntitle: B\ndescription: d\nlandingpage: ~\nimages: [~, \"~\"]\n---\n\
        [x](~ \"t\") and [y](<~>) <~>\n\n[ref][r] and ![i](~)\n\n[r]: ~ 'was'\n\n\
        <a href=\"~\">raw</a> <a href='~'>raw</a> <img srcset=\"~ 1x, ~ 2x\" src=\"~\">\n\n\
        | h | [t](~) |\n|---|---|\n| `no` | [d](~) |\n\n{{< details \"x\" >}}\n[in](~)\n{{< /details >}}\n\n\
        {{< link \"~\" >}}\n\n[T](t.yaml)\n\n[C](t.csv)\n";
    let table = "kind: comparison\ntitle: T\ncolumns: {a: A, b: B}\nrows:\n  - {a: \"[x](~)\", b: '[y](~)'}\n  \
                 - {a: c, b: \"<a href='~'>h</a>\"}\n";
    let written = |text: &str| text.replace('~', &format!("{}/old", server.url()));
    let project = site(&format!("{FAST}, accept: [404]"), &[format!("{}/self", server.url())])
        .file("templates/shortcodes/link.html", "<a href=\"{{ args[0] }}\">l</a>")
        .file("content/b/index.md", written(page))
        .file("content/b/t.yaml", written(table))
        .file("content/b/t.csv", written("a,b\n[x](~),\"x, [y](~)\"\n"));
    let links = |project: &Project| {
        let said = project.answer(["--root", ".", "inspect", "links", "--format", "json"]).stdout;
        let links: Vec<Value> = serde_json::from_str(&said).unwrap();
        links.iter().map(|link| link["target"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let before = links(&project);
    let check = ["--root", ".", "check", "--external", "--allow-private", "--fix", "--format", "concise"];
    let said = project.answer(check);
    assert!(!said.stdout.contains("withheld") && !said.stdout.contains("error"), "{said:?}");
    let after = links(&project);
    assert_eq!(after.len(), before.len());
    let moved: Vec<&String> = after.iter().filter(|link| link.contains("/n/a%29%5Bx%5D%28javascript:1%29")).collect();
    assert!(moved.len() >= 16, "{after:?}");
    assert!(moved.iter().all(|link| !link.contains(['(', ')', '[', ']', '{', '}', '"', '\'', '`', '|', '<', '>'])));
    // A shortcode decides how its arguments are used, and an address with a password is not written into a source.
    assert_eq!(after.iter().filter(|link| link.ends_with("/old")).count(), 1, "{after:?}");
    assert!(project.read("content/_index.md").contains("/self)"));
    project.run(["--root", ".", "build", "-q"]).done();
    let files = project.snapshot("content");
    project.answer(check);
    assert!(project.snapshot("content") == files);
}

#[test]
fn results_are_cached_and_a_damaged_cache_is_replaced() {
    let server = server(&[("/ok", Reply::Status(200))]);
    let project = site(FAST, &links(&server, &["/ok"]));
    let check = ["--root", ".", "check", "--external", "--allow-private", "-q"];
    project.run(check).done();
    project.run(check).done();
    assert_eq!(server.count("/ok"), 1);
    let path = project.cache("external.json");
    let cache = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, &cache.as_bytes()[..cache.len() / 2]).unwrap();
    let run = project.run(["--root", ".", "check", "--external", "--allow-private"]).stdout_contains("no findings");
    run.stderr_contains("note: the cache").stderr_contains("truncated or damaged").done();
    assert_eq!((server.count("/ok"), std::fs::read(&path).unwrap().len()), (2, cache.len()));
    project.run(["--root", ".", "--cache", "elsewhere", "check", "--external", "--allow-private", "-q"]).done();
    assert!(project.path("elsewhere/external.json").is_file());
}

#[test]
fn an_interrupted_run_caches_its_results_and_always_fails() {
    for signal in ["INT", "TERM"] {
        let server = server(&[("/a", Reply::Status(200)), ("/b", Reply::Hang)]);
        let project = site("allow_private: true, delay: 0s, timeout: 600s", &links(&server, &["/a", "/b"]));
        let mut command = Command::new(env!("CARGO_BIN_EXE_clausebook"));
        command.args(["--root", ".", "check", "--external", "--allow-private"]).current_dir(project.path(""));
        command.env("XDG_CACHE_HOME", project.caches());
        let run = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // The second request is sent after the first response: one request at a time.
        while server.count("/b") == 0 {
            std::thread::sleep(Duration::from_millis(10));
        }
        let sent = Command::new("kill").args([format!("-{signal}"), run.id().to_string()]).status().unwrap();
        assert!(sent.success());
        let output = run.wait_with_output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(2), &b""[..]), "{signal}: {said}");
        assert!(said.contains("interrupted: no findings are reported; the results so far are cached in `"), "{said}");
        let cache: Value = serde_json::from_slice(&std::fs::read(project.cache("external.json")).unwrap()).unwrap();
        let known: Vec<&String> = cache["answers"].as_object().unwrap().keys().collect();
        assert_eq!(known, [&format!("{}/a", server.url())], "{signal}");
    }
}

/// A site whose configuration sends the variable `CLAUSEBOOK_TEST` to the server.
fn site_with_secret(server: &Server, paths: &[&str]) -> Project {
    let hosts = format!(
        "{FAST}, hosts: [{{host: \"{}\", token: $CLAUSEBOOK_TEST, headers: {{X-Who: \"${{CLAUSEBOOK_TEST}}!\"}}}}]",
        server.url()
    );
    site(&hosts, &links(server, paths))
}

/// The output where that variable is set.
fn check_with_secret(project: &Project, more: &[&str]) -> Answer {
    let arguments = [&["--root", ".", "-v", "check", "--external", "--allow-private"], more].concat();
    project.run(arguments).env("CLAUSEBOOK_TEST", "s3cret").answer()
}

#[test]
fn hosts_get_their_headers_and_no_output_contains_them() {
    let server = server(&[("/ok", Reply::Status(200)), ("/no", Reply::Status(401))]);
    let project = site_with_secret(&server, &["/ok", "/no"]);
    let answer = check_with_secret(&project, &["--allow-env", "OTHER,CLAUSEBOOK_TEST"]);
    let request = server.requests().remove(0);
    assert_eq!(request.headers.get("authorization").map(String::as_str), Some("Bearer s3cret"), "{request:?}");
    assert_eq!(request.headers.get("x-who").map(String::as_str), Some("s3cret!"));
    assert!(request.headers["user-agent"].starts_with("clausebook/"));
    let cache = std::fs::read_to_string(project.cache("external.json")).unwrap();
    assert!(!format!("{answer:?}{cache}").contains("s3cret"), "{answer:?}{cache}");
    let allowed = ["--root", ".", "check", "--external", "--allow-env", "CLAUSEBOOK_TEST"];
    let unset = project.run(allowed).answer();
    assert!(unset.stderr.contains("`CLAUSEBOOK_TEST` is not set"), "{unset:?}");
}

#[test]
fn a_variable_without_permission_is_not_sent_to_any_host() {
    let server = server(&[("/ok", Reply::Status(200))]);
    let project = site_with_secret(&server, &["/ok"]);
    let answer = check_with_secret(&project, &["--allow-env", "CLAUSEBOOK"]);
    let note = "note: the configuration may not read the environment variable `CLAUSEBOOK_TEST`: the header with it is \
                not sent; permit it with `--allow-env CLAUSEBOOK_TEST`\n";
    assert_eq!(answer.stderr.matches(note).count(), 1, "{answer:?}");
    let is_secret = |request: &Request| request.headers.values().any(|value| value.contains("s3cret"));
    assert!(!server.requests().is_empty() && !server.requests().iter().any(is_secret), "{:?}", server.requests());
    // A cached result of a request without the header is not valid for one with it.
    let before = server.requests().len();
    check_with_secret(&project, &["--allow-env", "CLAUSEBOOK_TEST"]);
    assert!(
        server.requests().len() > before && is_secret(server.requests().last().unwrap()),
        "{:?}",
        server.requests()
    );
    let wrong = check_with_secret(&project, &["--allow-env", "A-B"]);
    assert_eq!(
        (wrong.status, wrong.stderr.as_str()),
        (Some(2), "error: `--allow-env`: invalid name of a variable `A-B`\n")
    );
    let alone = project.answer(["--root", ".", "check", "--allow-env", "A"]);
    assert_eq!(alone.status, Some(2), "{alone:?}");
}

#[test]
fn a_users_own_configuration_permits_variables_from_outside_the_repository_alone() {
    let server = server(&[("/ok", Reply::Status(200))]);
    let project = site_with_secret(&server, &["/ok"]);
    let home = Project::new();
    let check = |home: &std::path::Path| {
        let run = project.run(["--root", ".", "check", "--external", "--allow-private"]);
        run.env("CLAUSEBOOK_TEST", "s3cret").env("XDG_CONFIG_HOME", home.to_str().unwrap()).answer()
    };
    home.write("clausebook/config.yaml", b"allow_env: [CLAUSEBOOK_TEST]\n");
    let answer = check(&home.path(""));
    assert_eq!((answer.status, answer.stderr.as_str()), (Some(0), ""), "{answer:?}");
    assert_eq!(server.requests()[0].headers.get("x-who").map(String::as_str), Some("s3cret!"));
    home.write("clausebook/config.yaml", b"# Ours\nallow_env: []\n  \nallow_envs: []\n");
    let answer = check(&home.path(""));
    assert_eq!((answer.status, answer.stdout.as_str()), (Some(2), ""), "{answer:?}");
    assert!(answer.stderr.contains("clausebook/config.yaml:4:1: unknown setting `allow_envs`"), "{answer:?}");
    home.remove("clausebook/config.yaml");
    assert!(Command::new("mkfifo").arg(home.path("clausebook/config.yaml")).status().unwrap().success());
    let answer = check(&home.path(""));
    assert!(answer.status == Some(2) && answer.stderr.contains("it is not a regular file"), "{answer:?}");
    // On some build servers the home folder is the checkout.
    project.write(".config/clausebook/config.yaml", b"allow_env: [CLAUSEBOOK_TEST]\n");
    let answer = check(&project.path(".config"));
    assert!(answer.stderr.contains("is in the repository of the site and is ignored"), "{answer:?}");
    assert!(answer.stderr.contains("may not read the environment variable `CLAUSEBOOK_TEST`"), "{answer:?}");
}

#[test]
fn headers_are_sent_to_their_origin_only_even_after_redirects() {
    let other = server(&[("/there", Reply::Status(200))]);
    let server = server(&[
        ("/within", to(302, "/ok")),
        ("/ok", Reply::Status(200)),
        ("/away", to(302, &format!("{}/there", other.url()))),
    ]);
    let other_authority = self::server(&[("/back", to(302, &format!("{}/ok?secret", server.url())))]);
    let project = site_with_secret(&server, &["/within", "/away"]);
    let text = project.read("content/_index.md");
    project.write("content/_index.md", format!("{text}[back]({}/back)\n", other_authority.url()).as_bytes());
    check_with_secret(&project, &["--allow-env", "CLAUSEBOOK_TEST"]);
    let has_secret = |request: &Request| request.headers.contains_key("authorization");
    for (request, expected) in [
        (server.requests().into_iter().find(|request| request.path == "/within"), true),
        (server.requests().into_iter().find(|request| request.path == "/ok"), true),
        (server.requests().into_iter().find(|request| request.path == "/away"), true),
        (other.requests().into_iter().next(), false),
        (other_authority.requests().into_iter().next(), false),
        // A redirect from another host does not carry the secrets of the host that it leads to.
        (server.requests().into_iter().find(|request| request.path == "/ok?secret"), false),
    ] {
        let request = request.expect("it was requested");
        assert_eq!(has_secret(&request), expected, "{request:?}");
    }
}

#[test]
fn fragments_are_checked_where_configured() {
    let page = "<h1 id=\"there\">A</h1>";
    let server = server(&[("/page", Reply::Page(page.to_owned())), ("/endless", Reply::Endless)]);
    let links = links(&server, &["/page#there", "/page#gone", "/page#/way", "/endless#x"]);
    let project = site(FAST, &links);
    assert_eq!(found(&project, &[]).0, Vec::<String>::new());
    let project = site(&format!("{FAST}, fragments: true"), &links);
    let gone = format!("6 EX107 no anchor `#gone` on `{}/page`", server.url());
    // A page without an end is not read to its end, and its fragments are not checked.
    assert_eq!(found(&project, &[]).0, [gone]);
}

#[test]
fn excluded_urls_are_not_requested() {
    let server = server(&[]);
    let links = links(&server, &["/private/a", "/b"]);
    let project = site(&format!("{FAST}, exclude: [\"{}/private/**\"], accept: [404]", server.url()), &links);
    assert_eq!((found(&project, &[]).0, server.count("/private/a")), (Vec::new(), 0));
    let examples = ["https://example.com/a", "http://www.example.org/", "https://a.example/"].map(str::to_owned);
    assert_eq!(found(&site(FAST, &examples), &[]).0, Vec::<String>::new());
}

#[test]
fn the_time_limit_of_the_run_is_respected() {
    let server = server(&[("/a", Reply::Hang), ("/b", Reply::Status(200))]);
    let project = site("allow_private: true, delay: 10s, max_time: 1s", &links(&server, &["/a", "/b"]));
    let (found, status, said) = found(&project, &[]);
    assert!(found.iter().all(|line| line.contains("EX103")) && found.len() == 2, "{found:?}");
    assert!(found[1].contains("the time limit of the run was reached before the request"), "{found:?}");
    assert_eq!(status, Some(0));
    assert!(said.contains("1 of 2 external URLs were not checked: time limit reached"), "{said}");
}

#[test]
fn an_ignore_of_external_links_is_unused_only_if_hosts_were_requested() {
    let server = server(&[("/ok", Reply::Status(200))]);
    let text = format!(
        "---\ntitle: Home\ndescription: The front page.\n---\n<!-- clausebook-ignore EX101 reason=\"x\" -->\n[a]({}/ok)\n",
        server.url()
    );
    let project = site(FAST, &[]).file("content/_index.md", text);
    project.run(["--root", ".", "check", "-q"]).done();
    assert!(found(&project, &[]).0[0].contains("IG102"));
}

#[test]
fn a_link_that_was_dead_before_is_known() {
    let server = server(&[]);
    let project = site(FAST, &links(&server, &["/gone"]));
    project.git(&["init", "-q"]);
    project.git(&["add", "."]);
    project.git(&["commit", "-qm", "before"]);
    let text = project.read("content/_index.md");
    project.write("content/_index.md", format!("{text}\n[new]({}/new)\n", server.url()).as_bytes());
    let (found, status, _) = found(&project, &["--since", "HEAD"]);
    assert_eq!((found.len(), status), (1, Some(1)), "{found:?}");
    assert!(found[0].starts_with("7 EX101"), "{found:?}");
}

#[test]
fn links_of_front_matter_and_of_data_tables_are_requested_and_inspected_too() {
    let server = server(&[]);
    let url = server.url();
    let table = format!(
        "kind: comparison\ntitle: T\ncolumns: {{a: A, b: B}}\nrows:\n  - {{a: \"1\", b: \"[x]({url}/cell)\"}}\n"
    );
    let front = format!(
        "---\ntitle: A\ndescription: One sentence.\nimages: [\"{url}/a.png\"]\nlandingpage: {url}/start\n---\n"
    );
    let project =
        site(FAST, &[]).file("content/a/index.md", format!("{front}[T](t.yaml)\n")).file("content/a/t.yaml", table);
    let check = ["--root", ".", "check", "--external", "--allow-private", "--format", "concise"];
    let said = project.answer(check).stdout;
    for place in
        ["content/a/index.md:4:10: error[EX101]", "content/a/index.md:5:14: error[EX101]", "content/a/t.yaml:5:"]
    {
        assert!(said.contains(place), "{place} is not in {said}");
    }
    assert_eq!(said.matches("EX101").count(), 3, "{said}");
    let rows = project.answer(["--root", ".", "inspect", "links", "--format", "json"]).stdout;
    for part in ["a.png", "/start", "/cell", "content/a/t.yaml"] {
        assert!(rows.contains(part), "{part} is not in {rows}");
    }
}
