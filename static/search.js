// The search dialog, loaded when it is first opened. Requirement ids come from a list of our own and are shown
// first, the exact one above longer ones; words are Pagefind's. Every text is set as text, never as HTML.
const PAGES = 8;
const PARTS = 3;
const QUERY_KEY = "clausebook-search";
const NAMES = { framework: "Framework", section: "Section", tag: "Tag" };

const make = (tag, properties = {}, ...inside) => {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...inside.filter((part) => part !== undefined && part !== ""));
  return node;
};
const attributes = (node, values) => {
  for (const [name, value] of Object.entries(values)) node.setAttribute(name, value);
  return node;
};
// Punctuation that ends a sentence is indexed as a similar character, so that it is not part of the word before it.
const plain = (text) => text.replace(/\u2024/g, ".").replace(/\u2768/g, "(").replace(/\u2769/g, ")");
const heading = (text) => plain(text).replace(/\.$/, "");
// The excerpt with its matches marked; without the heading above it, and with an ellipsis where a sentence is cut.
function excerpt(html, title = "") {
  const bare = plain(html.replace(/<\/?mark>/g, "").replace(/&lt;/g, "<").replace(/&gt;/g, ">"));
  const words = html.split(" ").slice(title && bare.startsWith(title) ? title.split(" ").length : 0).join(" ");
  const text = (part) => plain(part.replace(/&lt;/g, "<").replace(/&gt;/g, ">"));
  const parts = words.split(/<mark>(.*?)<\/mark>/s).flatMap((part, index) => {
    if (index % 2 === 0) return text(part);
    const [, before, word, after] = text(part).match(/^([^\p{L}\p{N}]*)(.*?)([^\p{L}\p{N})]*)$/su);
    return [before, make("mark", { textContent: word }), after];
  });
  const first = bare.match(/[\p{L}\p{N}]/u)?.[0] || "";
  return [/\p{Ll}/u.test(first) && words === html ? "… " : "", ...parts, words && !/[.!?:…]$/.test(bare.trim()) ? " …" : ""].filter((part) => part !== "");
}

let dialog, input, list, status, hint, filters, index, ids, pagefind, loading, isStale;
let latest = 0;
let shown = PAGES;

// ---- Searching -------------------------------------------------------------------------------------------------

async function load() {
  const answer = await fetch(`${index}ids.json`, { cache: "no-cache" });
  if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
  ids = (await answer.json()).pages.flatMap(([framework, url, entries]) => entries.map(([id, title, fragment = id]) => ({
    framework, id, title, url: index.replace(/pagefind\/$/, "") + url.slice(1) + (fragment && `#${encodeURIComponent(fragment)}`),
  })));
  if (pagefind) await pagefind.destroy();
  pagefind = await import(`${index}pagefind.js`);
  await pagefind.options({ excerptLength: 20 });
  await pagefind.init();
  isStale = false;
  choices(await pagefind.filters());
}

const same = (text) => text.toLowerCase().replace(/\s+(?=[(])/g, "").replace(/\s+/g, " ");

function requirements(query) {
  const wanted = same(query).replace(/^(requirement|control|req\.?)s? /, "");
  if (!/\d/.test(wanted)) return [];
  const rank = ({ framework, id }) => {
    const names = [same(id), same(`${framework} ${id}`)];
    if (names.includes(wanted)) return 0;
    return names.some((name) => name.startsWith(wanted) && /[^\w]/.test(name[wanted.length])) ? 1 : 2;
  };
  return ids.map((entry) => ({ ...entry, rank: rank(entry) })).filter(({ rank }) => rank < 2).sort((a, b) => a.rank - b.rank).slice(0, 6);
}

// A page that has the id itself comes before those that have longer ones only.
function exactFirst(pages, query) {
  if (!/\d/.test(query) || /\s/.test(query)) return pages;
  const whole = new RegExp(`(^|[^\\w.(-])${query.replace(/[^\w]/g, "\\$&")}(?![\\w(-]|\\.\\w)`, "i");
  const has = pages.map((page) => whole.test(plain(page.raw_content)));
  return [...pages.filter((_, place) => has[place]), ...pages.filter((_, place) => !has[place])];
}

function parts(page) {
  const weight = (part) => part.weighted_locations.reduce((sum, place) => sum + place.balanced_score, 0);
  const best = [...page.sub_results].sort((a, b) => weight(b) - weight(a)).slice(0, PARTS);
  return page.sub_results.filter((part) => best.includes(part));
}

async function search() {
  const turn = ++latest;
  list.ariaBusy = "true";
  // Letters typed in quick succession start one search.
  await new Promise((go) => setTimeout(go, 90));
  if (turn !== latest) return;
  const query = input.value.trim().replace(/[.,;:?!]+(?=\s|$)/g, "");
  // Words are matched by prefix: `a` and `of` would match everything.
  const words = query.split(/\s+/);
  const telling = words.filter((word, place) => word.length > 2 || /[\d\p{Lu}]/u.test(word) || place && place === words.length - 1 && word.length > 1);
  const chosen = Object.fromEntries([...filters.querySelectorAll("select")].filter(({ value }) => value).map(({ name, value }) => [name, [value]]));
  try { sessionStorage.setItem(QUERY_KEY, input.value); } catch { /* not stored */ }
  if (!query && !Object.keys(chosen).length) return show([], [], 0);
  const late = setTimeout(() => { if (turn === latest) say("Preparing the search…"); }, 250);
  try {
    await (loading ??= load());
    const found = await pagefind.search(telling.join(" ") || query || null, { filters: chosen });
    const pages = await Promise.all(found.results.slice(0, shown).map((result) => result.data()));
    if (turn !== latest) return;
    choices(found.filters, chosen);
    show(Object.keys(chosen).length ? [] : requirements(query), exactFirst(pages, query), found.results.length);
  } catch (error) {
    loading = undefined;
    if (turn === latest) say(location.protocol === "file:" ? "Search needs a web server; from a folder browsers refuse it." : `The search cannot be loaded: ${error.message}`);
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

function show(found, pages, total) {
  const groups = found.length ? [group("Requirements", ...found.map(({ framework, id, title, url }) => option(
    { href: url, className: "search-id" }, make("span", { className: "search-mark", textContent: `${framework} ${id}` }), " ", make("span", { textContent: title }))))] : [];
  for (const page of pages) {
    const inside = parts(page);
    const own = inside.find((part) => part.url === page.url) || (inside.length ? undefined : page);
    const title = make("b", { textContent: page.meta.title });
    const section = page.filters.section?.[0];
    const place = section && section !== page.meta.title ? make("span", { className: "search-place", textContent: section }) : undefined;
    groups.push(group(page.meta.title,
      option({ href: page.url }, make("span", { className: "search-title" }, title, place), own ? make("span", { className: "search-text" }, ...excerpt(own.excerpt)) : undefined),
      ...inside.filter((part) => part !== own).map((part) => option({ href: part.url, className: "search-part" }, make("b", { textContent: heading(part.title) }), make("span", { className: "search-text" }, ...excerpt(part.excerpt, heading(part.title)))))));
  }
  if (total > pages.length) {
    const more = option({ href: "#", className: "search-more", textContent: `Show more of ${total} pages` });
    more.onclick = (event) => {
      event.preventDefault();
      event.stopPropagation();
      shown += PAGES;
      search();
    };
    groups.push(group("More", more));
  }
  list.replaceChildren(...groups);
  list.ariaBusy = "false";
  list.hidden = !groups.length;
  options().forEach((each, place) => { each.id = `Search-${place}`; });
  input.ariaExpanded = String(groups.length > 0);
  choose(groups.length ? 0 : -1);
  list.scrollTop = 0;
  const isAsked = input.value.trim() || filters.querySelector("option:checked:not([value=''])");
  say(!isAsked ? "" : total || found.length ? `${total} ${total === 1 ? "page" : "pages"}` : "Nothing found. Fewer words, or the first letters of one, may find more.");
}

// The filters: a list each, with the number of pages for every choice.
function choices(counts, chosen = {}) {
  for (const [name, title] of Object.entries(NAMES)) {
    const values = Object.entries(counts[name] || {});
    let select = filters.querySelector(`[name="${name}"]`);
    if (!select) {
      if (values.length < 2) continue;
      select = make("select", { name, onchange: () => { shown = PAGES; search(); } }, make("option", { value: "", textContent: "all" }),
        ...values.map(([value]) => value).sort((a, b) => a.localeCompare(b, undefined, { numeric: true })).map((value) => make("option", { value })));
      filters.append(make("label", {}, make("span", { textContent: title }), select));
      filters.hidden = false;
    }
    for (const each of select.options) {
      if (!each.value) continue;
      const count = counts[name]?.[each.value] || 0;
      each.textContent = `${each.value} (${count})`;
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
  input = attributes(make("input", { type: "search", placeholder: "Words, or a number such as 11.3.1", autocomplete: "off", spellcheck: false, enterKeyHint: "go", oninput: () => { shown = PAGES; search(); }, onkeydown: key }),
    { role: "combobox", "aria-label": "Search", "aria-autocomplete": "list", "aria-controls": "Search-list", "aria-expanded": "false", autocapitalize: "off" });
  list = attributes(make("div", { id: "Search-list", hidden: true }), { role: "listbox", "aria-label": "Results" });
  status = attributes(make("p", { className: "search-status" }), { role: "status" });
  hint = make("p", { className: "search-hint", textContent: "Every heading and paragraph of this site can be found." });
  filters = make("div", { className: "search-filters", hidden: true });
  const close = make("button", { type: "button", className: "search-close", textContent: "Close", onclick: () => dialog.close() });
  const keys = make("p", { className: "search-keys" });
  for (const [sign, word] of [["↑ ↓", "choose"], ["Enter", "open"], ["Esc", "close"]]) keys.append(make("kbd", { textContent: sign }), ` ${word} `);
  dialog = attributes(make("dialog", { className: "search" }, make("div", { className: "search-head" }, input, close), filters, hint, list, make("div", { className: "search-foot" }, status, keys)), { "aria-label": "Search" });
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
