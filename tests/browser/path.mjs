// A site below a path of its host: every link, image, style sheet, script, redirect and search file is below it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { host, ownSite, reader } from "./host.mjs";
import { Site } from "./support.mjs";

const page = (title, text, more = "") => `---\ntitle: ${title}\ndescription: About ${title.toLowerCase()}.\n${more}---\n${text}\n`;
const files = {
  "clausebook.yaml": "title: Site\nbase_url: https://host.example.com/docs/\ntheme:\n  header: [{name: Guide, url: /guide/}]\n  css: [/own.css]\n",
  "static/own.css": "main { outline: 0 }\n",
  "content/guide/_index.md": page("Guide", "See [scans](scans.md) and [zones](/guide/zones/).", "print: true\n"),
  "content/guide/scans.md": page("Scans", "![A picture](/guide/p.svg) Requirement [pci-dss:11.3.1] follows.", "tags: [Scope]\naliases: [/old/scans/]\n"),
  "content/guide/p.svg": "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"4\" height=\"4\"/>\n",
  "content/guide/zones.md": page("Zones", "## Exact\n\nWords about marmalade.[^n]\n\n[^n]: A note."),
};

test("every address on every page leads to an existing file below the path", async (t) => {
  const site = new Site(t, files);
  site.run("build", "--quiet");
  const url = await host(t, site.path("public"), "/docs/");
  const reading = await reader(t);
  const waiting = [url("/"), url("/nowhere/")];
  const seen = new Set(waiting);
  while (waiting.length) {
    const address = waiting.pop();
    await reading.goto(address, { waitUntil: "networkidle" });
    const found = await reading.evaluate(() => [...document.querySelectorAll("[href], [src]")].map((each) => (each.href?.animVal ?? each.href ?? each.src).split("#")[0]));
    for (const next of found.filter((each) => each.startsWith("http://127.0.0.1") && !seen.has(each))) {
      seen.add(next);
      const answer = await reading.request.get(next);
      assert.equal(answer.status(), 200, `${next}, on ${address}`);
      assert.ok(new URL(next).pathname.startsWith("/docs/"), `${next}, on ${address}`);
      if (/html/.test(answer.headers()["content-type"])) waiting.push(next);
    }
  }
  assert.ok(seen.size > 40, `${seen.size} addresses`);
  assert.deepEqual(reading.faults, []);
});

test("redirects and the search stay below the path", async (t) => {
  const site = new Site(t, files);
  site.run("build", "--quiet");
  const url = await host(t, site.path("public"), "/docs/");
  const reading = await reader(t);
  await reading.goto(url("/old/scans/"));
  await reading.waitForURL(url("/guide/scans/"));
  await reading.keyboard.press("/");
  await reading.locator(".search input").fill("marmalade");
  await reading.locator(".search mark").first().waitFor();
  await reading.keyboard.press("Enter");
  await reading.waitForURL(/\/docs\/guide\/zones\//);
  assert.deepEqual(reading.faults, []);
});

test("opened from a folder, a page reads, as the manual says", async (t) => {
  const site = await ownSite();
  const reading = await reader(t);
  await reading.goto(`file://${site.path("public/pci-dss/introduction/index.html")}`);
  assert.match(await reading.locator("article").innerText(), /PCI DSS/);
});
