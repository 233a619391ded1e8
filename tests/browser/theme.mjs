// The theme: accessible in every scheme and width, small, complete without script, usable by keyboard and touch.
import assert from "node:assert/strict";
import { test } from "node:test";
import { guide, host, inaccessible, isTooWide, kinds, reader, views } from "./host.mjs";
import { Site } from "./support.mjs";

async function small(t, files) {
  const site = new Site(t, { "clausebook.yaml": "title: Site\n", ...files });
  site.run("build", "--quiet");
  return host(t, site.path("public"));
}

const text = (title, body) => `---\ntitle: ${title}\ndescription: d\n---\n${body}`;

for (const [name, view] of Object.entries(views)) {
  test(`no page is inaccessible or too wide: ${name}`, async (t) => {
    const url = await guide();
    const page = await reader(t, view);
    for (const [kind, path] of Object.entries(kinds)) {
      await page.goto(url(path));
      assert.deepEqual(await inaccessible(page), [], kind);
      assert.ok(!(await isTooWide(page)), `${kind} scrolls sideways`);
    }
    await page.keyboard.press("/");
    await page.locator(".search input").fill("scope of a scan");
    await page.locator(".search [role=option]").first().waitFor();
    assert.deepEqual(await inaccessible(page), [], "the search");
    assert.deepEqual(page.faults, []);
  });
}

test("at 400 % zoom nothing scrolls sideways", async (t) => {
  const url = await guide();
  const page = await reader(t, { viewport: { width: 320, height: 256 } });
  for (const [kind, path] of Object.entries(kinds)) {
    await page.goto(url(path));
    assert.ok(!(await isTooWide(page)), kind);
  }
});

// Bytes of HTML, style and script of the first view, uncompressed. Whole standards have a budget of their own.
const budgets = { home: 60_000, section: 60_000, article: 60_000, citations: 60_000, manual: 60_000, tag: 60_000, framework: 200_000, coverage: 200_000, matrix: 200_000 };

test("the first view of a page is light, of one host, and does not jump", async (t) => {
  const url = await guide();
  for (const [kind, budget] of Object.entries(budgets)) {
    const page = await reader(t);
    await page.addInitScript(() => {
      window.shift = 0;
      new PerformanceObserver((list) => list.getEntries().forEach((entry) => { window.shift += entry.value; })).observe({ type: "layout-shift", buffered: true });
    });
    await page.goto(url(kinds[kind]), { waitUntil: "networkidle" });
    const sum = (loaded) => loaded.reduce((all, { length }) => all + length, 0);
    const [bytes, script] = [sum(page.loaded), sum(page.loaded.filter(({ isScript }) => isScript))];
    t.diagnostic(`${kind}: ${page.loaded.length} requests, ${bytes} bytes, ${script} of script`);
    assert.ok(page.loaded.length <= 6, `${kind}: ${page.loaded.map((each) => each.url)}`);
    assert.ok(bytes < budget, `${kind}: ${bytes} bytes`);
    assert.ok(script < 15_000, `${kind}: ${script} bytes of script`);
    assert.ok(page.loaded.every((each) => each.url.startsWith(url("/"))), kind);
    assert.ok((await page.evaluate(() => window.shift)) < 0.01, `${kind} jumps`);
  }
});

test("everything reads without script, menus and tabs too", async (t) => {
  const url = await guide();
  const page = await reader(t, { ...views.phone, javaScriptEnabled: false });
  await page.goto(url("/manual/shortcodes/"));
  const link = page.locator(".rail a[aria-current]").first();
  assert.ok(await link.isHidden());
  await page.getByRole("button", { name: "Menu" }).click();
  assert.ok(await link.isVisible());
  for (const panel of await page.locator(".tab").all()) assert.ok(await panel.isVisible());
  assert.match(await page.locator(".masthead").innerText(), /Search needs JavaScript/);
  assert.ok(await page.locator(".search-open").isHidden());
  const wide = await reader(t, { ...views.light, javaScriptEnabled: false });
  await wide.goto(url("/manual/shortcodes/"));
  for (const fold of [".rail a", ".toc a"]) assert.ok(await wide.locator(fold).first().isVisible(), fold);
});

test("what is to be touched is large enough on a phone", async (t) => {
  const url = await guide();
  const page = await reader(t, views.phone);
  const found = {};
  for (const [kind, path] of Object.entries(kinds)) {
    await page.goto(url(path));
    found[kind] = await page.evaluate(() => {
      // WCAG exempts links within a sentence, and cells of a map with an equivalent link beside them.
      const isAmongWords = (each) => each.matches("a") && (each.closest("svg, .req-title, dd, [popover]") || each.closest("p, li, td, th, h1, h2, h3, h4, h5, caption, summary")?.innerText.trim() !== each.innerText.trim());
      const inText = (each) => each.matches("article:not(.requirements) a, td a, th a, .footnotes a, li input");
      return [...document.querySelectorAll("a, button, summary, input, select")]
        .filter((each) => each.checkVisibility() && !each.matches(".skip") && !isAmongWords(each) && !inText(each))
        .map((each) => ({ each, box: (each.matches("input[type=checkbox]") ? each.parentElement : each).getBoundingClientRect() }))
        .filter(({ box }) => box.height > 0 && box.height < 43.5)
        .map(({ each, box }) => `${each.outerHTML.slice(0, 100)}: ${box.height}`);
    });
  }
  assert.deepEqual(Object.entries(found).filter(([, small]) => small.length), []);
});

test("the focus is seen wherever the keyboard goes", async (t) => {
  const url = await guide();
  const page = await reader(t);
  for (const kind of ["article", "matrix", "framework", "missing"]) {
    await page.goto(url(kinds[kind]));
    for (let step = 0; step < 40; step += 1) {
      await page.keyboard.press("Tab");
      const unseen = await page.evaluate(() => {
        const focused = document.activeElement;
        if (focused === document.body) return undefined;
        const drawn = focused.closest("svg") ? focused.querySelector("rect") : focused;
        const { outlineStyle, outlineWidth, strokeWidth } = getComputedStyle(drawn);
        const isSeen = outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 || drawn !== focused && parseFloat(strokeWidth) >= 3;
        return isSeen ? undefined : focused.outerHTML.slice(0, 120);
      });
      assert.equal(unseen, undefined, kind);
    }
  }
});

test("the keyboard begins at a link to the text", async (t) => {
  const url = await guide();
  const page = await reader(t);
  await page.goto(url(kinds.article));
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "Main");
});

test("who wants no motion sees none, and forced colours still tell the place", async (t) => {
  const url = await guide();
  const page = await reader(t);
  await page.goto(url(kinds.article));
  const scrolls = () => page.evaluate(() => getComputedStyle(document.documentElement).scrollBehavior);
  assert.equal(await scrolls(), "smooth");
  await page.emulateMedia({ reducedMotion: "reduce" });
  assert.equal(await scrolls(), "auto");
  const edge = () => page.locator(".rail [aria-current]").evaluate((here) => getComputedStyle(here).borderLeftWidth);
  assert.equal(await edge(), "0px");
  await page.emulateMedia({ forcedColors: "active" });
  assert.equal(await edge(), "3px");
});

test("the colours chosen are remembered", async (t) => {
  const url = await guide();
  const page = await reader(t);
  await page.goto(url(kinds.article));
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
  const url = await small(t, { "content/a.md": text("A", tabs + tabs), "content/b.md": text("B", tabs) });
  const page = await reader(t);
  await page.goto(url("/a/"));
  const chosen = () => page.locator("[role=tab][aria-selected=true]").allInnerTexts();
  assert.deepEqual(await chosen(), ["One", "One"]);
  await page.locator("[role=tab]").first().focus();
  await page.keyboard.press("ArrowRight");
  assert.deepEqual(await chosen(), ["Two", "Two"]);
  await page.goto(url("/b/"));
  assert.deepEqual(await chosen(), ["Two"]);
});

test("code is copied without the numbers of its lines", async (t) => {
  const url = await small(t, { "content/a.md": text("A", "```bash {linenos=true}\necho one\necho two\n```\n") });
  const page = await reader(t, { ...views.light, permissions: ["clipboard-read", "clipboard-write"] });
  await page.goto(url("/a/"));
  await page.locator(".copy").click();
  await page.locator(".copy", { hasText: "Copied" }).waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), "echo one\necho two");
});

test("a long table is filtered, sorted, and led to by the row", async (t) => {
  const rows = Array.from({ length: 14 }, (_, index) => `| ${index + 1} | ${index % 2 ? "odd" : "even"} |`).join("\n");
  const url = await small(t, { "content/a.md": text("A", `| Number | Kind |\n|---|---|\n${rows}\n`) });
  const page = await reader(t);
  await page.goto(url("/a/"));
  await page.mouse.move(9, 9);
  await page.locator(".has-tools").waitFor();
  const shown = () => page.locator("tbody tr:visible td:first-child").allInnerTexts();
  await page.locator(".table-tools input").fill("odd");
  assert.deepEqual(await shown(), ["2", "4", "6", "8", "10", "12", "14"]);
  assert.equal(await page.locator(".table-tools output").innerText(), "7 of 14 rows");
  await page.locator(".table-tools input").fill("");
  await page.locator(".sort").first().click();
  await page.locator(".sort").first().click();
  assert.deepEqual((await shown()).slice(0, 3), ["14", "13", "12"]);
});

test("cells are sorted and filtered by their text, without footnote marks and with alternatives of images", async (t) => {
  const more = Array.from({ length: 10 }, (_, index) => `| ${index + 20} | x |`).join("\n");
  const url = await small(t, { "content/a.md": text("A", `| Number | Kind |\n|---|---|\n| 10 | a<br>b |\n| 2[^1] | ![yes](/favicon.svg) |\n| 3 | c |\n${more}\n\n[^1]: Note.\n`) });
  const page = await reader(t);
  await page.goto(url("/a/"));
  await page.mouse.move(9, 9);
  await page.locator(".has-tools").waitFor();
  const shown = () => page.locator("tbody:not(.no-row) tr:visible td:first-child").allInnerTexts();
  await page.locator(".sort").first().click();
  assert.deepEqual((await shown()).slice(0, 3).map((each) => parseInt(each)), [21, 3, 10], "2 with its mark first");
  for (const [words, expected] of [["yes", 1], ["ab", 0], ["a b", 1]]) {
    await page.locator(".table-tools input").fill(words);
    assert.equal((await shown()).length, expected, words);
  }
});

test("the marks of columns that sort take no room: a table is as large without script", async (t) => {
  const words = ["Requirement", "Responsible", "Frequency", "Evidence", "Reviewed"];
  const row = (cells) => `| ${cells.join(" | ")} |\n`;
  const table = row(words) + row(words.map(() => "---")) + row(["1.1", "Operations", "Quarterly", "Minutes", "Yes"]).repeat(6);
  const url = await small(t, { "content/a.md": text("A", table), "content/b.md": text("B", table.replace("Frequency", "A-head-that-is-as-long-as-a-whole-line-of-text-and-even-longer")) });
  for (const width of [700, 768, 1024, 1440]) {
    for (const path of ["/a/", "/b/"]) {
      const sizes = [];
      for (const javaScriptEnabled of [false, true]) {
        const page = await reader(t, { viewport: { width, height: 800 }, javaScriptEnabled });
        await page.goto(url(path));
        if (javaScriptEnabled) {
          await page.mouse.move(9, 9);
          await page.locator(".is-handy .sort").last().waitFor();
        }
        sizes.push(await page.locator("table").evaluate((each) => [each.offsetWidth, each.tHead.offsetHeight]));
        // Whether a table fits is known only after layout, and depends on the installed fonts.
        const isTold = () => {
          const [frame, table] = [document.querySelector(".table-scroll"), document.querySelector("table")];
          return frame.classList.contains("fits") === table.offsetWidth <= frame.clientWidth;
        };
        if (javaScriptEnabled) await page.waitForFunction(isTold);
        if (javaScriptEnabled && path === "/a/" && width === 1440) await page.locator(".table-scroll.fits").waitFor();
        assert.ok(!(await isTooWide(page)));
      }
      assert.deepEqual(sizes[1], sizes[0], `${path} at ${width}`);
    }
  }
});

test("columns sort from six rows on or on request, and a short table has no filter", async (t) => {
  const short = "| A | B |\n|---|---|\n| b | 2 |\n| a | 1 |\n| c | 3 |\n";
  const long = `${short}| d | 4 |\n| e | 5 |\n| f | 6 |\n`;
  const url = await small(t, { "content/a.md": text("A", long), "content/b.md": text("B", `${short}\n${long}{sort=false}\n`), "content/c.md": text("C", `${short}{sort=true}\n`) });
  const page = await reader(t);
  await page.goto(url("/a/"));
  const shown = () => page.locator("tbody tr td:first-child").allInnerTexts();
  assert.equal(await page.locator(".table-tools").count(), 0);
  await page.mouse.move(9, 9);
  await page.getByRole("button", { name: "Sort by A" }).click();
  assert.deepEqual(await shown(), ["a", "b", "c", "d", "e", "f"]);
  await page.getByRole("button", { name: "Sort by A" }).click();
  await page.getByRole("button", { name: "Sort by A" }).click();
  assert.deepEqual(await shown(), ["b", "a", "c", "d", "e", "f"]);
  await page.goto(url("/b/"));
  assert.equal(await page.locator(".is-handy").count(), 2);
  assert.equal(await page.locator(".is-sorted").count(), 0);
  await page.goto(url("/c/"));
  await page.mouse.move(9, 9);
  await page.getByRole("button", { name: "Sort by A" }).click();
  assert.deepEqual(await shown(), ["a", "b", "c"]);
});

test("a citation shows the card of its requirement, without script too", async (t) => {
  const url = await guide();
  for (const javaScriptEnabled of [true, false]) {
    const page = await reader(t, { ...views.light, javaScriptEnabled });
    await page.goto(url(kinds.citations));
    const cited = page.locator("a[interestfor]").first();
    const card = page.locator(`#${await cited.getAttribute("interestfor")}`);
    assert.ok(await card.isHidden());
    await cited.focus();
    await card.waitFor();
    assert.ok((await card.innerText()).length > 10);
  }
});

test("footnotes stand beside their marks where there is room, and at the foot elsewhere", async (t) => {
  const words = "Scans are due every three months. ".repeat(12);
  const url = await small(t, { "content/a.md": text("A", `${words}[^one] And more.[^two]\n\n${words}\n\n${words}[^three]\n\n[^one]: A first note of some length, so that it takes several lines in a margin.\n[^two]: The second.\n[^three]: The third.\n`) });
  const page = await reader(t, { viewport: { width: 1600, height: 900 }, javaScriptEnabled: false });
  await page.goto(url("/a/"));
  const box = (id) => page.locator(`[id="${id}"]`).evaluate((each) => { const { left, top, bottom, right } = each.getBoundingClientRect(); return { left, top, bottom, right }; });
  const paragraph = await page.locator("article > p").first().evaluate((each) => each.getBoundingClientRect().right);
  for (const number of [1, 2, 3]) {
    const [note, mark] = [await box(`fn:${number}`), await box(`fnref:${number}`)];
    assert.ok(note.left > paragraph, `note ${number} stands in the margin`);
    assert.ok(Math.abs(note.top - mark.top) < (number === 2 ? 120 : 40), `note ${number} stands by its mark`);
  }
  assert.ok((await box("fn:2")).top >= (await box("fn:1")).bottom, "notes do not cover each other");
  assert.ok(!(await isTooWide(page)));
  await page.setViewportSize({ width: 1024, height: 768 });
  assert.ok((await box("fn:1")).top > (await box("fnref:3")).top, "without room they stand at the foot");
});

test("a page that is not there offers the nearest one and the search", async (t) => {
  const url = await guide();
  const page = await reader(t);
  await page.goto(url("/guides/container-image/"));
  const first = page.locator(".nearest a").first();
  await first.waitFor();
  assert.equal(await first.getAttribute("href"), "/pci-dss/container-images/");
  assert.match(await first.innerText(), /container images/);
  await page.locator(".error-search .search-open").click();
  assert.equal(await page.locator(".search input").inputValue(), "container image");
  const plain = await reader(t, { ...views.light, javaScriptEnabled: false });
  await plain.goto(url("/guides/container-image/"));
  assert.ok(await plain.locator(".nearest").isHidden());
  assert.ok(await plain.locator(".contents a").last().isVisible());
});

test("the end of an article tells what comes next and why", async (t) => {
  const url = await guide();
  const page = await reader(t);
  await page.goto(url("/pci-dss/introduction/"));
  assert.match(await page.locator(".series .next").innerText(), /The twelve requirements\n.{20}/);
  assert.ok(await page.locator(".rail [data-minutes]").count() >= 7, "the rail tells how long each takes");
});
