// The page as readers see it: accessible in every dress, light, whole without script, right on paper.
import assert from "node:assert/strict";
import { test } from "node:test";
import { host, inaccessible, isTooWide, reader, views } from "./host.mjs";
import { Site } from "./support.mjs";

// Every kind of page, of the product's own guide and manual.
const kinds = ["/", "/pci-dss/", "/pci-dss/container-images/", "/pci-dss/requirements/", "/manual/shortcodes/", "/manual/configuration/", "/manual/findings/", "/tags/", "/tags/assessment/", "/nowhere/at-all/"];
const article = "/pci-dss/container-images/";

/** The guide and the manual, built and hosted. */
async function guide(t) {
  const site = Site.copy(t, ".", ["content", "clausebook.yaml"]);
  site.run("build", "--quiet");
  return host(t, site.path("public"));
}

async function small(t, text) {
  const site = new Site(t, { "clausebook.yaml": "title: Site\n", "content/a.md": `---\ntitle: A\ndescription: d\n---\n${text}`, "content/b.md": `---\ntitle: B\ndescription: d\n---\n${text}` });
  site.run("build", "--quiet");
  return host(t, site.path("public"));
}

for (const [name, view] of Object.entries(views)) {
  test(`no page is inaccessible or too wide: ${name}`, async (t) => {
    const url = await guide(t);
    const page = await reader(t, view);
    for (const kind of kinds) {
      await page.goto(url(kind));
      assert.deepEqual(await inaccessible(page), [], kind);
      assert.ok(!(await isTooWide(page)), `${kind} scrolls sideways`);
    }
    assert.deepEqual(page.faults, []);
  });
}

test("at 400 % zoom nothing scrolls sideways", async (t) => {
  const url = await guide(t);
  const page = await reader(t, { viewport: { width: 320, height: 256 } });
  for (const kind of kinds) {
    await page.goto(url(kind));
    assert.ok(!(await isTooWide(page)), kind);
  }
});

test("the first view of an article is light, of one host, and does not jump", async (t) => {
  const url = await guide(t);
  const page = await reader(t);
  await page.addInitScript(() => {
    window.shift = 0;
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => { window.shift += entry.value; })).observe({ type: "layout-shift", buffered: true });
  });
  await page.goto(url("/pci-dss/scoping/"), { waitUntil: "networkidle" });
  const sum = (loaded) => loaded.reduce((all, { length }) => all + length, 0);
  t.diagnostic(`${page.loaded.length} requests, ${sum(page.loaded)} bytes, ${sum(page.loaded.filter(({ isScript }) => isScript))} of script`);
  assert.ok(page.loaded.length <= 6, `${page.loaded.map(({ url }) => url)}`);
  assert.ok(sum(page.loaded) < 60_000);
  assert.ok(sum(page.loaded.filter(({ isScript }) => isScript)) < 15_000);
  assert.ok(page.loaded.every((each) => each.url.startsWith(url("/"))));
  assert.ok((await page.evaluate(() => window.shift)) < 0.01);
});

test("everything reads without script, menus and tabs too", async (t) => {
  const url = await guide(t);
  const page = await reader(t, { ...views.phone, javaScriptEnabled: false });
  await page.goto(url("/manual/shortcodes/"));
  const link = page.locator(".rail a", { hasText: "Tables" }).first();
  assert.ok(await link.isHidden());
  await page.locator(".rail summary").click();
  assert.ok(await link.isVisible());
  for (const panel of await page.locator(".tab").all()) assert.ok(await panel.isVisible());
  assert.match(await page.locator(".masthead").innerText(), /Search needs JavaScript/);
  assert.ok(await page.locator(".search-open").isHidden());
});

test("the colours chosen are remembered", async (t) => {
  const url = await guide(t);
  const page = await reader(t);
  await page.goto(url(article));
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await ground();
  await page.locator(".theme-switch").click();
  const dark = await ground();
  assert.notEqual(dark, light);
  await page.goto(url("/"));
  assert.equal(await ground(), dark);
});

test("a tab that was chosen is chosen everywhere, and on the next page", async (t) => {
  const tabs = "{{< tabs >}}\n{{< tab \"One\" >}}first{{< /tab >}}\n{{< tab \"Two\" >}}second{{< /tab >}}\n{{< /tabs >}}\n\n";
  const url = await small(t, tabs + tabs);
  const page = await reader(t);
  await page.goto(url("/a/"));
  const chosen = () => page.locator("[role=tab][aria-selected=true]").allInnerTexts();
  assert.deepEqual(await chosen(), ["One", "One"]);
  await page.locator("[role=tab]").first().focus();
  await page.keyboard.press("ArrowRight");
  assert.deepEqual(await chosen(), ["Two", "Two"]);
  await page.goto(url("/b/"));
  assert.deepEqual(await chosen(), ["Two", "Two"]);
});

test("the keyboard begins at a link to the text", async (t) => {
  const url = await guide(t);
  const page = await reader(t);
  await page.goto(url(article));
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "Main");
});

test("an article on paper has its pages, its table heads and its addresses", async (t) => {
  const url = await guide(t);
  const page = await reader(t);
  await page.goto(url(article));
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  await page.emulateMedia({ media: "print" });
  const hidden = await page.locator(".rail, .toc, .masthead-links, .search-open, .theme-switch, .series").evaluateAll((all) => all.every((each) => !each.checkVisibility()));
  assert.ok(hidden, "what is for the screen stays on the screen");
  assert.equal(await page.locator("thead").first().evaluate((head) => getComputedStyle(head).display), "table-header-group");
  const marks = await page.locator(".link-note").count();
  assert.ok(marks > 0 && await page.locator(".link-notes li").count() <= marks);
  await page.emulateMedia({ media: null });
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
  assert.equal(await page.locator(".link-note, .link-notes").count(), 0);
  const paper = (await page.pdf({ preferCSSPageSize: true, format: "A4" })).toString("latin1");
  const pages = paper.match(/\/Type\s*\/Page[^s]/g).length;
  assert.ok(pages >= 4 && pages <= 7, `${pages} pages`);
});
