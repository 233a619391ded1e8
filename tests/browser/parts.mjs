// The parts of an article: tables, citations, code, callouts, the map of a framework.
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
const phone = { ...views.phone };

for (const [name, view] of Object.entries({ light: views.light, phone })) {
  test(`a table keeps its width while it is filtered, and says that nothing is found: ${name}`, async (t) => {
    const page = await reader(t, view);
    await page.goto((await guide())(kinds.matrix));
    await page.locator(".responsibility").scrollIntoViewIfNeeded();
    await page.mouse.move(9, 9);
    await page.locator(".has-tools").waitFor();
    const box = (selector) => page.locator(selector).first().evaluate((each) => { const { left, right, width } = each.getBoundingClientRect(); return [left, right, width].map(Math.round); });
    const before = [await box(".responsibility table"), await box(".table-tools input")];
    assert.equal(before[0][1], before[1][1], "the field ends where the table does");
    const columns = () => page.locator(".responsibility thead th").evaluateAll((all) => all.map((each) => Math.round(each.getBoundingClientRect().width)));
    const widths = await columns();
    await page.locator(".table-tools input").fill("no row has this");
    assert.equal(await page.locator(".no-row").innerText(), "No row has these words.");
    assert.deepEqual(await box(".responsibility table"), before[0]);
    if (name === "light") assert.deepEqual(await columns(), widths);
    await page.locator(".table-tools input").fill("9.2.2");
    assert.equal(await page.locator(".no-row").count(), 0);
    assert.deepEqual(await box(".responsibility table"), before[0]);
    assert.ok(!(await isTooWide(page)));
    await page.locator(".table-tools input").fill("");
    assert.equal(await page.locator(".responsibility table").getAttribute("style"), null);
  });
}

test("requirements that one row stands for are found, linked to and counted", async (t) => {
  const rows = "kind: responsibility\nframework: pci-dss\ndefault: customer\nrows:\n  - {req: \"9.*\", who: n/a, note: No premises}\n";
  const url = await small(t, { "content/a.md": text("A", "[Who does what](who.yaml)\n"), "content/who.yaml": rows });
  const page = await reader(t);
  await page.goto(url("/a/#who-9.3.1"));
  const row = page.locator("tr", { hasText: "No premises" });
  assert.match(await row.innerText(), /9\.1\.1 to 9\.5\.1\.3\s+\d+ requirements/);
  assert.ok(await row.evaluate((each) => { const { top, bottom } = each.getBoundingClientRect(); return top < innerHeight && bottom > 0; }));
  await page.mouse.move(9, 9);
  await page.locator(".has-tools").waitFor();
  await page.locator(".table-tools input").fill("9.3.1");
  assert.deepEqual(await page.locator("tbody:not(.no-row) tr:visible").evaluateAll((all) => all.map((each) => each.id)), ["who-9.1.1"]);
  await page.locator(".table-tools input").fill("");
  const label = page.locator(".table-choice label");
  const folded = await page.locator("tr.is-default").count();
  assert.equal(await label.innerText(), `Show default rows (${folded})`);
  assert.equal(await page.locator("tr.is-default:visible").count(), 0);
  await label.click();
  assert.equal(await page.locator("tr.is-default:visible").count(), folded);
});

test("only what scrolls is a stop of the Tab key", async (t) => {
  const table = "| A | B |\n|---|---|\n| a | b |\n\n";
  const wide = `|${" a-head-without-a-break |".repeat(12)}\n|${"---|".repeat(12)}\n|${" x |".repeat(12)}\n\n`;
  const code = `\`\`\`\nshort\n\`\`\`\n\n\`\`\`\n${"long ".repeat(80)}\n\`\`\`\n`;
  const url = await small(t, { "content/a.md": text("A", table + wide + code) });
  const page = await reader(t);
  await page.goto(url("/a/"));
  await page.locator(".table-scroll.fits").waitFor();
  await page.locator("pre.fits").waitFor();
  const stops = () => page.locator(".table-scroll, pre").evaluateAll((all) => all.map((each) => each.tabIndex === 0));
  await page.waitForFunction(() => document.querySelector("pre:not(.fits)"));
  assert.deepEqual(await stops(), [false, true, false, true]);
  assert.deepEqual(await inaccessible(page), []);
});

test("a tap on a citation opens its card, and a second one follows the link", async (t) => {
  const page = await reader(t, phone);
  const url = await guide();
  await page.goto(url(kinds.citations));
  const cited = page.locator("article a[interestfor]").first();
  const id = await cited.getAttribute("interestfor");
  const card = page.locator(`#${id}`);
  await cited.tap();
  await card.waitFor();
  assert.equal(new URL(page.url()).pathname, kinds.citations);
  const number = (await cited.innerText()).replace(/^PCI DSS /, "");
  assert.match(await card.innerText(), new RegExp(`^PCI DSS ${number.replaceAll(".", "\\.")} .{10}`));
  await page.locator("h1").tap();
  assert.ok(await card.isHidden(), "a tap elsewhere closes it");
  await cited.tap();
  await card.waitFor();
  await cited.tap();
  await page.waitForURL(/\/frameworks\/pci-dss\//);
});

test("a card says what each party does", async (t) => {
  const rows = "kind: responsibility\nframework: pci-dss\nparties: {provider: Acme, customer: You}\ndefault: customer\nrows:\n  - {req: \"6.3.1\", who: shared, provider: Publishes advisories, customer: Ranks them}\n";
  const url = await small(t, { "content/a.md": text("A", "[Who](who.yaml)\n"), "content/who.yaml": rows, "content/b.md": text("B", "See [pci-dss:6.3.1] and [these words](pci-dss:6.3.1).\n") });
  const page = await reader(t);
  await page.goto(url("/b/"));
  const [mark, words] = [page.locator("a.req"), page.locator("a.cited")];
  assert.notEqual(await mark.evaluate((each) => getComputedStyle(each).borderTopStyle), "none");
  assert.equal(await words.evaluate((each) => getComputedStyle(each).borderTopStyle), "none");
  await mark.focus();
  const card = page.locator(`#${await mark.getAttribute("interestfor")}`);
  await card.getByText("Ranks them").waitFor();
  const lines = (await card.innerText()).split("\n").filter(Boolean);
  assert.match(lines[0], /^PCI DSS 6\.3\.1 \w/);
  assert.deepEqual(lines.slice(1), ["Shared", "Acme Publishes advisories", "You Ranks them"]);
  assert.deepEqual(page.faults, []);
  // The same again adds nothing.
  await page.keyboard.press("Escape");
  await page.locator("h1").click();
  await mark.focus();
  await card.waitFor();
  assert.equal(await card.getByText("Ranks them").count(), 1);
});

test("blocks of code have two widths, one line for label and button, and scroll inside", async (t) => {
  const lines = [10, 40, 60, 80, 110, 200].map((length) => `\`\`\`bash\n${"x".repeat(length)}\n\`\`\`\n`).join("\n");
  const titled = "```bash {title=\"deploy.sh\" hl_lines=2}\nshort\n" + "long ".repeat(60) + "\n```\n";
  const url = await small(t, { "content/a.md": text("A", `## One\n\n${lines}\n${titled}`) });
  for (const view of [views.light, phone]) {
    const page = await reader(t, view);
    await page.goto(url("/a/"));
    await page.locator(".copy").last().waitFor();
    const widths = await page.locator(".code").evaluateAll((all) => [...new Set(all.map((each) => Math.round(each.getBoundingClientRect().width)))]);
    assert.ok(widths.length <= 2, `${widths}`);
    assert.ok(!(await isTooWide(page)));
    const baselines = await page.locator(".code").last().evaluate((block) => [".code-title", ".copy"].map((part) => {
      const range = document.createRange();
      range.selectNodeContents(block.querySelector(part));
      return Math.round(range.getBoundingClientRect().bottom);
    }));
    assert.equal(baselines[0], baselines[1]);
    const marked = await page.locator(".hl").evaluate((line) => line.getBoundingClientRect().width >= line.closest("pre").scrollWidth - 1);
    assert.ok(marked, "a highlighted line is marked to its end");
    assert.equal(await page.locator("[data-lang]").first().evaluate((block) => getComputedStyle(block, "::before").lineHeight === getComputedStyle(block.querySelector(".copy")).lineHeight), true);
  }
});

test("lines are shown as added and removed, and copied without the signs", async (t) => {
  const url = await small(t, { "content/a.md": text("A", "```yaml {ins_lines=2 del_lines=1}\na: 1\na: 2\n```\n") });
  const page = await reader(t, { ...views.light, permissions: ["clipboard-read", "clipboard-write"] });
  await page.goto(url("/a/"));
  const sign = (line) => page.locator(line).evaluate((each) => getComputedStyle(each, "::before").content);
  assert.match(await sign(".ins"), /^"\+"/);
  assert.match(await sign(".del"), /^"−"/);
  await page.locator(".copy").click();
  await page.locator(".copy", { hasText: "Copied" }).waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), "a: 1\na: 2");
  assert.deepEqual(await inaccessible(page), []);
});

test("the map is one stop of the Tab key, and arrow keys go from cell to cell", async (t) => {
  const url = await guide();
  const page = await reader(t);
  await page.goto(url(kinds.framework));
  await page.keyboard.press("Shift");
  await page.locator(".map-rows.is-handy").waitFor();
  assert.equal(await page.locator(".map-rows .map a[tabindex='0']").count(), 1);
  await page.locator(".map-rows .map a").first().focus();
  const here = () => page.evaluate(() => document.activeElement.querySelector("text")?.textContent);
  const visited = [await here()];
  for (const key of ["ArrowRight", "ArrowRight", "End", "ArrowRight", "ArrowLeft", "Home", "ArrowDown", "ArrowUp"]) {
    await page.keyboard.press(key);
    visited.push(await here());
  }
  assert.deepEqual(visited, ["1", "1.1", "1.1.1", "1.5.1", "2", "1.5.1", "1", "1.2", "1"]);
  // Tab leaves the map, and comes back to the same cell.
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Tab");
  assert.equal(await here(), undefined);
  await page.keyboard.press("Shift+Tab");
  assert.equal(await here(), "1.1");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/frameworks\/pci-dss\/1\/#1\.1$/);
});

test("every cell of the map has its id, its heading is said once, and forced colours show the place", async (t) => {
  const url = await guide();
  const page = await reader(t);
  await page.goto(url(kinds.framework));
  const cells = await page.locator(".map-rows .map a").evaluateAll((all) => all.map((each) => {
    const [box, words] = [each.querySelector("rect").getBBox(), each.querySelector("text").getBBox()];
    return { id: each.querySelector("text").textContent, url: each.getAttribute("href"), fits: words.x >= box.x && words.x + words.width <= box.x + box.width };
  }));
  assert.ok(cells.length > 360);
  for (const { id, url: address, fits } of cells) {
    assert.equal(decodeURIComponent(address.split("#")[1]), id);
    assert.ok(fits, `${id} fits its cell`);
  }
  assert.equal((await page.locator("main").innerText()).match(/^(The )?map$/gim).length, 1);
  await page.emulateMedia({ forcedColors: "active" });
  const lines = await page.locator(".views a").evaluateAll((all) => all.map((each) => parseFloat(getComputedStyle(each).borderBottomWidth) > 0));
  assert.deepEqual(lines, [true, false, false, false]);
  const colours = await page.locator(".map-rows .e + text").first().evaluate((words) => [getComputedStyle(words).fill, getComputedStyle(words.previousElementSibling).fill]);
  assert.notEqual(colours[0], colours[1]);
});

test("callouts differ by sign and tint", async (t) => {
  const url = await small(t, { "content/a.md": text("A", ["NOTE", "TIP", "IMPORTANT", "WARNING"].map((kind) => `> [!${kind}]\n> Words.\n\n`).join("")) });
  for (const view of [views.light, views.dark]) {
    const page = await reader(t, view);
    await page.goto(url("/a/"));
    const looks = await page.locator(".callout").evaluateAll((all) => all.map((each) => [getComputedStyle(each).backgroundColor, getComputedStyle(each.querySelector(".callout-title"), "::before").content].join()));
    assert.equal(new Set(looks).size, 4, `${looks}`);
    assert.deepEqual(await inaccessible(page), []);
  }
});
