// The page on paper: running titles and numbers, heads of tables on every sheet, addresses as notes, nothing cut.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { guide, host, kinds, reader } from "./host.mjs";
import { Site, binary, chromium, repository } from "./support.mjs";

const hasText = !spawnSync("pdftotext", ["-v"]).error;

/** The lines of text on each printed sheet of the page. */
async function sheets(t, path) {
  const page = await reader(t);
  await page.goto((await guide())(path));
  const folder = mkdtempSync(join(tmpdir(), "clausebook-paper-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "page.pdf");
  writeFileSync(file, await page.pdf({ preferCSSPageSize: true, format: "A4" }));
  const { stdout } = spawnSync("pdftotext", ["-layout", file, "-"], { encoding: "utf8" });
  return stdout.split("\f").slice(0, -1).map((sheet) => sheet.split("\n").map((line) => line.trim()).filter(Boolean));
}

test("what is for the screen stays on the screen, and heads of tables come again", async (t) => {
  const page = await reader(t);
  await page.goto((await guide())(kinds.article));
  await page.emulateMedia({ media: "print" });
  const hidden = await page.locator(".rail, .toc, .masthead-links, .search-open, .theme-switch, .series, .copy, .table-tools, [popover]").evaluateAll((all) => all.every((each) => !each.checkVisibility()));
  assert.ok(hidden);
  assert.equal(await page.locator("thead").first().evaluate((head) => getComputedStyle(head).display), "table-header-group");
  assert.equal(await page.locator("tbody tr").first().evaluate((row) => getComputedStyle(row).breakInside), "avoid");
});

for (const javaScriptEnabled of [true, false]) {
  test(`every row of a matrix is on paper, ${javaScriptEnabled ? "also of a filtered one" : "without script"}`, async (t) => {
    const page = await reader(t, { javaScriptEnabled });
    await page.goto((await guide())(kinds.matrix));
    const rows = page.locator(".responsibility tbody:not(.no-row) tr");
    const shown = () => rows.evaluateAll((all) => all.filter((row) => row.getBoundingClientRect().height > 0).length);
    const total = await rows.count();
    assert.ok(total > 200 && await shown() < total, "on the screen some are folded");
    if (javaScriptEnabled) {
      await page.locator(".responsibility").scrollIntoViewIfNeeded();
      await page.mouse.move(9, 9);
      await page.locator(".has-tools").waitFor();
      await page.locator(".table-tools input[type=search]").first().fill("nothing has these words");
      assert.equal(await shown(), 0);
    }
    await page.emulateMedia({ media: "print" });
    assert.equal(await shown(), total);
  });
}

test("only links that leave the site have their address in a note", async (t) => {
  const page = await reader(t);
  await page.goto((await guide())(kinds.article));
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  const notes = await page.locator(".link-notes li").allTextContents();
  const marked = await page.locator("a:has(+ .link-note)").evaluateAll((links) => links.map((link) => link.origin === location.origin));
  assert.ok(notes.length > 0 && notes.every((note) => /^https?:/.test(note)), `${notes}`);
  assert.ok(marked.length >= notes.length && !marked.includes(true));
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
  assert.equal(await page.locator(".link-note, .link-notes").count(), 0);
});

test("every sheet of an article has its number and its title, but for the first", { skip: !hasText && "needs pdftotext" }, async (t) => {
  const all = await sheets(t, kinds.article);
  assert.ok(all.length >= 4 && all.length <= 8, `${all.length} sheets`);
  all.forEach((sheet, index) => {
    assert.match(sheet.join("\n"), new RegExp(`\\b${index + 1} ?/ ?${all.length}\\b`));
    if (index > 0) assert.match(sheet[0], /^Clausebook\s+What hardened container images do for PCI DSS$/);
  });
  assert.ok(!/^Clausebook\s+What/.test(all[0][0]));
});

test("the sheets of a printed series have the title of their article", { skip: !hasText && "needs pdftotext" }, async (t) => {
  const all = await sheets(t, kinds.print);
  assert.ok(all.length >= 20 && all.length <= 90, `${all.length} sheets`);
  const heads = all.slice(2).map((sheet) => sheet[0]);
  for (const title of ["What PCI DSS is and whom it binds", "Evidence and the rhythm of a year"]) {
    assert.ok(heads.some((head) => head.endsWith(title)), `${title}: ${heads.join(" | ")}`);
  }
  assert.ok(all.slice(1).every((sheet) => sheet.length > 8), `no sheet is all but empty: ${all.map((sheet) => sheet.length)}`);
  assert.ok(all.at(-1).includes("Links"), "the addresses of links follow the last article");
  for (const sheet of all) assert.doesNotMatch(sheet.at(-2), /^Requirement +Goal|remains yours$/, "no head of a table stands alone at the foot");
});

test("every requirement of a matrix is in a printed series, by itself or within a range", { skip: !hasText && "needs pdftotext" }, async (t) => {
  const printed = (await sheets(t, kinds.print)).flat().join("\n");
  const page = await reader(t);
  await page.goto((await guide())(kinds.matrix));
  const rows = await page.locator(".responsibility tbody:not(.no-row) tr th").evaluateAll((all) => all.map((head) => [...head.querySelectorAll(".req")].map((each) => each.textContent)));
  assert.ok(rows.length > 200);
  const [, matrix] = printed.split("Who does what with images of Example Images");
  for (const ids of rows) assert.ok(matrix.includes(ids.join(" to ")), ids.join(" to "));
});

test("the map of a standard fits one sheet, with all its ids", { skip: !hasText && "needs pdftotext" }, async (t) => {
  const all = await sheets(t, kinds.framework);
  assert.equal(all.length, 1);
  const words = new Set(all.flat().join(" ").split(/\s+/));
  const page = await reader(t);
  await page.goto((await guide())(kinds.framework));
  const ids = await page.locator(".map-rows .map text").allTextContents();
  assert.ok(ids.length > 360);
  assert.deepEqual(ids.filter((id) => !words.has(id)), []);
});

test("a map of more identifiers says that it takes several sheets, and fewer on larger ones", async (t) => {
  const groups = Array.from({ length: 20 }, (_, group) => {
    const below = Array.from({ length: 50 }, (_, index) => `      - {id: "${group + 1}.${index + 1}", title: Control}\n`);
    return `  - id: "${group + 1}"\n    title: Group ${group + 1} of the controls\n    children:\n${below.join("")}`;
  });
  const site = new Site(t, {
    "content/_index.md": "---\ntitle: Guide\ndescription: What it asks.\n---\n",
    "content/a.md": "---\ntitle: A\ndescription: What it asks.\n---\nAbout [big:1.1].\n",
    "content/frameworks/big.yaml": `key: big\nname: Big standard\nversion: "1"\nnodes:\n${groups.join("")}`,
  });
  site.run("build", "--quiet", "--no-search");
  const page = await reader(t);
  await page.goto((await host(t, site.path("public")))("/frameworks/big/"));
  const line = page.locator(".map-sheet .print-only");
  assert.ok(await line.isHidden());
  const count = async (format) => (await page.pdf({ format })).toString("latin1").match(/\/Type\s*\/Page\b/g).length;
  const [small, large] = [await count("A4"), await count("A3")];
  assert.ok(small > 1 && large < small, `${small} and ${large} sheets`);
  await page.emulateMedia({ media: "print" });
  assert.match(await line.innerText(), /1020 identifiers/);
  await page.goto((await guide())(kinds.framework));
  assert.equal(await page.locator(".map-sheet .print-only").count(), 0);
});

test("the foot of a sheet has version, day of review and address; a wide table lies in landscape", { skip: !hasText && "needs pdftotext" }, async (t) => {
  const site = new Site(t, { "clausebook.yaml": "title: Site\nbase_url: https://guide.example.com/\n" });
  const row = (cells) => `|${cells.join("|")}|\n`;
  const columns = Array.from({ length: 9 }, (_, index) => `Column ${index}`);
  const long = ["one", "two", "three", "four"].map((word) => word.padEnd(36, "x"));
  const table = (cells) => row(cells) + row(cells.map(() => "---")) + row(cells);
  const control = 'control: {owner: A, approver: B, version: "1.2", reviewed: 2026-11-01, every: 12 months}';
  site.write("content/a.md", `---\ntitle: A\ndescription: d\n${control}\n---\nWords.\n\n${table(columns)}\nBetween.\n\n${table(long)}\nEnd.\n\n${table(["a", "b"])}`);
  site.run("build", "--quiet");
  const page = await reader(t);
  await page.goto((await host(t, site.path("public")))("/a/"));
  const file = site.path("a.pdf");
  writeFileSync(file, await page.pdf({ preferCSSPageSize: true, format: "A4" }));
  const pages = spawnSync("pdfinfo", ["-l", "99", file], { encoding: "utf8" }).stdout.match(/^Page +\d+ size: +[\d.]+ x [\d.]+/gm);
  const isLandscape = pages.map((line) => { const [, width, height] = /([\d.]+) x ([\d.]+)/.exec(line); return Number(width) > Number(height); });
  const { stdout } = spawnSync("pdftotext", ["-layout", file, "-"], { encoding: "utf8" });
  stdout.split("\f").slice(0, -1).forEach((sheet, index) => {
    assert.match(sheet, /Version 1\.2 · Reviewed 1 November 2026/);
    assert.match(sheet, /https:\/\/guide\.example\.com\/a\//);
    assert.equal(isLandscape[index], /Column 8|onexxx/.test(sheet), `sheet ${index + 1}`);
  });
  assert.equal(isLandscape.filter(Boolean).length, 2);
});

test("`clausebook pdf` prints a series with an outline, on sheets of A4", async (t) => {
  const site = Site.copy(t, ".", ["clausebook.yaml", "content", "static", "templates"].filter((part) => existsSync(join(repository, part))));
  const file = site.path("guide.pdf");
  const run = spawnSync(binary(), ["--root", site.root, "pdf", "pci-dss", "--no-sandbox", "--browser", chromium(), "--out", file], { encoding: "utf8" });
  assert.equal(run.status, 0, run.stderr);
  const text = readFileSync(file, "latin1");
  assert.match(text, /\/Outlines/);
  const sizes = new Set([...text.matchAll(/\/MediaBox \[([^\]]*)\]/g)].map((match) => match[1].split(" ").map((edge) => Math.round(edge)).join(" ")));
  assert.ok([...sizes].every((size) => ["0 0 595 842", "0 0 842 595"].includes(size)) && sizes.size > 0, [...sizes].join(", "));
});
