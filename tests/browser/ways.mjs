// Finding one's way: the bar, the sidebar of a long section, the menu of a phone, the front page.
import assert from "node:assert/strict";
import { test } from "node:test";
import { guide, host, inaccessible, isTooWide, kinds, reader, views } from "./host.mjs";
import { Site } from "./support.mjs";

const body = "A first paragraph that is long enough to take a few lines on a phone.\n\n## First\n\nText.\n\n## Second\n\nText.\n\n## Last\n\nText.\n";
const article = (title, more = "", text = body) => `---\ntitle: ${title}\ndescription: What it asks, and how it is met here.\n${more}---\n${text}`;

/** A site with six hundred articles in one section, and what else a tree has. */
function tree(t) {
  const site = new Site(t, {
    "clausebook.yaml": "title: Payments compliance handbook\n",
    "content/_index.md": article("Handbook", "", ""),
    "content/controls/_index.md": article("Controls", "", ""),
    "content/controls/nested/_index.md": article("Nested", "weight: 300\n", ""),
    "content/controls/nested/deep.md": article("Deep"),
    "content/controls/unlisted.md": article("Unlisted", "build: {list: never}\n"),
    "content/policies/_index.md": article("Policies", "", ""),
    "content/policies/access.md": article("Access", "lastmod: 2026-11-20\ncontrol: {owner: Security, approver: Board, version: \"1.0\", reviewed: 2026-11-22, every: 10 years}\n"),
    "content/top.md": article("Top"),
  });
  for (let number = 1; number <= 600; number += 1) site.write(`content/controls/c-${number}.md`, article(`Control ${number}`, `weight: ${number}\n`));
  site.run("build", "--quiet", "--no-search");
  return site;
}

test("every article of a long section has its place, with its neighbours and the number of the others", async (t) => {
  const url = await host(t, tree(t).path("public"));
  const page = await reader(t, { ...views.light, javaScriptEnabled: false });
  const here = page.locator(".rail [aria-current=page]");
  for (const number of [1, 2, 5, 6, 299, 301, 596, 600]) {
    await page.goto(url(`/controls/c-${number}/`));
    assert.deepEqual(await here.allInnerTexts(), [`Control ${number}`]);
    const shown = await page.locator(".rail a").allInnerTexts();
    for (const near of [number - 5, number - 1, number + 1, number + 5].filter((near) => near >= 1 && near <= 600)) {
      assert.ok(shown.includes(`Control ${near}`), `${near} beside ${number}`);
    }
    assert.ok(shown.length < 30, `${shown.length}`);
    const more = shown.filter((text) => / more/.test(text)).map((text) => parseInt(text));
    const listed = shown.filter((text) => /^(Control |Nested$)/.test(text)).length;
    assert.equal(listed + more.reduce((sum, count) => sum + count, 0), 601, `${number}: ${more}`);
    // The section is told from the others.
    const colour = (name) => page.locator(".rail a", { hasText: new RegExp(`^${name}$`) }).evaluate((each) => getComputedStyle(each).color);
    assert.notEqual(await colour("Controls"), await colour("Policies"));
  }
  for (const [path, title] of [["/controls/unlisted/", "Unlisted"], ["/controls/nested/deep/", "Deep"], ["/top/", "Top"], ["/controls/", "Controls"]]) {
    await page.goto(url(path));
    assert.deepEqual(await here.allInnerTexts(), [title], path);
  }
  await page.goto(url("/controls/c-300/"));
  assert.doesNotMatch(await page.locator("main").innerText(), /Part \d/);
  await page.locator(".rail .more a").last().click();
  await page.waitForURL(url("/controls/#Contents"));
});

test("sections of the sidebar fold without script; that of the page is open", async (t) => {
  const url = await host(t, tree(t).path("public"));
  for (const view of [views.light, views.phone]) {
    const page = await reader(t, { ...view, javaScriptEnabled: false });
    await page.goto(url("/policies/access/"));
    if (view === views.phone) await page.getByRole("button", { name: "Menu" }).click();
    const section = (name) => page.locator(".rail > ul > li", { has: page.locator(`> a:text-is("${name}")`) });
    assert.ok(await page.locator(".rail [aria-current=page]").isVisible(), "the page's own section is open");
    const beside = section("Controls").locator("> details");
    assert.ok(!(await beside.locator("li a").first().isVisible()), "another section is folded");
    const [link, button] = [await section("Controls").locator("> a").boundingBox(), await beside.locator("> summary").boundingBox()];
    assert.ok(Math.abs(link.y - button.y) < 2 && button.height >= 24 && button.width >= 24, JSON.stringify([link, button]));
    await beside.locator("> summary").click();
    assert.deepEqual((await beside.locator("li a").allInnerTexts()).map((text) => text.replace(/\s+/g, " ")), ["Control 1", "Control 2", "Control 3", "Control 4", "597 more in Controls"]);
    assert.ok(await beside.locator("li a").last().isVisible());
    await section("Policies").locator("> details > summary").click();
    assert.ok(await page.locator(".rail [aria-current=page]").isHidden(), "its own section folds as well");
    await page.getByRole("link", { name: "Control 2", exact: true }).click();
    await page.waitForURL(url("/controls/c-2/"));
  }
});

test("the bar stays in view, marks the place, and nothing is hidden below it", async (t) => {
  const url = await guide();
  for (const view of Object.values(views)) {
    const page = await reader(t, view);
    await page.goto(url(kinds.article));
    const last = await page.locator(".toc a").last().getAttribute("href");
    await page.goto(url(kinds.article + last));
    await page.waitForFunction(() => scrollY > 200);
    const bar = await page.locator(".masthead").boundingBox();
    assert.ok(bar.y === 0 && bar.height <= 50, JSON.stringify(bar));
    const heading = await page.locator(`[id="${last.slice(1)}"]`).boundingBox();
    assert.ok(heading.y >= bar.height, `${heading.y}`);
  }
  const page = await reader(t);
  await page.goto(url(kinds.article));
  assert.deepEqual(await page.locator(".masthead-links [aria-current]").allInnerTexts(), ["PCI DSS"]);
  await page.goto(url("/frameworks/pci-dss/6/"));
  assert.deepEqual(await page.locator(".masthead-links [aria-current]").allInnerTexts(), ["Frameworks"]);
});

test("heads of tables stick below the bar", async (t) => {
  const rows = Array.from({ length: 60 }, (_, index) => `| ${index} | x |\n`).join("");
  const site = new Site(t, { "content/a.md": article("A", "", `| Number | Kind |\n|---|---|\n${rows}`) });
  site.run("build", "--quiet");
  const page = await reader(t);
  await page.goto((await host(t, site.path("public")))("/a/"));
  await page.locator(".table-scroll.fits").waitFor();
  await page.evaluate(() => scrollTo(0, 900));
  const head = await page.locator("thead th").first().boundingBox();
  const bar = await page.locator(".masthead").boundingBox();
  assert.ok(Math.abs(head.y - bar.y - bar.height) < 1.5, `${head.y} below ${bar.height}`);
});

test("links of a site that names none are to what it makes", async (t) => {
  const page = await reader(t);
  const url = await host(t, tree(t).path("public"));
  await page.goto(url("/policies/access/"));
  assert.deepEqual(await page.locator(".masthead-links a").allInnerTexts(), ["Documents"]);
  assert.ok(await page.locator(".brand img, .brand svg").count() === 0, "no mark of another");
});

for (const javaScriptEnabled of [true, false]) {
  test(`menu and contents open on a phone, ${javaScriptEnabled ? "at the place of the page" : "without script"}`, async (t) => {
    const page = await reader(t, { ...views.phone, javaScriptEnabled });
    const url = await host(t, tree(t).path("public"));
    await page.goto(url("/controls/c-300/"));
    const [rail, toc] = [page.locator(".rail"), page.locator(".toc")];
    assert.ok(await rail.isHidden() && await toc.isHidden());
    await page.getByRole("button", { name: "Menu" }).click();
    await rail.waitFor();
    assert.ok(await page.locator(".masthead-links a").first().isVisible());
    assert.ok(await page.locator(".masthead").isVisible(), "the bar stays");
    if (javaScriptEnabled) {
      assert.ok((await page.locator(".rail [aria-current=page]").boundingBox()).y < 844);
      assert.deepEqual(await inaccessible(page), []);
    }
    assert.ok(!(await isTooWide(page)));
    await page.keyboard.press("Escape");
    await rail.waitFor({ state: "hidden" });
    await page.getByRole("button", { name: "On this page" }).click();
    await toc.locator("a", { hasText: "Last" }).click();
    await page.waitForURL(url("/controls/c-300/#last"));
    if (javaScriptEnabled) await toc.waitFor({ state: "hidden" });
  });
}

test("the first paragraph is near the top of a phone, and a control block is one line", async (t) => {
  const page = await reader(t, views.phone);
  const top = (selector) => page.locator(selector).first().evaluate((each) => each.getBoundingClientRect().top + scrollY);
  const own = await guide();
  for (const path of [kinds.article, "/pci-dss/scoping/", "/manual/tables/"]) {
    await page.goto(own(path));
    assert.ok(await top("article p") <= 320, `${path}: ${await top("article p")}`);
  }
  await page.goto((await host(t, tree(t).path("public")))("/policies/access/"));
  assert.ok(await top("article p") <= 320);
  const summary = page.locator(".control summary");
  assert.match((await summary.innerText()).replace(/\s+/g, " "), /Version 1\.0 ·? ?reviewed 22 November 2026/);
  assert.ok((await summary.boundingBox()).height <= 46);
  assert.ok(await page.locator(".control dl").isHidden());
  await summary.click();
  assert.match(await page.locator(".control dl").innerText(), /Security/);
});

test("the contents begin beside the title, and their mark reaches the last heading", async (t) => {
  const page = await reader(t);
  await page.goto((await guide())(kinds.article));
  const [title, toc] = [await page.locator("h1").boundingBox(), await page.locator(".toc").boundingBox()];
  assert.ok(toc.y <= title.y + title.height && toc.x > title.x + title.width);
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  await page.waitForFunction(() => document.querySelector(".toc [aria-current]") === [...document.querySelectorAll(".toc a")].at(-1));
});

test("a front page shows its sections and frameworks, with and without a hero", async (t) => {
  const page = await reader(t);
  const url = await guide();
  await page.goto(url("/"));
  assert.equal(await page.locator("h1").count(), 1);
  assert.deepEqual(await page.locator(".hero .button").evaluateAll((all) => all.map((each) => each.getAttribute("href"))), ["/pci-dss/", "/manual/start/"]);
  assert.match((await page.locator(".section-cards li").allInnerTexts()).join("\n"), /PCI DSS\n.*\n\d+ pages/);
  assert.equal(await page.locator(".home-maps svg.map").count(), 3);
  await page.locator(".search-field").click();
  await page.locator("dialog.search").waitFor();
  await page.goto((await host(t, tree(t).path("public")))("/"));
  assert.deepEqual(await page.locator(".section-cards b").allInnerTexts(), ["Policies", "Controls", "Top"]);
  assert.match((await page.locator(".section-cards li").nth(1).innerText()), /601 pages/);
});

test("a site has its own name, colours, notice and address for feedback", async (t) => {
  const site = new Site(t, {
    "clausebook.yaml": "title: Field guide\nbase_url: https://example.com/\ntheme:\n  accent: {light: '#0b5c55', dark: '#7fd6cc'}\n  notice: {text: Moved, url: /a/}\n  feedback: guides@example.com\n  image: /social.png\n",
    "static/social.png": "",
    "content/a.md": article("Access & control"),
  });
  site.run("build", "--quiet");
  const url = await host(t, site.path("public"));
  for (const [view, colour] of [[views.light, "rgb(11, 92, 85)"], [views.dark, "rgb(127, 214, 204)"]]) {
    const page = await reader(t, view);
    await page.goto(url("/a/"));
    const accent = await page.locator(".toc").evaluate((each) => { const probe = document.createElement("i"); probe.style.color = "var(--accent)"; each.append(probe); const { color } = getComputedStyle(probe); probe.remove(); return color; });
    assert.equal(accent, colour);
    assert.equal(await page.locator(".notice a").getAttribute("href"), "/a/");
    assert.deepEqual(await inaccessible(page), []);
    assert.equal(await page.getByRole("link", { name: "Send feedback" }).getAttribute("href"), "mailto:guides@example.com?subject=Access%20%26%20control");
    assert.equal(await page.locator("meta[property='og:image']").getAttribute("content"), "https://example.com/social.png");
    assert.deepEqual(page.faults, []);
  }
  const phone = await reader(t, views.phone);
  await phone.goto(url("/a/"));
  assert.equal(await phone.locator(".monogram").innerText(), "FG");
});
