// Keeps an open page up to date: fetches it again when the server announces a change, and patches what differs.
// What scripts and readers did to the page since (open folds, copied buttons, focus) stays, because the new page is
// compared with the last response, not with the document on the screen.
"use strict";
(() => {
  const folder = "/__clausebook/";
  const script = document.currentScript;
  let state = script.dataset.state;
  script.remove();

  // The last response, and for each of its nodes the one on the screen.
  let sent = document.documentElement.cloneNode(true);
  const shown = new WeakMap();
  const pair = (from, to) => {
    shown.set(from, to);
    for (let a = from.firstChild, b = to.firstChild; a && b; a = a.nextSibling, b = b.nextSibling) pair(a, b);
  };
  pair(sent, document.documentElement);
  // A node without a change keeps its node on the screen.
  const keep = (before, after) => {
    const live = shown.get(before);
    if (live) shown.set(after, live);
    for (let a = before.firstChild, b = after.firstChild; a && b; a = a.nextSibling, b = b.nextSibling) keep(a, b);
  };

  const isSheet = (node) => node.localName === "link" && node.rel === "stylesheet";
  const isSameElement = (a, b) => a.nodeType === b.nodeType && a.nodeName === b.nodeName && (a.id || "") === (b.id || "");

  function patch(before, after) {
    if (before.isEqualNode(after)) return keep(before, after);
    const live = shown.get(before);
    if (!live) return;
    shown.set(after, live);
    if (after.nodeType !== Node.ELEMENT_NODE) {
      if (before.nodeValue !== after.nodeValue) live.nodeValue = after.nodeValue;
      return;
    }
    for (const { name, value } of [...after.attributes]) {
      if (before.getAttribute(name) !== value) live.setAttribute(name, value);
    }
    for (const { name } of [...before.attributes]) if (!after.hasAttribute(name)) live.removeAttribute(name);
    children([...before.childNodes], [...after.childNodes], live);
  }

  function children(before, after, parent) {
    let start = 0;
    let end = 0;
    const shorter = () => Math.min(before.length, after.length) - start - end;
    while (shorter() > 0 && before[start].isEqualNode(after[start])) keep(before[start], after[start++]);
    while (shorter() > 0 && before.at(-1 - end).isEqualNode(after.at(-1 - end))) {
      end += 1;
      keep(before.at(-end), after.at(-end));
    }
    const old = before.slice(start, before.length - end);
    const pairs = matches(old, after.slice(start, after.length - end));
    const next = before.slice(before.length - end).map((node) => shown.get(node)).find((node) => node?.parentNode === parent);
    for (const node of old) if (!pairs.taken.has(node)) shown.get(node)?.remove();
    let cursor = next || null;
    if (!next && end === 0) {
      // A node that a script added after the last one stays after it.
      const last = before.map((node) => shown.get(node)).filter((node) => node?.parentNode === parent).at(-1);
      cursor = last ? last.nextSibling : null;
    }
    for (const { from, to } of pairs.list.reverse()) {
      let live = from && shown.get(from);
      if (live && live.parentNode === parent) {
        patch(from, to);
        if (pairs.moved.has(from)) parent.insertBefore(live, cursor);
      } else {
        live = document.importNode(to, true);
        pair(to, live);
        parent.insertBefore(live, cursor);
      }
      cursor = live;
    }
  }

  // Which old node each new one replaces: an equal one, or else the next of the same kind.
  function matches(old, fresh) {
    const taken = new Set();
    const moved = new Set();
    let from = 0;
    const list = fresh.map((to) => {
      let at = old.findIndex((node, index) => index >= from && node.isEqualNode(to));
      if (at < 0 && old[from] && isSameElement(old[from], to) && !fresh.some((other) => other !== to && other.isEqualNode(old[from]))) at = from;
      if (at < 0 && to.id) at = old.findIndex((node) => !taken.has(node) && isSameElement(node, to));
      if (at < 0) return { to };
      if (at < from) moved.add(old[at]);
      from = Math.max(from, at + 1);
      taken.add(old[at]);
      return { from: old[at], to };
    });
    return { list, taken, moved };
  }

  // Files that the page loads: a new entity tag means that one has changed.
  const tags = new Map();
  const loaded = () => [...document.querySelectorAll("link[rel=stylesheet], script[src], img[src]")]
    .map((node) => ({ node, url: new URL(node.href || node.src, location.href) }))
    .filter(({ url }) => url.origin === location.origin && !url.pathname.startsWith(folder));
  const tagOf = (url) => fetch(url, { method: "HEAD", cache: "no-store" }).then((response) => response.headers.get("etag"));
  async function storeTags() {
    await Promise.all(loaded().map(async ({ url }) => { if (!tags.has(url.pathname)) tags.set(url.pathname, await tagOf(url.pathname)); }));
  }
  async function replaceFiles() {
    const seen = new Map();
    for (const { url } of loaded()) if (!seen.has(url.pathname)) seen.set(url.pathname, tagOf(url.pathname));
    for (const { node, url } of loaded()) {
      const tag = await seen.get(url.pathname);
      if (!tags.has(url.pathname) || tags.get(url.pathname) === tag) continue;
      if (node.localName === "script") return location.reload();
      const fresh = `${url.pathname}?v=${encodeURIComponent(state)}`;
      if (!isSheet(node)) { node.src = fresh; continue; }
      // The old sheet is removed once the new one has loaded, so that the page is never without a style.
      const sheet = node.cloneNode();
      sheet.href = fresh;
      sheet.onload = sheet.onerror = () => node.remove();
      node.after(sheet);
    }
    for (const [path, tag] of seen) tags.set(path, await tag);
  }

  let wanted = state;
  let isBusy = false;
  async function update(next) {
    wanted = next;
    if (isBusy || wanted === state) return;
    isBusy = true;
    try {
      while (wanted !== state) {
        const requested = wanted;
        const response = await fetch(location.href, { cache: "no-store" });
        if (!(response.headers.get("content-type") || "").startsWith("text/html")) return location.reload();
        const page = new DOMParser().parseFromString(await response.text(), "text/html");
        const tag = page.querySelector(`script[src="${folder}reload.js"]`);
        if (!tag) return location.reload();
        state = tag.dataset.state;
        tag.remove();
        patch(sent.querySelector("head"), page.head);
        patch(sent.querySelector("body"), page.body);
        sent = page.documentElement;
        await replaceFiles();
        document.dispatchEvent(new CustomEvent("clausebook:patched"));
        await panel();
        // The response is at least as new as the state that was requested.
        if (wanted === requested) wanted = state;
      }
    } catch { /* The server has stopped; the event stream reconnects when it is back. */ } finally { isBusy = false; }
  }

  // The findings: a badge, and a list that it opens. Every text is set as text, never as HTML.
  const make = (tag, properties, ...children) => {
    const node = Object.assign(document.createElement(tag), properties);
    node.append(...children);
    return node;
  };
  const style = make("link", { rel: "stylesheet", href: `${folder}panel.css` });
  // The list scrolls, so that the keyboard must reach it.
  const list = make("ol", { className: "list", id: "clausebook-findings", hidden: true, tabIndex: 0, ariaLabel: "Findings" });
  const badge = make("button", { type: "button", className: "badge", ariaExpanded: "false" });
  badge.setAttribute("aria-controls", list.id);
  // Tells screen readers that the number has changed.
  const said = make("p", { className: "said", role: "status" });
  const box = make("aside", { id: "clausebook-panel", hidden: true, ariaLabel: "Findings of the preview" }, badge, list, said);
  badge.onclick = () => { list.hidden = !list.hidden; badge.ariaExpanded = String(!list.hidden); };
  box.onkeydown = (event) => { if (event.key === "Escape" && !list.hidden) { badge.click(); badge.focus(); } };
  const locationOf = (finding) => {
    const location = `${finding.file}:${finding.line}`;
    if (finding.editor) return make("a", { href: finding.editor, textContent: location });
    const button = make("button", { type: "button", className: "place", title: "Copy", textContent: location });
    button.onclick = async () => {
      await navigator.clipboard?.writeText(location);
      button.textContent = `${location} (copied)`;
    };
    return button;
  };
  async function panel() {
    const response = await fetch(`${folder}findings.json?page=${location.pathname}`, { cache: "no-store" });
    const { findings, count, mark } = await response.json();
    list.replaceChildren(...findings.map((finding) => make("li", { className: `${finding.severity}${finding.here ? " here" : ""}` },
      make("p", {}, make("b", { textContent: finding.code }), ` ${finding.message}`),
      make("p", {}, locationOf(finding)),
      ...(finding.help ? [make("p", { className: "help", textContent: finding.help })] : []))));
    if (count > findings.length) list.append(make("li", { textContent: `and ${count - findings.length} more` }));
    const words = [mark, count && `${count} finding${count === 1 ? "" : "s"}`].filter(Boolean);
    badge.textContent = words.join(" · ");
    badge.className = `badge ${findings.some(({ severity }) => severity === "error") ? "error" : ""}`;
    if (said.textContent !== badge.textContent) said.textContent = badge.textContent;
    if (!count) { list.hidden = true; badge.ariaExpanded = "false"; }
    box.hidden = !words.length;
  }

  // A browser allows few connections to one host: of the visible pages one listens and forwards the events, and hidden
  // pages update when they become visible.
  const others = new BroadcastChannel("clausebook");
  let stream;
  let leaving;
  let timer;
  let last;
  function receive({ state: next, page }) {
    if (document.hidden) return;
    if (page && page !== location.pathname) location.assign(page);
    else update(next);
  }
  others.onmessage = ({ data }) => {
    if (data !== "state?") receive(data);
    else if (last) others.postMessage({ state: last.state });
  };
  function listen() {
    clearTimeout(timer);
    if (document.hidden || leaving) return;
    leaving = new AbortController();
    const { signal } = leaving;
    const hold = () => new Promise((done) => {
      signal.addEventListener("abort", done);
      stream = new EventSource(`${folder}events`);
      stream.addEventListener("state", ({ data }) => {
        last = JSON.parse(data);
        others.postMessage(last);
        receive(last);
      });
      stream.onerror = () => { leave(); timer = setTimeout(listen, 500); };
    });
    others.postMessage("state?");
    // Browsers offer locks only for this machine and for encrypted addresses; elsewhere every page opens a stream of its own.
    (navigator.locks?.request("clausebook", { signal }, hold) ?? hold()).catch(() => {});
  }
  function leave() {
    stream?.close();
    leaving?.abort();
    stream = leaving = last = undefined;
  }
  document.addEventListener("visibilitychange", () => { if (document.hidden) { clearTimeout(timer); leave(); } else listen(); });
  addEventListener("pagehide", leave);
  addEventListener("pageshow", (event) => { if (event.persisted) listen(); });

  document.head.append(style);
  document.body.append(box);
  storeTags().then(panel).catch(() => {});
  listen();
})();
