//! The server in a real editor: Neovim 0.7 or later, which must be installed.

use std::process::Command;

use crate::support::Project;

#[test]
#[ignore = "needs Neovim: run it with --include-ignored"]
fn neovim_shows_what_is_found_and_typed_and_renames() {
    let page = "---\ntitle: A\ndescription: d\n---\n😀 [é](/none/)\n";
    let home = "---\ntitle: Home\ndescription: d\n---\n[p](/a/#part-é)\n";
    let project =
        Project::new().file("clausebook.yaml", "title: G\n").file("content/_index.md", home).file("content/a.md", page);
    let script = format!("luafile {}/tests/lsp/neovim.lua", env!("CARGO_MANIFEST_DIR"));
    let mut neovim = Command::new("nvim");
    neovim.args(["--headless", "-u", "NONE", "-i", "NONE", "-n", "-c", &script]).current_dir(project.path(""));
    neovim.env("CLAUSEBOOK_BINARY", env!("CARGO_BIN_EXE_clausebook")).env("CLAUSEBOOK_ROOT", project.path(""));
    neovim.env("XDG_STATE_HOME", project.path("state")).env("XDG_CACHE_HOME", project.path("cache"));
    let output = neovim.output().expect("Neovim starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = project.read("content/a.md");
    assert!(text.ends_with("\n😀\n\n[x](/)\n\n## Other 😀 part\n\n[p](#other--part)\n"), "{text}");
    assert!(project.read("content/_index.md").ends_with("[p](/a/#other--part)\n"));
}
