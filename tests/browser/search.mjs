// The search, as a reader uses it: by keyboard, with filters, an id first, on any path and in the preview.
import assert from "node:assert/strict";
import { test } from "node:test";
import { host, inaccessible, reader, views } from "./host.mjs";
import { Site } from "./support.mjs";

const page = (title, text, more = "") => `---\ntitle: ${title}\ndescription: About ${title.toLowerCase()}.\n${more}---\n${text}\n`;
const files = {
  "clausebook.yaml": "title: Site\n",
  "content/pci/_index.md": page("PCI", ""),
  "content/pci/scans.md": page("Scans", "Before.\n\n## How often\n\nRequirement 11.3.1.1 follows. An external scanning vendor helps (quarterly).", "tags: [Scope]\n"),
  "content/pci/zones.md": page("Zones", "## The exact one\n\nRequirement 11.3.1.", "tags: [Zones]\n"),
  "content/nist/_index.md": page("NIST", ""),
  "content/nist/accounts.md": page("Accounts", "## Enhancements\n\nSee AC-2(1) for accounts, and <b>bold</b> scanning.", "tags: [Scope]\n"),
};

function built(t, ...options) {
  const site = new Site(t, files);
  site.run("build", "--quiet", ...options);
  return site.path("public");
}

async function open(page, address) {
  await page.goto(address);
  await page.keyboard.press("/");
  await page.locator("dialog.search").waitFor();
}

/** Types into the dialog, and waits for what is shown then. */
async function ask(page, words) {
  await page.locator(".search input").fill(words);
  await page.locator(".search [role=listbox][aria-busy=false]").waitFor({ state: "attached" });
  return page.locator(".search [role=option]").allInnerTexts();
}

test("it opens by key or button, leads by arrows and Enter, and closes with Escape", async (t) => {
  const url = await host(t, built(t));
  const page = await reader(t);
  await page.goto(url("/"));
  assert.ok(page.loaded.every(({ url }) => !/search|pagefind/.test(url)), "nothing of the search is loaded before it is used");
  const dialog = page.locator("dialog.search");
  for (const way of [() => page.keyboard.press("/"), () => page.keyboard.press("Control+k"), () => page.locator(".masthead .search-open").click()]) {
    await way();
    await dialog.waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
  }
  await page.keyboard.press("/");
  await page.keyboard.type("scanning vendor");
  await page.locator(".search [role=option]").first().waitFor();
  assert.match(await page.locator(".search mark").first().innerText(), /scan|vendor/i);
  await page.keyboard.press("ArrowDown");
  const chosen = page.locator(".search [aria-selected=true]");
  assert.match(await chosen.innerText(), /How often/);
  assert.equal(await page.locator(".search input").getAttribute("aria-activedescendant"), await chosen.getAttribute("id"));
  await page.keyboard.press("Enter");
  await page.waitForURL(url("/pci/scans/#how-often"));
  await dialog.waitFor({ state: "hidden" });
  const weight = page.loaded.reduce((all, { length }) => all + length, 0);
  t.diagnostic(`${weight} bytes for a first search and its page`);
  assert.ok(weight < 400_000);
  assert.deepEqual(page.faults, []);
});

test("what is written in an article is shown as text", async (t) => {
  const url = await host(t, built(t));
  const page = await reader(t);
  await open(page, url("/"));
  const shown = await ask(page, "bold scanning");
  assert.match(shown.join("\n"), /See AC-2\(1\) for accounts, and bold scanning\./);
  assert.match((await ask(page, "quarterly")).join("\n"), /helps \(quarterly\)\./, "the word is found inside its brackets");
  assert.deepEqual(await ask(page, "xyzzyplugh"), []);
  assert.match(await page.locator(".search-status").innerText(), /Nothing found/);
});

test("an id is found as it is, the exact one before longer ones", async (t) => {
  const url = await host(t, built(t));
  const page = await reader(t);
  await open(page, url("/"));
  const found = await ask(page, "11.3.1");
  assert.match(found[0], /Zones/);
  assert.match(found.join("\n"), /Scans/);
  assert.doesNotMatch((await ask(page, "11.3.1.1")).join("\n"), /Zones/);
  assert.match((await ask(page, "AC-2(1)"))[0], /Accounts/);
});

const runs = {
  "cn.md": page("信用卡数据", "信用卡数据必须加密存储，访问控制策略（ACL）需要每年审核。使用TLS1.2和CVE-2024-12345，见 AC-2(1)。"),
  "jp.md": page("点検", "四半期ごとの脆弱性スキャンを実施する。\n\n## 監査の記録\n\n11.3.1.1の要件とmulti-factor認証。"),
  "kr.md": page("카드", "카드 소유자 데이터를 암호화해야 합니다. ".repeat(2)),
  "th.md": page("Thai", "การเข้ารหัสข้อมูล"),
};

for (const language of ["en", "zh", "ja", "th", "ko"]) {
  test(`a text is found anywhere in a run, and ids are whole: ${language}`, async (t) => {
    const site = new Site(t, { "clausebook.yaml": `title: Site\nlanguage: ${language}\n` });
    for (const [path, text] of Object.entries(runs)) site.write(`content/${path}`, text);
    site.run("build", "--quiet");
    const url = await host(t, site.path("public"));
    const view = await reader(t);
    await open(view, url("/"));
    const expected = {
      信用卡数据: ["信用卡", "数据", "加密存储", "控制策略", "审核", "审", "ACL", "TLS1.2", "CVE-2024-12345", "AC-2(1)", "ac-2 (1)", "信用卡 审核", "审核 AC-2(1)"],
      点検: ["点検", "脆弱性", "弱性スキャン", "スキャン", "実施", "11.3.1.1", "multi-factor", "認証", "監査の記録"],
      카드: ["카드", "소유자", "데이터", "유자", "암호화", "데이터 암호화", "소유자 데이터를"],
      Thai: ["การเข้ารหัส", "เข้ารหัส", "ข้อมูล"],
    };
    for (const [title, queries] of Object.entries(expected)) {
      for (const query of queries) assert.match((await ask(view, query))[0] ?? "nothing", new RegExp(`^${title}`), query);
    }
    // Letters that do not stand side by side are no phrase.
    for (const query of ["据数", "性弱", "데터", "储访", "自由"]) assert.deepEqual(await ask(view, query), [], query);
    const [found] = await ask(view, "암호화");
    assert.match(found, /카드 소유자 데이터를 암호화해야 합니다\. 카드/, "spaces are shown where they are written");
    assert.deepEqual(await view.locator(".search mark").allInnerTexts(), ["암호화", "암호화"]);
    assert.match((await ask(view, "策略"))[0], /访问控制策略（ACL）需要每年审核。使用TLS1\.2和CVE-2024-12345，见 AC-2\(1\)。$/);
    assert.match((await ask(view, "監査")).join("\n"), /^監査の記録\s+11\.3\.1\.1の要件とmulti-factor認証。?\.?$/m);
    assert.equal(await view.evaluate(() => document.documentElement.lang), language);
    assert.deepEqual(view.faults, []);
  });
}

test("a word that is misspelt brings a similar one, and a sentence what has some of its words", async (t) => {
  const site = new Site(t, {
    ...files,
    "content/pci/walls.md": page("Walls", "Every firewall is reviewed. A fire is none. Encryption follows."),
    "content/pci/cited.md": page("Cited", "Whoever is responsible: see [pci-dss:6.3.2] and [pci-dss:12]."),
  });
  site.run("build", "--quiet");
  const url = await host(t, site.path("public"));
  const view = await reader(t);
  await open(view, url("/"));
  for (const [query, better] of [["firewll", "firewall"], ["Firewall revewed", "Firewall reviewed"], ["encyrption", "encryption"]]) {
    assert.equal((await ask(view, query))[0], `Did you mean “${better}”?`, query);
  }
  await view.keyboard.press("Enter");
  await view.locator(".search [role=option]").filter({ hasText: "Walls" }).first().waitFor();
  assert.equal(await view.locator(".search input").inputValue(), "encryption");
  for (const query of ["firew", "reviewing", "xyzzyplugh", "6.3.2", "vendors"]) {
    assert.doesNotMatch((await ask(view, query)).join("\n"), /Did you mean/, query);
  }
  for (const query of ["who is responsible for 6.3.2", "Who is responsible for 6.3.2?", "responsible: (6.3.2)", "what does Requirement 6.3.2 ask of vendors"]) {
    assert.match((await ask(view, query))[0], /^PCI DSS 6\.3\.2\b/, query);
  }
  assert.match((await ask(view, "who is responsible for 6.3.2")).join("\n"), /^Cited/m);
  assert.match((await ask(view, "what requirement 12 asks of people"))[0], /^PCI DSS 12\b/);
  await ask(view, "the 12 months");
  assert.equal(await view.locator(".search-id").count(), 0, "a plain number");
  assert.ok((await ask(view, "gryphon firewall vendor")).some((text) => /Walls/.test(text)));
  assert.match(await view.locator(".search-status").innerText(), /No page with all of these words; \d+ pages? with some/);
  assert.deepEqual(view.faults, []);
});

test("requirements of the list come first, the exact one before those below it", async (t) => {
  const folder = built(t, "--base-url", "https://docs.example.com/docs/");
  const url = await host(t, folder, "/docs/");
  const page = await reader(t);
  const entries = [["11.3.1.1", "Below"], ["11.3.10", "Another"], ["11.3.1", "Scans inside"], ["AC-2(1)", "Accounts", "ac-2.1"]];
  await page.route("**/pagefind/ids.json", (route) => route.fulfill({ json: { key: "", pages: [["PCI DSS", "/frameworks/pci-dss/11/", entries]] } }));
  await open(page, url("/"));
  for (const [words, expected] of [["11.3.1", ["11.3.1 ", "11.3.1.1 "]], ["requirement 11.3.1", ["11.3.1 ", "11.3.1.1 "]], ["pci dss 11.3.10", ["11.3.10 "]], ["ac-2 (1)", ["AC-2(1) "]]]) {
    await ask(page, words);
    const found = await page.locator(".search-id").allInnerTexts();
    assert.deepEqual(found.map((text) => text.replace(/PCI DSS\s+(\S+)\s.*/s, "$1 ")), expected, words);
  }
  assert.equal(await page.locator(".search-id").getAttribute("href"), "/docs/frameworks/pci-dss/11/#ac-2.1");
});

for (const base of ["/", "/docs/"]) {
  test(`an id that is typed shows its requirement first, below ${base}`, async (t) => {
    const control = "key: nist-800-53\nname: NIST SP 800-53\nversion: '5'\nnodes:\n";
    const nodes = ["AC", "AC-1", "AC-2", "AC-2(1)", "AC-2(12)", "AC-20"].map((id) => `  - {id: "${id}", title: About ${id}}\n`);
    const site = new Site(t, {
      ...files,
      "content/frameworks/nist.yaml": control + nodes.join(""),
      "content/pci/cited.md": page("Cited", "See [pci-dss:6.3.1], [pci-dss:11.3.1.1] and [nist-800-53:AC-2(12)]. Requirement 6.3.3 too."),
    });
    site.run("build", "--quiet", "--base-url", `https://docs.example.com${base}`);
    const url = await host(t, site.path("public"), base);
    const view = await reader(t);
    await open(view, url("/pci/zones/"));
    for (const [words, framework] of [["11.3.1.1", "PCI DSS"], ["6.3", "PCI DSS"], ["AC-2(1)", "NIST SP 800-53"], ["AC-2", "NIST SP 800-53"]]) {
      const [first] = await ask(view, words);
      const mark = await view.locator(".search [role=option] .search-mark").first().innerText();
      assert.equal(mark, `${framework} ${words}`, first);
      const href = await view.locator(".search [role=option]").first().getAttribute("href");
      assert.ok(href.startsWith(`${base}frameworks/`) && decodeURIComponent(href).endsWith(`#${words}`), href);
      const answer = await view.request.get(url(href.slice(base.length - 1).split("#")[0]));
      assert.ok(answer.ok() && (await answer.text()).includes(`id="${words}"`), href);
    }
    assert.deepEqual(view.faults, []);
  });
}

test("three thousand articles: a first search stays light", async (t) => {
  // Word frequencies as in real texts: a few words everywhere, most of them rarely.
  let seed = 1;
  const chance = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
  const part = () => ["scan", "au", "dit", "log", "key", "net", "ro", "ta", "ve", "pro", "mi", "ster"][Math.floor(chance() * 12)];
  const vocabulary = Array.from({ length: 8000 }, () => part() + part() + part() + part());
  const words = (count) => Array.from({ length: count }, () => vocabulary[Math.floor(chance() ** 3 * 8000)]).join(" ");
  const site = new Site(t, { "clausebook.yaml": "title: Large\n" });
  for (let number = 0; number < 3000; number++) {
    const text = `${words(60)}\n\n## About ${words(2)}\n\n${words(120)}${number === 1234 ? " quarterly-gryphon" : ""}`;
    site.write(`content/part-${number % 40}/a-${number}.md`, page(`Article ${number}`, text, `tags: [T${number % 25}]\n`));
  }
  site.run("build", "--quiet");
  const url = await host(t, site.path("public"));
  const view = await reader(t);
  await view.goto(url("/part-3/a-3/"));
  const before = view.loaded.length;
  await view.keyboard.press("/");
  await view.locator("dialog.search").waitFor();
  const began = Date.now();
  const found = await ask(view, vocabulary[40]);
  t.diagnostic(`${Date.now() - began} ms to the first result`);
  assert.ok(found.length > 1, `${found}`);
  const weight = view.loaded.slice(before).reduce((all, { length }) => all + length, 0);
  t.diagnostic(`${weight} bytes for a first search`);
  assert.ok(weight < 400_000, `${weight}`);
  assert.match((await ask(view, "gryphon"))[0] ?? (await ask(view, "quarterly-gryphon"))[0], /Article 1234/);
});

test("filters narrow what is found, and search by themselves", async (t) => {
  const url = await host(t, built(t));
  const page = await reader(t);
  await open(page, url("/"));
  assert.equal((await ask(page, "scanning")).filter((text) => /^(Scans|Accounts)/.test(text)).length, 2);
  await page.locator(".search select[name=section]").selectOption("NIST");
  assert.ok((await ask(page, "scanning")).every((text) => !/^Scans/.test(text)));
  const all = await ask(page, "");
  assert.ok(all.some((text) => /^Accounts/.test(text)) && !all.some((text) => /^Zones/.test(text)), `${all}`);
});

test("it works below a path, and offline from what was built", async (t) => {
  const folder = built(t, "--base-url", "https://docs.example.com/docs/v1/");
  const url = await host(t, folder, "/docs/v1/");
  const page = await reader(t);
  await open(page, url("/pci/"));
  await ask(page, "vendor");
  const addresses = await page.locator(".search [role=option]").evaluateAll((all) => all.map((each) => each.getAttribute("href")));
  assert.deepEqual(addresses, ["/docs/v1/pci/scans/", "/docs/v1/pci/scans/#how-often"]);
  assert.ok(page.loaded.every((each) => each.url.startsWith(url("/"))), "no other host is asked");
});

test("the page that was not found looks for what its address says", async (t) => {
  const url = await host(t, built(t));
  const page = await reader(t);
  await page.goto(url("/old/external-scanning/"));
  await page.locator("main .search-open").click();
  await page.locator(".search [role=option]").first().waitFor();
  assert.equal(await page.locator(".search input").inputValue(), "external scanning");
});

test("in the preview it is made on first use, and follows a save", async (t) => {
  const site = new Site(t, files);
  const preview = await site.serve(t);
  const page = await reader(t);
  await open(page, preview.url("/"));
  assert.match((await ask(page, "vendor"))[0], /Scans/);
  site.write("content/pci/scans.md", files["content/pci/scans.md"].replace("vendor", "gryphon"));
  await page.keyboard.press("Escape");
  await page.waitForFunction(async () => (await fetch("/pci/scans/")).text().then((text) => text.includes("gryphon")));
  await page.waitForTimeout(500);
  await page.keyboard.press("/");
  assert.match((await ask(page, "gryphon"))[0], /Scans/);
  assert.deepEqual(page.faults, []);
});

for (const [name, view] of Object.entries(views)) {
  test(`the open dialog is accessible: ${name}`, async (t) => {
    const url = await host(t, built(t));
    const page = await reader(t, view);
    await open(page, url("/pci/scans/"));
    assert.deepEqual(await inaccessible(page), [], "before a word is typed");
    await ask(page, "scanning");
    assert.deepEqual(await inaccessible(page), [], "with results");
    await ask(page, "xyzzyplugh");
    assert.deepEqual(await inaccessible(page), [], "with none");
  });
}

test("what is about a framework, and what has the words in its title, comes before what only mentions them", async (t) => {
  const site = new Site(t, {
    "clausebook.yaml": "title: Site\n",
    "content/_index.md": page("Home", ""),
    "content/a-manual/_index.md": page("Manual", ""),
    "content/a-manual/rule.md": page("A rule", "The firewall is an example."),
    "content/pci/_index.md": page("PCI", "", "framework: pci-dss\n"),
    "content/pci/walls.md": page("Walls", "The firewall is an example."),
    "content/pci/firewalls.md": page("Firewall", "An example of one."),
  });
  site.run("build", "--quiet");
  const url = await host(t, site.path("public"));
  const view = await reader(t);
  await open(view, url("/"));
  const found = (await ask(view, "firewall")).map((text) => text.split("\n")[0]);
  assert.ok(found.indexOf("Firewall") === 0 && found.indexOf("Walls") < found.indexOf("A rule"), `${found}`);
});

test("a question is answered with the requirement that it names, and who is responsible", async (t) => {
  const rows = "rows:\n  - {req: \"6.3.2\", who: shared, provider: Publishes an SBOM, customer: Keeps an inventory}\n";
  const site = new Site(t, {
    ...files,
    "content/pci/_index.md": page("PCI", "", "framework: pci-dss\n"),
    "content/pci/who.md": page("Who", "[Who does what](matrix.yaml)\n\nSee [pci-dss:6.3.2]."),
    "content/pci/matrix.yaml": `kind: responsibility\ntitle: Who does what\nframework: pci-dss\nparties: {provider: Example Inc., customer: You}\ndefault: customer\n${rows}`,
  });
  site.run("build", "--quiet");
  const view = await reader(t);
  await open(view, (await host(t, site.path("public")))("/"));
  const [first] = await ask(view, "who is responsible for 6.3.2?");
  assert.match(first, /PCI DSS 6\.3\.2[^]*Responsible: Shared/);
});

test("on a phone the filters are folded and the hints on keys are not there", async (t) => {
  const url = await host(t, built(t));
  const view = await reader(t, views.phone);
  await view.goto(url("/"));
  await view.locator(".masthead .search-open").click();
  await ask(view, "scanning");
  assert.ok(await view.locator(".search select").first().isHidden() && await view.locator(".search-keys").isHidden());
  await view.locator(".search-filters summary").click();
  await view.locator(".search select[name=section]").selectOption("NIST");
  assert.ok((await ask(view, "scanning")).every((text) => !/^Scans/.test(text)));
});
