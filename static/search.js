// The search dialog, loaded when it is first opened. Requirement ids come from a list of our own and are shown
// first, the exact one above longer ones; words are Pagefind's. Every text is set as text, never as HTML.
const PAGES = 8;
const PARTS = 3;
const QUERY_KEY = "clausebook-search";
// The labels of the theme. A page in another language has them in a block of JSON.
const labels = {
  all: "all",
  close: "Close",
  did_you_mean: "Did you mean “{words}”?",
  filters: "Filters",
  framework: "Framework",
  key_choose: "choose",
  key_close: "close",
  key_open: "open",
  more_results: "More",
  nothing_found: "Nothing found. Fewer words, or the first letters of one, may find more.",
  pages: { one: "{count} page", other: "{count} pages" },
  requirement: "Requirement",
  requirements: "Requirements",
  responsible_is: "Responsible: {name}",
  results: "Results",
  search: "Search",
  search_failed: "The search cannot be loaded: {reason}",
  search_from_folder: "Search needs a web server; from a folder browsers refuse it.",
  search_hint: "Every heading and paragraph of this site can be found.",
  search_placeholder: "Words, or a number such as 11.3.1",
  search_preparing: "Preparing the search…",
  section: "Section",
  show_more: "Show more of {count} pages",
  some_words: "No page with all of these words; {pages} with some",
  suggestion: "Suggestion",
  tag: "Tag",
  ...JSON.parse(document.getElementById("Labels")?.textContent ?? "{}"),
};
const FILTERS = ["framework", "section", "tag"];
const number = new Intl.NumberFormat(document.documentElement.lang, { useGrouping: "min2" });
// A label with these values; `count` chooses its form.
function fill(label, values) {
  const form = label.other ? label[new Intl.PluralRules(labels.language ?? "en").select(values.count)] ?? label.other : label;
  return form.replace(/\{([a-z_]+)\}/g, (name, key) => (typeof values[key] === "number" ? number.format(values[key]) : values[key] ?? name));
}

const make = (tag, properties = {}, ...inside) => {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...inside.filter((part) => part !== undefined && part !== ""));
  return node;
};
const attributes = (node, values) => {
  for (const [name, value] of Object.entries(values)) node.setAttribute(name, value);
  return node;
};
// Characters of scripts without spaces between words: each of them is a word of the index, and a text of several is
// searched for as a phrase. A space beside one of them is indexed as a sign of its own.
const UNSPACED = /[\u{e01}-\u{e3a}\u{e40}-\u{e4f}\u{e5a}-\u{ecf}\u{eda}-\u{eff}\u{1000}-\u{103f}\u{104a}-\u{108f}\u{109a}-\u{109f}\u{1100}-\u{11ff}\u{1780}-\u{17df}\u{2e80}-\u{2fdf}\u{3001}-\u{a4cf}\u{a960}-\u{a97f}\u{ac00}-\u{d7ff}\u{f900}-\u{faff}\u{fe30}-\u{fe4f}\u{ff01}-\u{ff0f}\u{ff1a}-\u{ff20}\u{ff3b}-\u{ff40}\u{ff5b}-\u{ffef}\u{1b000}-\u{1b16f}\u{20000}-\u{323af}]/u;
const SPACE = "\u2063";
const isUnspaced = (text, side) => UNSPACED.test(text) && UNSPACED.test([...text.replace(/\p{M}/gu, "")].at(side) ?? "");
// Punctuation that ends a sentence is indexed as a similar character, so that it is not part of the word before it.
const punctuated = (text) => text.replace(/\u2024/g, ".").replace(/\u2768/g, "(").replace(/\u2769/g, ")");
// Indexed words as they were written.
function plain(text) {
  let before = "";
  const joined = !UNSPACED.test(text) ? text : text.split(" ").map((word) => {
    const bare = word.replace(/<\/?mark>/g, "");
    const isSpace = bare === SPACE;
    const gap = !before || before === SPACE || isSpace || isUnspaced(before, -1) || isUnspaced(bare, 0) ? "" : " ";
    before = bare || before;
    return gap + (isSpace ? word.replace(SPACE, " ") : word);
  }).join("");
  return punctuated(joined.replace(/<\/mark><mark>/g, "")).trim();
}
const divide = (text, phrases) => phrases.length ? text.split(new RegExp(`(${phrases.join("|")})`)).map((part, index) => index % 2 ? make("mark", { textContent: part }) : part) : [text];
const heading = (text) => plain(text).replace(/\.$/, "");
const unescaped = (text) => text.replace(/&lt;/g, "<").replace(/&gt;/g, ">");
// The excerpt with its matches marked, of phrases whole ones only; without the heading above it, and with an ellipsis
// where a sentence is cut.
function excerpt(html, phrases, title = "") {
  const shown = plain(html);
  const bare = unescaped(shown.replace(/<\/?mark>/g, ""));
  let skipped = title && bare.startsWith(title) ? title.length + bare.slice(title.length).match(/^[.\s]*/)[0].length : 0;
  const isWhole = Boolean(skipped);
  const parts = shown.split(/<mark>(.*?)<\/mark>/s).flatMap((part, index) => {
    const text = unescaped(part);
    const rest = text.slice(skipped);
    skipped = Math.max(0, skipped - text.length);
    if (index % 2 === 0 || !rest) return rest;
    if (UNSPACED.test(rest)) return divide(rest, phrases);
    const [, before, word, after] = rest.match(/^([^\p{L}\p{N}]*)(.*?)([^\p{L}\p{N}\p{M})]*)$/su);
    return [before, make("mark", { textContent: word }), after];
  });
  const first = bare.match(/[\p{L}\p{N}]/u)?.[0] || "";
  return [/\p{Ll}/u.test(first) && !isWhole ? "… " : "", ...parts, bare && !/[.!?:…。！？：]$/.test(bare) ? " …" : ""].filter((part) => part !== "");
}

let dialog, input, list, status, hint, filters, index, ids, vocabulary, pagefind, loading, isStale;
let latest = 0;
let shown = PAGES;

// ---- Searching -------------------------------------------------------------------------------------------------

async function load() {
  const answer = await fetch(`${index}ids.json`, { cache: "no-cache" });
  if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
  ids = (await answer.json()).pages.flatMap(([framework, url, entries]) => entries.map(([id, title, fragment = id, who]) => ({
    framework, id, title, who, url: index.replace(/pagefind\/$/, "") + url.slice(1) + (fragment && `#${encodeURIComponent(fragment)}`),
  })));
  vocabulary = undefined;
  if (pagefind) await pagefind.destroy();
  pagefind = await import(`${index}pagefind.js`);
  // In Chinese, Japanese and Thai it would divide a query by the words of a dictionary, and ids at their hyphens.
  const { lang } = document.documentElement;
  document.documentElement.lang = "unknown";
  const started = pagefind.init();
  document.documentElement.lang = lang;
  await started;
  isStale = false;
  choices(await pagefind.filters());
}

const same = (text) => text.toLowerCase().replace(/\s+(?=[(])/g, "").replace(/\s+/g, " ");

// The words of a query, and its phrases: characters that are words by themselves, one after the other.
function divided(query) {
  const words = [], phrases = [];
  for (const written of query.split(/\s+/)) {
    let word = "", phrase;
    const end = () => {
      if (word) words.push(word);
      word = "";
    };
    for (const letter of written.match(/\P{M}[\p{M}\u1160-\u11ff\ud7b0-\ud7ff]*|\p{M}+/gu) ?? []) {
      if (!UNSPACED.test(letter)) {
        word += letter;
        phrase = undefined;
        continue;
      }
      end();
      if (!/[\p{L}\p{N}]/u.test(letter)) phrase = undefined;
      else if (phrase) phrase.push(letter);
      else phrases.push(phrase = [letter]);
    }
    end();
  }
  return { words, phrases };
}

// A word without the punctuation around it; `AC-2(1)` keeps its own.
const bare = (word) => word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N})]+$/gu, "").replace(/^([^(]*)\)+$/, "$1");

// The requirements that a query names: by an id alone, or by ids in a sentence.
function requirements(query) {
  const all = same(query);
  const word = labels.requirement.toLowerCase();
  const wanted = (all.startsWith(`${word} `) ? all.slice(word.length + 1) : all).replace(/^(requirement|control|req\.?)s? /, "");
  if (!/\d/.test(wanted)) return [];
  const words = [all, query.toLowerCase()].flatMap((text) => divided(text).words).map(bare);
  const rank = ({ framework, id }) => {
    const [name, own] = [same(framework), same(id)];
    const names = [own, `${name} ${own}`];
    if (names.includes(wanted)) return 0;
    if (names.some((name) => name.startsWith(wanted) && /[^\w]/.test(name[wanted.length]))) return 3;
    const place = words.indexOf(own);
    if (place < 0) return 4;
    // A plain number is an id only where something says so.
    if (all.includes(name)) return 1;
    return /\D/.test(own) || /^(requirement|control|clause|req\.?)s?$/.test(words[place - 1]) ? 2 : 4;
  };
  return ids.map((entry) => ({ ...entry, rank: rank(entry) })).filter(({ rank }) => rank < 4).sort((a, b) => a.rank - b.rank).slice(0, 6);
}

// Whether a page has all of these ids themselves, and not only longer ones.
function hasWhole(page, ids) {
  const text = punctuated(page.raw_content);
  return ids.every((id) => new RegExp(`(^|[^\\w.(-])${id.replace(/[^\w]/g, "\\$&")}(?![\\w(-]|\\.\\w)`, "i").test(text));
}

function parts(page, phrases) {
  // Not only characters of phrases, each by itself.
  const has = ({ excerpt }) => phrases.some((phrase) => plain(excerpt.replace(/<\/?mark>/g, "")).includes(phrase))
    || excerpt.split("<mark>").slice(1).some((part) => !UNSPACED.test(part.split("</mark>")[0]));
  const weight = (part) => part.weighted_locations.reduce((sum, place) => sum + place.balanced_score, 0);
  const best = page.sub_results.filter((part) => !phrases.length || has(part)).sort((a, b) => weight(b) - weight(a)).slice(0, PARTS);
  return page.sub_results.filter((part) => best.includes(part));
}

// What Pagefind finds for all of these words and phrases.
async function find({ words, phrases }, options) {
  const found = await pagefind.search([...words, ...phrases.flat()].join(" ") || null, options);
  // Characters may be anywhere on these pages. A search for a phrase alone has no order, and finds it once on a page.
  for (const phrase of phrases.filter(({ length }) => length > 1)) {
    const having = new Set((await pagefind.search(`"${phrase.join(" ")}"`, options)).results.map(({ id }) => id));
    found.results = found.results.filter(({ id }) => having.has(id));
  }
  return found;
}

// What has some of these words, where nothing has all: first what has the rarest.
async function some({ words, phrases }, options) {
  const each = [...words.map((word) => ({ words: [word], phrases: [] })), ...phrases.map((phrase) => ({ words: [], phrases: [phrase] }))];
  const found = await Promise.all(each.map((part) => find(part, options)));
  const scores = new Map();
  for (const { results } of found) {
    for (const result of results) {
      const score = (1 + result.score / results[0].score) / (1 + Math.log(results.length));
      const known = scores.get(result.id);
      scores.set(result.id, { result: known?.score > score ? known.result : result, score: score + (known?.score ?? 0) });
    }
  }
  const results = [...scores.values()].sort((a, b) => b.score - a.score).map(({ result, score }) => ({ ...result, score }));
  return { ...found.sort((a, b) => b.results.length - a.results.length)[0], results };
}

// Pages in the order in which they are likely meant: what is about a framework before what is about none, such as a
// manual, and a page that the words are the title of before one that only has them. Page by page of the results, so
// that more of them do not move those that are shown.
function likelier(pages, results, words) {
  const wanted = words.map(folded);
  const scored = pages.map((page, place) => {
    const title = folded(plain(page.meta.title)).split(/[^\p{L}\p{N}.()-]+/u);
    const inTitle = wanted.length && wanted.every((word) => title.some((part) => part.startsWith(word)));
    const isGuide = page.filters.framework?.length > 0;
    return { page, chunk: Math.floor(place / PAGES), score: (results[place]?.score ?? 0) * (inTitle ? 2 : 1) * (isGuide ? 1.25 : 1) };
  });
  return scored.sort((a, b) => a.chunk - b.chunk || b.score - a.score).map(({ page }) => page);
}

const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

// The number of letters that are wrong, missing, superfluous or exchanged; more than `max` counts as infinite.
function distance(a, b, max) {
  if (Math.abs(a.length - b.length) > max) return Infinity;
  let [twoAbove, above] = [[], Array.from({ length: b.length + 1 }, (_, place) => place)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      row[j] = Math.min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] !== b[j - 1]));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], twoAbove[j - 2] + 1);
    }
    if (Math.min(...row) > max) return Infinity;
    [twoAbove, above] = [above, row];
  }
  return above[b.length] <= max ? above[b.length] : Infinity;
}

// The query with the words that no page has replaced by similar ones of the site; nothing where there are none.
async function suggestion(query, words, pages) {
  const texts = pages.map((page) => folded(`${page.raw_content} ${page.meta.title}`));
  const odd = words.map(folded).filter((word) => /^[\p{L}-]{4,30}$/u.test(word) && !texts.some((text) => text.includes(word)));
  if (!odd.length) return undefined;
  vocabulary ??= fetch(`${index}words.json`).then((answer) => answer.ok ? answer.json() : { words: [] }).then(({ words }) => words.map((word) => [word, folded(word)]), () => []);
  const known = await vocabulary;
  let better = query;
  for (const word of odd) {
    // The start of a word, or one with another ending.
    if (known.some(([, other]) => other.startsWith(word) || word.startsWith(other) && other.length > word.length - 3)) continue;
    const max = word.length < 6 ? 1 : 2;
    const [near] = known.map(([other, letters]) => [other, distance(word, letters, max)]).filter(([, far]) => far <= max).sort((a, b) => a[1] - b[1]);
    if (near) better = better.split(/(\s+)/).map((part) => folded(part) === word ? near[0] : part).join("");
  }
  return better === query ? undefined : better;
}

async function search() {
  const turn = ++latest;
  list.ariaBusy = "true";
  // Letters typed in quick succession start one search.
  await new Promise((go) => setTimeout(go, 90));
  if (turn !== latest) return;
  const query = input.value.trim().replace(/[.,;:?!]+(?=\s|$)/g, "");
  const { words, phrases } = divided(query);
  // Words are matched by prefix: `a` and `of` would match everything.
  const telling = words.filter((word, place) => word.length > 2 || /[\d\p{Lu}]/u.test(word) || place && place === words.length - 1 && word.length > 1);
  const asked = { words: telling.length || phrases.length ? telling : words, phrases };
  const chosen = Object.fromEntries([...filters.querySelectorAll("select")].filter(({ value }) => value).map(({ name, value }) => [name, [value]]));
  try { sessionStorage.setItem(QUERY_KEY, input.value); } catch { /* not stored */ }
  if (!query && !Object.keys(chosen).length) return show({ pages: [], total: 0 });
  const late = setTimeout(() => { if (turn === latest) say(labels.search_preparing); }, 250);
  try {
    await (loading ??= load());
    await pagefind.options({ excerptLength: phrases.length ? 50 : 20 });
    let found = await find(asked, { filters: chosen });
    let pages = await Promise.all(found.results.slice(0, shown).map((result) => result.data()));
    const numbers = words.filter((word) => /\d/.test(word)).map(bare);
    const isPartial = telling.length + phrases.length > 1 && !pages.some((page) => hasWhole(page, numbers));
    if (isPartial) {
      found = await some(asked, { filters: chosen });
      pages = await Promise.all(found.results.slice(0, shown).map((result) => result.data()));
    }
    pages = likelier(pages, found.results, words);
    if (numbers.length) {
      // A page that has the id itself comes before those that have longer ones only.
      const has = pages.map((page) => hasWhole(page, numbers));
      pages = [...pages.filter((_, place) => has[place]), ...pages.filter((_, place) => !has[place])];
    }
    const better = await suggestion(query, words, pages);
    if (turn !== latest) return;
    choices(found.filters, chosen);
    const named = Object.keys(chosen).length ? [] : requirements(query);
    const written = phrases.map((phrase) => phrase.join(""));
    show({ named, better, pages, total: found.results.length, isPartial, phrases: written });
  } catch (error) {
    loading = undefined;
    if (turn === latest) say(location.protocol === "file:" ? labels.search_from_folder : fill(labels.search_failed, { reason: error.message }));
  } finally { clearTimeout(late); }
}

// ---- Results --------------------------------------------------------------------------------------------------

function say(words) {
  status.textContent = words;
  hint.hidden = Boolean(words);
}

const option = (properties, ...inside) => attributes(make("a", { tabIndex: -1, ...properties }, ...inside), { role: "option", "aria-selected": "false" });

function group(name, ...options) {
  return attributes(make("div", { className: "search-group" }, ...options), { role: "group", "aria-label": name });
}

// An option that does something instead of leading somewhere.
function action(textContent, act) {
  const node = option({ href: "#", className: "search-more", textContent });
  node.onclick = (event) => {
    event.preventDefault();
    event.stopPropagation();
    act();
  };
  return node;
}

function show({ named = [], better, pages, total, isPartial, phrases }) {
  const groups = named.length ? [group(labels.requirements, ...named.map(({ framework, id, title, url, who }) => option(
    { href: url, className: "search-id" }, make("span", { className: "search-mark", textContent: `${framework} ${id}` }), " ", make("span", { textContent: title }),
    who ? make("span", { className: "search-who", textContent: fill(labels.responsible_is, { name: who }) }) : undefined)))] : [];
  if (better) groups.push(group(labels.suggestion, action(fill(labels.did_you_mean, { words: better }), () => {
    input.value = better;
    shown = PAGES;
    search();
  })));
  for (const page of pages) {
    const inside = parts(page, phrases);
    const own = inside.find((part) => part.url === page.url) || (inside.length ? undefined : page);
    const name = plain(page.meta.title);
    const title = make("b", { textContent: name });
    const section = page.filters.section?.[0];
    const place = section && section !== name ? make("span", { className: "search-place", textContent: section }) : undefined;
    groups.push(group(name,
      option({ href: page.url }, make("span", { className: "search-title" }, title, place), own ? make("span", { className: "search-text" }, ...excerpt(own.excerpt, phrases)) : undefined),
      ...inside.filter((part) => part !== own).map((part) => option({ href: part.url, className: "search-part" }, make("b", { textContent: heading(part.title) }), make("span", { className: "search-text" }, ...excerpt(part.excerpt, phrases, heading(part.title)))))));
  }
  if (total > pages.length) {
    groups.push(group(labels.more_results, action(fill(labels.show_more, { count: total }), () => {
      shown += PAGES;
      search();
    })));
  }
  list.replaceChildren(...groups);
  list.ariaBusy = "false";
  list.hidden = !groups.length;
  options().forEach((each, place) => { each.id = `Search-${place}`; });
  input.ariaExpanded = String(groups.length > 0);
  choose(groups.length ? 0 : -1);
  list.scrollTop = 0;
  const isAsked = input.value.trim() || filters.querySelector("option:checked:not([value=''])");
  const count = fill(labels.pages, { count: total });
  say(!isAsked ? "" : total || named.length ? isPartial && total ? fill(labels.some_words, { pages: count }) : count : better ? "" : labels.nothing_found);
}

// The filters: a list each, with the number of pages for every choice.
function choices(counts, chosen = {}) {
  for (const name of FILTERS) {
    const values = Object.entries(counts[name] || {});
    let select = filters.querySelector(`[name="${name}"]`);
    if (!select) {
      if (values.length < 2) continue;
      select = make("select", { name, onchange: () => { shown = PAGES; search(); } }, make("option", { value: "", textContent: labels.all }),
        ...values.map(([value]) => value).sort((a, b) => a.localeCompare(b, undefined, { numeric: true })).map((value) => make("option", { value })));
      filters.append(make("label", {}, make("span", { textContent: labels[name] }), select));
      filters.hidden = false;
      // On a phone they are folded.
      filters.open = matchMedia("(min-width: 40rem)").matches;
    }
    for (const each of select.options) {
      if (!each.value) continue;
      const count = counts[name]?.[each.value] || 0;
      each.textContent = `${each.value} (${number.format(count)})`;
      each.disabled = !count && chosen[name]?.[0] !== each.value;
    }
  }
}

// ---- Keys -----------------------------------------------------------------------------------------------------

const options = () => [...list.querySelectorAll("[role=option]")];
const current = () => list.querySelector("[aria-selected=true]");

function choose(place) {
  current()?.setAttribute("aria-selected", "false");
  const next = options()[place];
  next?.setAttribute("aria-selected", "true");
  next?.scrollIntoView({ block: "nearest" });
  if (next) input.setAttribute("aria-activedescendant", next.id);
  else input.removeAttribute("aria-activedescendant");
}

function key(event) {
  const all = options();
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.key === "Escape") {
    // By default, browsers would only clear the field.
    event.preventDefault();
    return dialog.close();
  }
  if (event.isComposing || !all.length) return;
  if (step) {
    event.preventDefault();
    choose((all.indexOf(current()) + step + all.length) % all.length);
  } else if (event.key === "Enter") {
    event.preventDefault();
    const { ctrlKey, metaKey, shiftKey } = event;
    current()?.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, ctrlKey, metaKey, shiftKey }));
  }
}

// ---- The dialog -----------------------------------------------------------------------------------------------

function build() {
  input = attributes(make("input", { type: "search", placeholder: labels.search_placeholder, autocomplete: "off", spellcheck: false, enterKeyHint: "go", oninput: () => { shown = PAGES; search(); }, onkeydown: key }),
    { role: "combobox", "aria-label": labels.search, "aria-autocomplete": "list", "aria-controls": "Search-list", "aria-expanded": "false", autocapitalize: "off" });
  list = attributes(make("div", { id: "Search-list", hidden: true }), { role: "listbox", "aria-label": labels.results });
  status = attributes(make("p", { className: "search-status" }), { role: "status" });
  hint = make("p", { className: "search-hint", textContent: labels.search_hint });
  filters = make("details", { className: "search-filters", hidden: true }, make("summary", { textContent: labels.filters }));
  const close = make("button", { type: "button", className: "search-close", textContent: labels.close, onclick: () => dialog.close() });
  const keys = make("p", { className: "search-keys" });
  for (const [sign, word] of [["↑ ↓", labels.key_choose], ["Enter", labels.key_open], ["Esc", labels.key_close]]) keys.append(make("kbd", { textContent: sign }), ` ${word} `);
  dialog = attributes(make("dialog", { className: "search" }, make("div", { className: "search-head" }, input, close), filters, hint, list, make("div", { className: "search-foot" }, status, keys)), { "aria-label": labels.search });
  // A click beside the dialog closes it, and so does following a result: it may lead into this very page.
  dialog.onclick = (event) => { if (event.target === dialog || event.target.closest("[role=option]") && !event.ctrlKey && !event.metaKey && !event.shiftKey) dialog.close(); };
  list.onmousemove = (event) => {
    const under = event.target.closest("[role=option]");
    if (under && under !== current()) choose(options().indexOf(under));
  };
  document.body.append(dialog);
}

function style(url) {
  return new Promise((done) => {
    const sheet = make("link", { rel: "stylesheet", href: url, onload: done, onerror: done });
    document.head.append(sheet);
  });
}

/** Opens the dialog; `folder` is the public path of the index. */
export async function open(folder) {
  index = folder;
  if (!dialog) {
    await style(new URL("search.css", import.meta.url).href);
    build();
    try { input.value = sessionStorage.getItem(QUERY_KEY) || ""; } catch { /* nothing is stored */ }
    // On the 404 page, the words of the address are the query.
    if (document.body.classList.contains("kind-error")) input.value = decodeURIComponent(location.pathname).split(/[/.]/).filter((part) => part && part !== "index" && part !== "html").pop()?.replace(/[-_]+/g, " ") || "";
    document.addEventListener("clausebook:patched", () => { isStale = true; });
  }
  if (dialog.open) return;
  if (isStale) loading = undefined;
  dialog.showModal();
  input.focus();
  input.select();
  loading ??= load();
  loading.catch(() => {});
  search();
}
