// Every kind of page, and every interaction on it, complies with the content security policy of the site.
import assert from "node:assert/strict";
import { test } from "node:test";
import { guide, headers, kinds, reader } from "./host.mjs";
import { Site } from "./support.mjs";

const name = "Content-Security-Policy";
const fixed = "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

/** Records violations of the policy on the page. */
async function watched(t) {
  const page = await reader(t);
  await page.addInitScript(() => document.addEventListener("securitypolicyviolation", (event) => {
    console.error(`forbidden: ${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}`);
  }));
  return page;
}

async function use(page, address) {
  await page.goto(address);
  await page.locator(".theme-switch").click();
  for (const tab of await page.locator("[role=tab]").all()) await tab.click();
  for (const copy of (await page.locator(".copy").all()).slice(0, 1)) await copy.click();
  await page.keyboard.press("/");
  await page.locator(".search input").fill("requirement");
  await page.locator(".search [role=option]").first().waitFor();
  await page.keyboard.press("Escape");
}

test("the policy says no more than a site needs", async (t) => {
  const site = new Site(t, { "content/a.md": "---\ntitle: A\ndescription: d\n---\ntext\n" });
  const policy = (...options) => {
    site.run("build", "--quiet", ...options);
    return headers(site.path("public"))[name];
  };
  assert.equal(policy("--no-search"), `default-src 'self'; ${fixed}`);
  assert.equal(policy(), `default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; ${fixed}`);
  site.write("content/a.md", "---\ntitle: A\ndescription: d\n---\n![x](https://img.example.com/x.png)\n");
  assert.match(policy("--no-search"), /^default-src 'self'; img-src 'self' https:\/\/img\.example\.com; media-src /);
});

test("no page of a built site breaks the policy", async (t) => {
  const url = await guide();
  const page = await watched(t);
  for (const path of Object.values(kinds)) await use(page, url(path));
  assert.deepEqual(page.faults, []);
});

test("the preview keeps to it too", async (t) => {
  const site = new Site(t, { "content/a.md": "---\ntitle: A\ndescription: d\n---\na requirement [x](/nowhere/)\n" });
  const preview = await site.serve(t);
  const page = await watched(t);
  const answer = await page.goto(preview.url("/a/"));
  assert.match(answer.headers()[name.toLowerCase()], /^default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; object-src/);
  await use(page, preview.url("/a/"));
  await page.locator("#clausebook-panel .badge").click();
  site.write("content/a.md", "---\ntitle: A\ndescription: d\n---\nanother requirement\n");
  await page.waitForFunction(() => document.querySelector("main").innerText.includes("another"));
  assert.deepEqual(page.faults, []);
});

// A script for diagrams sets styles in the three ways that Mermaid does: a style sheet, an attribute, and text.
const drawer = `window.mermaid = {
  initialize() {},
  async render(id) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const style = document.createElement("style");
    style.textContent = "#" + id + " rect { fill: rgb(1, 2, 3) }";
    svg.id = id;
    document.body.append(svg);
    svg.insertBefore(style, svg.firstChild);
    svg.remove();
    return { svg: '<svg id="' + id + '"><style>' + style.textContent + '</style><rect style="stroke: rgb(4, 5, 6)" width="9" height="9"/></svg>' };
  },
};`;

test("diagrams are drawn with their styles under the same policy", async (t) => {
  const site = new Site(t, {
    "clausebook.yaml": "markup: {mermaid: /mermaid.js}\n",
    "static/mermaid.js": drawer,
    "content/a.md": "---\ntitle: A\ndescription: d\n---\n```mermaid\ngraph LR\n```\n",
  });
  const preview = await site.serve(t);
  const page = await watched(t);
  await page.goto(preview.url("/a/"));
  const style = () => page.locator(".diagram rect").evaluate((rect) => {
    const { fill, stroke } = getComputedStyle(rect);
    return { fill, stroke };
  });
  assert.deepEqual(await style(), { fill: "rgb(1, 2, 3)", stroke: "rgb(4, 5, 6)" });
  await page.locator(".theme-switch").click();
  assert.deepEqual(await style(), { fill: "rgb(1, 2, 3)", stroke: "rgb(4, 5, 6)" });
  assert.deepEqual(page.faults, []);
});
