// The preview in a browser: an open page follows its file and keeps its scroll position.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Site, browser, patience } from "./support.mjs";

const lines = (count) => Array.from({ length: count }, (_, line) => `Line ${line} of a long text.\n`).join("\n");
const article = (text, title = "Guide") =>
  `---\ntitle: ${title}\ndescription: d\n---\nfirst ${text}\n\n${lines(60)}\n` +
  `<button id="held">held</button>\n\n{{< details "More" >}}\nfolded ${text}\n{{< /details >}}\n\nkept words\n\n${lines(60)}`;
const files = {
  "clausebook.yaml": "title: Site\n",
  "content/_index.md": "---\ntitle: Home\ndescription: d\n---\nWelcome\n",
  "content/a.md": article("one"),
  "content/b.md": "---\ntitle: Other\ndescription: d\n---\nother one\n",
  "static/clausebook.css": "body { color: rgb(1, 2, 3) }",
};

/** A site that is served, and a tab that shows one of its pages. */
async function open(t, path, ...options) {
  const site = new Site(t, files);
  const preview = await site.serve(t, ...options);
  const context = await (await browser(t)).newContext();
  const page = await tab(context, preview.url(path));
  return { site, preview, context, page };
}

/** A tab that records whether it was reloaded. */
async function tab(context, url) {
  const page = await context.newPage();
  page.setDefaultTimeout(patience);
  await page.goto(url);
  await page.evaluate(() => { window.isSame = true; });
  return page;
}

const shows = (page, text) => page.waitForFunction((text) => document.querySelector("main")?.innerText.includes(text), text);
const isSame = async (page) => assert.ok(await page.evaluate(() => window.isSame), "the page was loaded anew");
const badge = (page) => page.locator("#clausebook-panel .badge");

/** Makes the page report that it is hidden or visible: in a headless browser all tabs are visible. */
const hide = (page, isHidden) => page.evaluate((isHidden) => {
  Object.defineProperty(document, "hidden", { configurable: true, get: () => isHidden });
  document.dispatchEvent(new Event("visibilitychange"));
}, isHidden);

test("a save shows without a navigation, and the reader stays where they were", async (t) => {
  const { site, page } = await open(t, "/a/");
  await page.evaluate(() => {
    document.querySelector("article details").open = true;
    document.querySelector("#held").focus({ preventScroll: true });
    const words = [...document.querySelectorAll("p")].find((node) => node.textContent === "kept words").firstChild;
    getSelection().setBaseAndExtent(words, 5, words, 10);
    scrollTo(0, 700);
  });
  const state = () => page.evaluate(() => ({
    scroll: scrollY, open: document.querySelector("article details").open, focus: document.activeElement.id, selected: String(getSelection()),
  }));
  const before = await state();
  assert.deepEqual(before, { scroll: 700, open: true, focus: "held", selected: "words" });
  site.write("content/a.md", article("two"));
  await shows(page, "first two");
  await shows(page, "folded two");
  assert.deepEqual(await state(), before);
  site.replace("content/a.md", article("three"));
  await shows(page, "first three");
  assert.deepEqual(await state(), before);
  await isSame(page);
});

test("a style sheet is swapped in place, and the old one goes when the new one is there", async (t) => {
  const { site, page } = await open(t, "/a/");
  const colour = (colour) => page.waitForFunction((colour) => getComputedStyle(document.body).color === colour, colour);
  await colour("rgb(1, 2, 3)");
  const before = await page.locator("head link[rel=stylesheet]").count();
  await page.evaluate(() => {
    // Between the two there must be no moment without a style.
    window.colours = new Set();
    const look = () => { window.colours.add(getComputedStyle(document.body).color); requestAnimationFrame(look); };
    look();
  });
  site.write("static/clausebook.css", "body { color: rgb(4, 5, 6) }");
  await colour("rgb(4, 5, 6)");
  assert.deepEqual(await page.evaluate(() => [...window.colours]), ["rgb(1, 2, 3)", "rgb(4, 5, 6)"]);
  await page.waitForFunction((before) => document.querySelectorAll("head link[rel=stylesheet]").length === before, before);
  await isSame(page);
});

test("a mistake in front matter is shown, and goes when it is mended", async (t) => {
  const { site, page } = await open(t, "/a/");
  await page.waitForSelector("#clausebook-panel", { state: "attached" });
  assert.ok(await page.locator("#clausebook-panel").isHidden(), "a site without a finding has no badge");
  site.write("content/a.md", article("two").replace("---\nfirst", "first"));
  await page.waitForSelector("#clausebook-errors");
  assert.match(await page.locator("#clausebook-errors").innerText(), /FM105.*content\/a\.md:1:1/s);
  await shows(page, "first one");
  await badge(page).waitFor();
  await badge(page).click();
  assert.match(await page.locator("#clausebook-panel .list").innerText(), /FM105/);
  site.write("content/a.md", article("three"));
  await shows(page, "first three");
  await page.waitForSelector("#clausebook-errors", { state: "detached" });
  await page.locator("#clausebook-panel").waitFor({ state: "hidden" });
  await isSame(page);
});

test("a broken template and a broken configuration are shown, and end nothing", async (t) => {
  const { site, page } = await open(t, "/a/");
  site.write("templates/article.html", "{% if %}");
  await page.waitForSelector("#clausebook-errors");
  assert.match(await page.locator("#clausebook-errors").innerText(), /TP101.*templates\/article\.html:1/s);
  site.remove("templates");
  await page.waitForSelector("#clausebook-errors", { state: "detached" });
  await shows(page, "first one");
  site.write("clausebook.yaml", "title: [\n");
  await page.waitForSelector("#clausebook-errors");
  assert.match(await page.locator("#clausebook-errors").innerText(), /CF101/);
  site.write("clausebook.yaml", "title: Another\n");
  await page.waitForSelector("#clausebook-errors", { state: "detached" });
  await isSame(page);
});

test("the panel lists the findings of the site, those of the page first, and every text as text", async (t) => {
  const { site, page } = await open(t, "/b/");
  site.write("content/a.md", "---\ntitle: A\ndescription: d\n---\n[x](/nowhere/)\n");
  site.write("content/b.md", "---\ntitle: Other\ndescription: d\n---\n[x](/<img src=x onerror=window.isHurt=1>/)\n[x](/%3Cimg%20src=x%3E/)\n");
  await page.waitForFunction(() => document.querySelector("#clausebook-panel .badge")?.textContent.startsWith("3 "));
  await badge(page).click();
  const items = await page.locator("#clausebook-panel li").allInnerTexts();
  assert.match(items[0], /LK101.*content\/b\.md:6/s);
  assert.match(items[1], /LK119.*content\/b\.md:5/s);
  assert.match(items[2], /LK101.*content\/a\.md:5/s);
  assert.equal(await page.evaluate(() => window.isHurt), undefined);
  assert.equal(await page.locator("#clausebook-panel img").count(), 0);
});

test("seven tabs follow, and none hangs", async (t) => {
  const { site, preview, context, page } = await open(t, "/a/");
  const pages = [page];
  while (pages.length < 7) pages.push(await tab(context, preview.url(pages.length % 2 ? "/b/" : "/a/")));
  site.write("content/a.md", article("two"));
  site.write("content/b.md", files["content/b.md"].replace("other one", "other two"));
  await Promise.all(pages.map((page, index) => shows(page, index % 2 ? "other two" : "first two")));
  // The page that forwards the events may be closed.
  for (const gone of pages.splice(0, 3)) await gone.close();
  site.write("content/a.md", article("three"));
  site.write("content/b.md", files["content/b.md"].replace("other one", "other three"));
  await Promise.all(pages.map((page, index) => shows(page, index % 2 ? "first three" : "other three")));
  await pages[0].goto(preview.url("/"));
  await shows(pages[0], "Welcome");
});

test("a tab that was hidden catches up when it is shown", async (t) => {
  const { site, preview, context, page } = await open(t, "/a/");
  const other = await tab(context, preview.url("/a/"));
  await hide(page, true);
  site.write("content/a.md", article("two"));
  await shows(other, "first two");
  assert.match(await page.locator("main").innerText(), /first one/);
  await hide(page, false);
  await shows(page, "first two");
  await isSame(page);
});

test("a page outlives a restart of the server, and catches up", async (t) => {
  const { site, preview, page } = await open(t, "/a/");
  await preview.stop();
  site.write("content/a.md", article("two"));
  await page.waitForTimeout(700);
  await preview.start();
  await shows(page, "first two");
  site.write("content/a.md", article("three"));
  await shows(page, "first three");
  await isSame(page);
});

test("the browser goes to the page that was edited, where that is asked for", async (t) => {
  const { site, preview, context, page } = await open(t, "/b/", "--follow");
  await shows(page, "other one");
  site.write("content/a.md", article("two"));
  await page.waitForURL(preview.url("/a/"));
  await shows(page, "first two");
  // A tab that is opened later, or was hidden meanwhile, stays where it is.
  const late = await tab(context, preview.url("/"));
  await late.waitForTimeout(500);
  assert.equal(late.url(), preview.url("/"));
});

test("where a page breaks while it is scrolled, the message is in view, and the panel works by keyboard and on a phone", async (t) => {
  const site = new Site(t, files);
  const preview = await site.serve(t);
  const context = await (await browser(t)).newContext({ viewport: { width: 390, height: 700 }, hasTouch: true, isMobile: true });
  const page = await tab(context, preview.url("/a/"));
  await page.evaluate(() => scrollTo(0, 1500));
  site.write("content/a.md", article("two").replace("---\nfirst", "first"));
  const message = page.locator("#clausebook-errors h1");
  await message.waitFor();
  const box = await message.boundingBox();
  assert.ok(await page.evaluate(() => scrollY) > 500, "the reader stays where they were");
  assert.ok(box.y >= 0 && box.y < 600, `the message is in view: ${box.y}`);
  await badge(page).waitFor();
  assert.ok((await badge(page).boundingBox()).height >= 44);
  assert.equal(await badge(page).getAttribute("aria-expanded"), "false");
  assert.match(await page.locator("#clausebook-panel [role=status]").textContent(), /\d finding/);
  await badge(page).focus();
  await page.keyboard.press("Enter");
  const list = page.locator("#clausebook-panel .list");
  await list.waitFor();
  await page.keyboard.press("Tab");
  assert.ok(await list.evaluate((each) => each === document.activeElement), "the list follows its button");
  await page.keyboard.press("Escape");
  await list.waitFor({ state: "hidden" });
  assert.equal(await badge(page).getAttribute("aria-expanded"), "false");
});
