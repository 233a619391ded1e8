// Enhances pages that work without script: colours, copying, tabs, tables, anchors, the position in the contents.
// `enhance` may run again after the page was patched; it skips elements that it has enhanced before.
"use strict";
(() => {
  const root = document.documentElement;
  const all = (selector, inside = document) => [...inside.querySelectorAll(selector)];
  const one = (selector, inside = document) => inside.querySelector(selector);
  const make = (tag, properties) => Object.assign(document.createElement(tag), properties);
  // Whether the page is opened from a folder: then browsers do not load modules or data by script.
  const isFolder = location.protocol === "file:";
  const dark = matchMedia("(prefers-color-scheme: dark)");

  // What the script says. A page in another language has these texts in a block of JSON.
  const labels = {
    light_colours: "Light colours",
    dark_colours: "Dark colours",
    search_needs_server: "Search needs a server",
    copy: "Copy",
    copy_code: "Copy the code",
    copied: "Copied",
    filter: "Filter",
    links: "Links",
    ...JSON.parse(one("#Labels")?.textContent ?? "{}"),
  };

  // Stores the reader's choices, where browsers allow it.
  function store(name, value) {
    try { localStorage.setItem(name, value); } catch { /* not stored */ }
  }

  function themeSwitch() {
    const button = one(".theme-switch");
    if (!button) return;
    const isDark = () => (root.dataset.theme || (dark.matches ? "dark" : "light")) === "dark";
    const label = () => { button.title = button.ariaLabel = isDark() ? labels.light_colours : labels.dark_colours; };
    button.hidden = false;
    button.onclick = () => {
      root.dataset.theme = isDark() ? "light" : "dark";
      store("clausebook-theme", root.dataset.theme);
      label();
    };
    dark.onchange = label;
    label();
  }

  // The dialog is loaded when it is first opened: by a button, `/` or Ctrl-K.
  const home = document.currentScript.src;
  async function search(button) {
    const { open } = await import(new URL("search.js", home));
    open(button.dataset.index);
  }
  function searching() {
    for (const button of all("[data-index]")) {
      if (isFolder) { button.replaceWith(make("span", { className: "no-search", textContent: labels.search_needs_server })); continue; }
      button.hidden = false;
      button.ariaKeyShortcuts = "/ Control+K";
      button.onclick = () => search(button);
    }
  }
  addEventListener("keydown", (event) => {
    const isWriting = event.target.closest?.("input, textarea, select, [contenteditable]");
    const isHeld = event.ctrlKey || event.metaKey;
    const isAsked = !event.altKey && (isHeld ? !event.shiftKey && event.key.toLowerCase() === "k" : event.key === "/" && !isWriting);
    const [button] = all("[data-index]");
    if (!isAsked || !button) return;
    event.preventDefault();
    search(button);
  });

  function copyButtons() {
    if (!navigator.clipboard) return;
    for (const block of all(".code:not(:has(> .copy))")) {
      const button = make("button", { type: "button", className: "copy", textContent: labels.copy, ariaLabel: labels.copy_code });
      button.onclick = async () => {
        const code = one("code", block).cloneNode(true);
        all(".ln", code).forEach((number) => number.remove());
        await navigator.clipboard.writeText(code.textContent.replace(/\n$/, ""));
        button.textContent = button.ariaLabel = labels.copied;
        setTimeout(() => { button.textContent = labels.copy; button.ariaLabel = labels.copy_code; }, 1600);
      };
      block.append(button);
    }
  }

  // A chosen tab is selected in every group that has a tab of that title, on this page and on later ones.
  function chooseEverywhere(title) {
    store("clausebook-tab", title);
    for (const group of all(".tabs")) group.chooseTitle?.(title);
  }

  function tabs() {
    for (const group of all(".tabs:not(:has(> [role=tablist]))")) {
      const panels = all(":scope > .tab", group);
      if (panels.length < 2) continue;
      const list = make("div", { role: "tablist" });
      const buttons = panels.map((panel) => {
        const title = one(".tab-title", panel).textContent;
        const button = make("button", { type: "button", role: "tab", textContent: title, id: `${panel.id}-label` });
        button.setAttribute("aria-controls", panel.id);
        Object.assign(panel, { role: "tabpanel", tabIndex: 0 });
        panel.setAttribute("aria-labelledby", button.id);
        button.onclick = () => chooseEverywhere(title);
        list.append(button);
        return button;
      });
      const choose = (chosen) => panels.forEach((panel, index) => {
        panel.hidden = index !== chosen;
        Object.assign(buttons[index], { ariaSelected: String(index === chosen), tabIndex: index === chosen ? 0 : -1 });
      });
      list.onkeydown = (event) => {
        const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        const next = event.key === "Home" ? 0 : event.key === "End" ? panels.length - 1
          : step && (buttons.indexOf(document.activeElement) + step + panels.length) % panels.length;
        if (next === undefined) return;
        event.preventDefault();
        buttons[next].click();
        buttons[next].focus();
      };
      group.prepend(list);
      group.chooseTitle = (title) => {
        const named = buttons.findIndex((button) => button.textContent === title);
        if (named >= 0) choose(named);
      };
      const target = panels.findIndex((panel) => location.hash && one(`[id="${CSS.escape(location.hash.slice(1))}"]`, panel));
      choose(Math.max(0, target));
      if (target < 0) try { group.chooseTitle(localStorage.getItem("clausebook-tab")); } catch { /* nothing is stored */ }
    }
  }

  // Links to a heading and to a row, for the mouse; the keyboard has the list of contents.
  function anchor(target, className) {
    const link = make("a", { className, href: `#${encodeURIComponent(target.id)}`, textContent: "§", tabIndex: -1, ariaHidden: "true" });
    (target.cells?.[0] ?? target).prepend(link);
  }

  // Citations: on a touch screen the first tap opens the card, and the second one follows the link. A card that was open
  // is closed by the touch before the click comes.
  const cardOf = (target) => document.getElementById(target.closest?.("a[interestfor]")?.getAttribute("interestfor"));
  let wasOpen;
  addEventListener("pointerdown", ({ target }) => {
    const card = cardOf(target);
    wasOpen = card?.matches(":popover-open") && card;
  }, true);
  addEventListener("click", (event) => {
    const card = cardOf(event.target);
    if (!card?.showPopover || event.pointerType !== "touch" || card === wasOpen) return;
    event.preventDefault();
    // Browsers that do not know hints would leave it open until it is closed by script.
    if (card.popover !== "hint") card.popover = "auto";
    card.showPopover({ source: event.target.closest("a") });
  });
  // What each party does is taken from the page of the requirement: on the cards it would double the weight of a page.
  const read = {};
  document.addEventListener("beforetoggle", async ({ target, newState }) => {
    const link = newState === "open" && one(`[interestfor="${target.id}"]`);
    if (!link || !one(".party", target) || target.dataset.full || isFolder) return;
    target.dataset.full = true;
    const [address, id] = link.href.split("#");
    const page = await (read[address] ??= fetch(address).then((got) => got.text()).catch(() => ""));
    const about = new DOMParser().parseFromString(page, "text/html").getElementById(decodeURIComponent(id));
    if (about) target.append(...all(".who dd > p", about));
  }, true);

  // What scrolls sideways, a table or a block of code, is a stop of the Tab key; the head of a table that does not is sticky
  // instead.
  const measure = new ResizeObserver((entries) => entries.forEach(({ target }) => {
    const table = one("table", target);
    target.classList.remove("fits");
    // The width of the table itself, because the mark of its last column may overlap its edge.
    const fits = (table?.offsetWidth ?? target.scrollWidth) <= target.clientWidth;
    target.classList.toggle("fits", fits);
    if (fits) target.removeAttribute("tabindex");
    else target.tabIndex = 0;
  }));

  // What long tables and maps do is loaded when the reader first moves, so that it is no part of the first view.
  const moves = ["pointermove", "pointerdown", "keydown", "scroll"];
  function load() {
    moves.forEach((move) => removeEventListener(move, load));
    const parts = new Set(all("[data-needs]").map((part) => part.dataset.needs));
    parts.forEach((part) => document.head.append(make("script", { src: new URL(`${part}.js`, home) })));
  }

  // Tables: a filter over more than twelve rows, columns that sort from six rows on or on request, links to rows.

  function tables() {
    all("pre").forEach((block) => measure.observe(block));
    for (const scroll of all(".table-scroll:not(.is-handy)")) {
      measure.observe(scroll);
      const table = scroll.querySelector("table");
      const rows = [...table?.tBodies[0]?.rows ?? []];
      if (!table?.tHead?.rows.length) continue;
      scroll.classList.add("is-handy");
      const { sort } = scroll.dataset;
      if (sort ? sort === "true" : rows.length > 5) scroll.classList.add("is-sorted");
      if (rows.length > 12) {
        const field = make("input", { type: "search", autocomplete: "off", spellcheck: false, id: `filter-${all(".table-tools").length + 1}` });
        const tools = make("span", { className: "table-tools" });
        tools.append(make("label", { textContent: labels.filter, htmlFor: field.id }), field, make("output", {}));
        const head = one(".table-head", table);
        if (head) head.append(tools);
        else scroll.before(tools);
        scroll.dataset.filter = field.id;
      }
      if (scroll.matches(".is-sorted, [data-filter]")) scroll.dataset.needs = "table";
      if (scroll.closest(".data-table")) rows.forEach((row) => { if (row.id && row.cells[0].tagName === "TH") anchor(row, "row-anchor"); });
    }
  }

  // Without a server, a link to a folder must name the page in it.
  if (isFolder) addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href^='/']");
    if (link?.pathname.endsWith("/")) link.pathname += "index.html";
  });

  let watch;
  function followReading() {
    if (watch) removeEventListener("scroll", watch);
    const links = all(".toc a");
    const headings = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))));
    let marked;
    let waiting = false;
    const mark = () => {
      waiting = false;
      // The line that headings pass goes down with the last screen of the page, so that the last heading is reached.
      const most = root.scrollHeight - innerHeight;
      const end = most > 0 ? Math.max(0, 1 - (most - scrollY) / Math.min(most, innerHeight)) : 0;
      const line = innerHeight * (1 + 3 * end) / 4;
      const link = links[headings.findLastIndex((heading) => heading?.getBoundingClientRect().top < line)];
      if (link === marked) return;
      marked?.removeAttribute("aria-current");
      link?.setAttribute("aria-current", "true");
      marked = link;
    };
    watch = () => { if (!waiting) { waiting = true; requestAnimationFrame(mark); } };
    if (links.length) { addEventListener("scroll", watch, { passive: true }); mark(); }
  }

  // The sheets of narrow screens: the menu opens at the entry of the page; a link to a heading closes the contents.
  function sheets() {
    const show = (rail) => {
      const here = one("[aria-current=page]", rail);
      if (here && rail.scrollHeight > rail.clientHeight) rail.scrollTop = here.offsetTop - rail.clientHeight / 3;
    };
    for (const rail of all(".rail")) { rail.ontoggle = () => show(rail); show(rail); }
    for (const toc of all(".toc")) toc.onclick = (event) => { if (event.target.closest("a") && toc.matches(":popover-open")) toc.hidePopover(); };
  }

  // On paper a link to another site has a number, and its address is in a note at the end; without script, after the link.
  addEventListener("beforeprint", () => {
    const article = one("article");
    const addresses = [];
    if (!article || article.querySelector(".link-notes")) return;
    // A table that is wider than a sheet gets one in landscape: more than the 170 mm between the margins.
    for (const scroll of all(".table-scroll", article)) {
      scroll.classList.add("is-measured");
      scroll.classList.toggle("is-wide", (scroll.querySelector("table")?.offsetWidth ?? 0) > 642);
      scroll.classList.remove("is-measured");
    }
    for (const link of all("a[href^='http']", article)) {
      if (link.origin === location.origin || link.textContent === link.href) continue;
      if (!addresses.includes(link.href)) addresses.push(link.href);
      link.after(make("sup", { className: "link-note", textContent: `[${addresses.indexOf(link.href) + 1}]` }));
    }
    const notes = make("section", { className: "link-notes", hidden: !addresses.length });
    const list = make("ol", {});
    const readable = (address) => {
      try { return decodeURI(address); } catch { return address; }
    };
    list.append(...addresses.map((address) => make("li", { textContent: readable(address) })));
    notes.append(make("h2", { textContent: labels.links }), list);
    // In a printed series they are inside the last article: after it a new sheet would begin.
    (all(".part", article).at(-1) ?? article).append(notes);
  });
  addEventListener("afterprint", () => all(".link-note, .link-notes").forEach((note) => note.remove()));

  function enhance() {
    themeSwitch(); searching(); copyButtons(); tabs(); tables(); sheets(); followReading();
    if (one("[data-needs]")) moves.forEach((move) => addEventListener(move, load, { passive: true }));
    all("article :is(h2, h3, h4)[id]:not(:has(> .anchor))").forEach((heading) => anchor(heading, "anchor"));
    // In browsers without cards, the tooltip of a citation is the title of the requirement.
    if (!("interestForElement" in HTMLAnchorElement.prototype)) all("a[interestfor]").forEach((link) => { link.title = cardOf(link)?.innerText ?? ""; });
  }
  enhance();
  document.addEventListener("clausebook:patched", enhance);
})();
