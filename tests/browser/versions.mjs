// The menu of the versions of a site.
import assert from "node:assert/strict";
import { cpSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { host, inaccessible, isTooWide, reader, views } from "./host.mjs";
import { Site } from "./support.mjs";

const article = (title) => `---\ntitle: ${title}\ndescription: What it asks.\n---\nText.\n`;
const versions = "versions:\n  - {name: '3.0', url: /, current: true}\n  - {name: '2.1', url: /2.1/, pages: old/2.1.json}\n  - {name: '1.0', url: https://old.example.com/docs/}\n";

/** A site in two versions, the older one below `/2.1/`, without the page `/new/`. */
function deployed(t) {
  const old = new Site(t, {
    "clausebook.yaml": "title: Guide\nbase_url: /2.1/\n",
    "content/_index.md": article("Old guide"),
    "content/both/_index.md": article("Both"),
    "content/both/page.md": article("Page"),
  });
  old.run("build", "--quiet", "--no-search");
  const site = new Site(t);
  cpSync(old.path("content"), site.path("content"), { recursive: true });
  return [old, site];
}

test("the menu leads to the same page of another version, or to its front page", async (t) => {
  const [old, site] = deployed(t);
  site.write("clausebook.yaml", `title: A guide with a long title\nbase_url: /\n${versions}`);
  site.write("content/both/new.md", article("New"));
  site.write("old/2.1.json", readFileSync(old.path("public/clausebook-manifest.json"), "utf8"));
  site.run("build", "--quiet", "--no-search");
  cpSync(old.path("public"), site.path("public/2.1"), { recursive: true });
  const url = await host(t, site.path("public"));
  for (const view of [views.light, { viewport: { width: 768, height: 900 } }, views.phone, { ...views.phone, viewport: { width: 320, height: 600 } }]) {
    const isNarrow = view.viewport.width < 704;
    const page = await reader(t, { ...view, javaScriptEnabled: false });
    const menu = page.locator(isNarrow ? ".rail .versions" : ".topbar .versions");
    const open = async (path) => {
      await page.goto(url(path));
      if (isNarrow) await page.getByRole("button", { name: "Menu" }).click();
      assert.match(await menu.locator("summary").innerText(), /3\.0/);
      await menu.locator("summary").click();
      return menu.locator("a").evaluateAll((all) => all.map((each) => [each.innerText.replace(/\s+/g, " "), each.getAttribute("href"), each.getAttribute("aria-current")]));
    };
    const there = [["3.0", "/both/page/", "true"], ["2.1", "/2.1/both/page/", null], ["1.0 front page", "https://old.example.com/docs/", null]];
    assert.deepEqual(await open("/both/page/"), there);
    assert.equal((await open("/both/new/"))[1][1], "/2.1/");
    assert.ok(!(await isTooWide(page)));
    await open("/both/page/");
    await menu.locator("a", { hasText: "2.1" }).click();
    await page.waitForURL(url("/2.1/both/page/"));
    assert.equal(await page.locator(".versions").count(), 0, "a site without the setting has no menu");
  }
  const page = await reader(t);
  await page.goto(url("/both/page/"));
  await page.locator(".topbar .versions summary").click();
  assert.deepEqual(await inaccessible(page), []);
});
