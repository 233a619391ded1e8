// What reads well without script, made handier: colours, copying, tabs, anchors, the place in the contents.
// `enhance` may run again after the page was patched; it leaves alone what it made before.
"use strict";
(() => {
  const root = document.documentElement;
  const all = (selector, inside = document) => [...inside.querySelectorAll(selector)];
  const make = (tag, properties) => Object.assign(document.createElement(tag), properties);
  const dark = matchMedia("(prefers-color-scheme: dark)");

  function themeSwitch() {
    const button = document.querySelector(".theme-switch");
    if (!button || !button.hidden) return;
    const isDark = () => (root.dataset.theme || (dark.matches ? "dark" : "light")) === "dark";
    const label = () => { button.title = isDark() ? "Light colours" : "Dark colours"; button.ariaLabel = button.title; };
    button.hidden = false;
    button.onclick = () => {
      root.dataset.theme = isDark() ? "light" : "dark";
      try { localStorage.setItem("clausebook-theme", root.dataset.theme); } catch { /* not remembered */ }
      label();
    };
    dark.onchange = label;
    label();
  }

  // The dialog is loaded when it is first asked for: by a button, `/` or Ctrl-K.
  const home = document.currentScript.src;
  const searchButtons = () => all("[data-index]");
  async function search(button) {
    const { open } = await import(new URL("search.js", home));
    open(button.dataset.index);
  }
  function searching() {
    for (const button of searchButtons()) {
      button.hidden = false;
      button.onclick = () => search(button);
    }
  }
  addEventListener("keydown", (event) => {
    const isWriting = event.target.closest?.("input, textarea, select, [contenteditable]");
    const isAsked = event.key === "/" && !isWriting && !event.ctrlKey && !event.altKey && !event.metaKey
      || event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
    const [button] = searchButtons();
    if (!isAsked || !button) return;
    event.preventDefault();
    search(button);
  });

  function copyButtons() {
    if (!navigator.clipboard) return;
    for (const block of all(".code:not(:has(> .copy))")) {
      const button = make("button", { type: "button", className: "copy", textContent: "Copy" });
      button.ariaLabel = "Copy the code";
      button.onclick = async () => {
        const code = block.querySelector("code").cloneNode(true);
        all(".ln", code).forEach((number) => number.remove());
        await navigator.clipboard.writeText(code.textContent.replace(/\n$/, ""));
        button.textContent = button.ariaLabel = "Copied";
        setTimeout(() => { button.textContent = "Copy"; button.ariaLabel = "Copy the code"; }, 1600);
      };
      block.append(button);
    }
  }

  function tabs() {
    for (const group of all(".tabs:not(:has(> [role=tablist]))")) {
      const panels = all(":scope > .tab", group);
      if (panels.length < 2) continue;
      const list = make("div", { role: "tablist" });
      const buttons = panels.map((panel, index) => {
        const title = panel.querySelector(".tab-title").textContent;
        const button = make("button", { type: "button", role: "tab", textContent: title, id: `${panel.id}-label` });
        button.setAttribute("aria-controls", panel.id);
        panel.role = "tabpanel";
        panel.tabIndex = 0;
        panel.setAttribute("aria-labelledby", button.id);
        button.onclick = () => choose(index);
        list.append(button);
        return button;
      });
      const choose = (chosen) => panels.forEach((panel, index) => {
        panel.hidden = index !== chosen;
        buttons[index].ariaSelected = String(index === chosen);
        buttons[index].tabIndex = index === chosen ? 0 : -1;
      });
      list.onkeydown = (event) => {
        const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        const next = event.key === "Home" ? 0 : event.key === "End" ? panels.length - 1
          : step && (buttons.indexOf(document.activeElement) + step + panels.length) % panels.length;
        if (next === undefined) return;
        event.preventDefault();
        choose(next);
        buttons[next].focus();
      };
      group.prepend(list);
      const asked = panels.findIndex((panel) => location.hash && panel.querySelector(`[id="${CSS.escape(location.hash.slice(1))}"]`));
      choose(Math.max(0, asked));
    }
  }

  // A link to a heading, for the mouse; the keyboard has the list of contents.
  function anchors() {
    for (const heading of all("article :is(h2, h3, h4)[id]:not(:has(> .anchor))")) {
      const link = make("a", { className: "anchor", href: `#${heading.id}`, textContent: "§", tabIndex: -1 });
      link.ariaHidden = "true";
      heading.prepend(link);
    }
  }

  // A table that needs no scrolling keeps its head in view instead.
  const measure = new ResizeObserver((entries) => entries.forEach(({ target }) => {
    target.classList.remove("fits");
    target.classList.toggle("fits", target.scrollWidth <= target.clientWidth);
  }));

  let watch;
  function followReading() {
    if (watch) removeEventListener("scroll", watch);
    const links = all(".toc a");
    const headings = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))));
    let marked;
    let waiting = false;
    const mark = () => {
      waiting = false;
      let current = -1;
      headings.forEach((heading, index) => { if (heading && heading.getBoundingClientRect().top < innerHeight / 4) current = index; });
      const link = links[current];
      if (link === marked) return;
      marked?.removeAttribute("aria-current");
      link?.setAttribute("aria-current", "true");
      marked = link;
    };
    watch = () => { if (!waiting) { waiting = true; requestAnimationFrame(mark); } };
    if (links.length) { addEventListener("scroll", watch, { passive: true }); mark(); }
  }

  // Where there is room the folds stand open by style alone; this tells it to assistive technology and older browsers.
  function folds() {
    for (const [selector, width] of [[".rail", "44rem"], [".toc", "75rem"]]) {
      const fold = document.querySelector(`${selector} > .sheet-fold`);
      const room = matchMedia(`(min-width: ${width})`);
      if (!fold) continue;
      room.onchange = () => { fold.open = room.matches; };
      if (room.matches) fold.open = true;
    }
  }

  // On paper every link has a number, and its address stands in a note at the end; without script, behind it.
  const canonical = document.querySelector("link[rel=canonical]");
  addEventListener("beforeprint", () => {
    const article = document.querySelector("article");
    const addresses = [];
    if (!article || article.querySelector(".link-notes")) return;
    for (const link of all("a[href]:not([href^='#'], .anchor)", article)) {
      const url = new URL(link.href);
      const address = canonical && url.origin === location.origin ? link.href.replace(url.origin, new URL(canonical.href).origin) : link.href;
      if (!addresses.includes(address)) addresses.push(address);
      link.after(make("sup", { className: "link-note", textContent: `[${addresses.indexOf(address) + 1}]` }));
    }
    if (!addresses.length) return;
    const list = make("ol", {});
    list.append(...addresses.map((address) => make("li", { textContent: decodeURI(address) })));
    const notes = make("section", { className: "link-notes" });
    notes.append(make("h2", { textContent: "Links" }), list);
    article.append(notes);
  });
  addEventListener("afterprint", () => all(".link-note, .link-notes").forEach((note) => note.remove()));

  function enhance() {
    themeSwitch(); searching(); copyButtons(); tabs(); anchors(); folds(); followReading();
    all(".table-scroll").forEach((table) => measure.observe(table));
    const here = document.querySelector(".rail [aria-current]");
    const rail = here?.closest(".rail");
    if (rail && rail.scrollHeight > rail.clientHeight) rail.scrollTop = here.offsetTop - rail.clientHeight / 3;
  }
  enhance();
  document.addEventListener("clausebook:patched", enhance);
})();
