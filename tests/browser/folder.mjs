// A site that was built for a folder and is opened without a server, as from a USB stick or an archive.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { reader, views } from "./host.mjs";
import { Site } from "./support.mjs";

/** The product's own site, built for its folder as in the manual; returns a function from paths to addresses. */
async function shelf(t) {
  const site = Site.copy(t, ".", ["content", "clausebook.yaml"]);
  site.run("build", "--quiet", "--base-url", `${site.path("public")}/`);
  const base = `${pathToFileURL(site.path("public")).href}/`;
  return (path) => base + path.replace(/^\//, "").replace(/(^|\/)$/, "$1index.html");
}

test("a page has its style and its script, and complains of nothing", async (t) => {
  const url = await shelf(t);
  for (const view of Object.values(views)) {
    const page = await reader(t, view);
    for (const path of ["/", "/pci-dss/container-images/", "/frameworks/pci-dss/", "/pci-dss/print/", "/documents/"]) {
      await page.goto(url(path));
      assert.equal(await page.locator("body").evaluate((body) => getComputedStyle(body).display), "flex", path);
      assert.ok(await page.locator(".theme-switch").isVisible(), path);
      const sheets = await page.evaluate(() => [...document.querySelectorAll("link[rel=stylesheet]")].map((link) => Boolean(link.sheet)));
      assert.ok(sheets.length > 0 && sheets.every(Boolean), path);
      const pictures = await page.evaluate(() => [...document.images].filter((image) => image.loading !== "lazy").every((image) => image.naturalWidth > 0));
      assert.ok(pictures, path);
    }
    assert.deepEqual(page.faults, []);
  }
});

test("links lead on: to the series, to headings, to requirements and to files", async (t) => {
  const url = await shelf(t);
  const page = await reader(t);
  await page.goto(url("/"));
  await page.locator(".masthead-links a", { hasText: "PCI DSS" }).click();
  await page.waitForURL(url("/pci-dss/"));
  await page.locator(".contents a").first().click();
  await page.waitForURL(url("/pci-dss/introduction/"));
  await page.locator(".series .next a").click();
  await page.waitForURL(url("/pci-dss/requirements/"));
  await page.locator(".toc a").nth(1).click();
  await page.waitForURL(/requirements\/index\.html#./);
  await page.locator("article a.req").first().click();
  await page.waitForURL(/\/frameworks\/pci-dss\/[^/]+\/index\.html#/);
  await page.locator(".crumbs a").first().click();
  await page.waitForURL(url("/"));
  assert.deepEqual(page.faults, []);
});

test("every address within the site is that of a file", async (t) => {
  const url = await shelf(t);
  const page = await reader(t);
  for (const path of ["/", "/pci-dss/responsibility/", "/frameworks/pci-dss/coverage/", "/tags/"]) {
    await page.goto(url(path));
    const found = await page.evaluate(() => [...document.querySelectorAll("a[href], link[href], [src]")].map((each) => (each.href?.animVal ?? each.href ?? each.src).split("#")[0]));
    const own = found.filter((each) => each.startsWith("file:"));
    assert.ok(own.length > 10, path);
    for (const address of new Set(own)) readFileSync(new URL(address.endsWith("/") ? `${address}index.html` : address));
  }
});

test("tabs, the filter of a table and the colours work", async (t) => {
  const url = await shelf(t);
  const page = await reader(t);
  await page.goto(url("/manual/shortcodes/"));
  await page.locator("[role=tab]").nth(1).click();
  assert.equal(await page.locator("[role=tab]").nth(1).getAttribute("aria-selected"), "true");
  await page.goto(url("/pci-dss/responsibility/"));
  await page.mouse.move(9, 9);
  await page.locator(".has-tools").waitFor();
  await page.locator(".table-tools input").fill("6.3.1");
  assert.match(await page.locator(".table-tools output").innerText(), /^\d of 2\d\d rows/);
  await page.locator(".theme-switch").click();
  assert.equal(await page.locator("html").getAttribute("data-theme"), "dark");
  assert.deepEqual(page.faults, []);
});

test("the search says what it would need, and its keys do nothing", async (t) => {
  const url = await shelf(t);
  const page = await reader(t);
  await page.goto(url("/pci-dss/introduction/"));
  assert.match(await page.locator(".masthead").innerText(), /Search needs a server/);
  assert.equal(await page.locator(".search-open").count(), 0);
  await page.keyboard.press("/");
  await page.keyboard.press("Control+K");
  assert.equal(await page.locator("dialog").count(), 0);
  assert.deepEqual(page.faults, []);
});
