// Keeps an open page the same as its source: asks again when the server tells of a change, and patches what
// differs. What scripts and readers did to the page since (open folds, copied buttons, focus) is left alone,
// because the new page is compared with the last one as it was sent, not with the one on the screen.
"use strict";
(() => {
  const own = "/__clausebook/";
  const script = document.currentScript;
  let state = script.dataset.state;
  script.remove();

  // The page as it was sent, and for each of its nodes the one on the screen.
  let sent = document.documentElement.cloneNode(true);
  const shown = new WeakMap();
  const pair = (from, to) => {
    shown.set(from, to);
    for (let a = from.firstChild, b = to.firstChild; a && b; a = a.nextSibling, b = b.nextSibling) pair(a, b);
  };
  pair(sent, document.documentElement);
  // A node that is the same as before keeps its place on the screen.
  const keep = (before, after) => {
    const live = shown.get(before);
    if (live) shown.set(after, live);
    for (let a = before.firstChild, b = after.firstChild; a && b; a = a.nextSibling, b = b.nextSibling) keep(a, b);
  };

  const isSheet = (node) => node.localName === "link" && node.rel === "stylesheet";
  const alike = (a, b) => a.nodeType === b.nodeType && a.nodeName === b.nodeName && (a.id || "") === (b.id || "");

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
      // What a script put behind the last node stays behind it.
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

  // Which old node each new one goes on with: the equal one, else the next of the same kind.
  function matches(old, fresh) {
    const taken = new Set();
    const moved = new Set();
    let from = 0;
    const list = fresh.map((to) => {
      let at = old.findIndex((node, index) => index >= from && node.isEqualNode(to));
      if (at < 0 && old[from] && alike(old[from], to) && !fresh.some((other) => other !== to && other.isEqualNode(old[from]))) at = from;
      if (at < 0 && to.id) at = old.findIndex((node) => !taken.has(node) && alike(node, to));
      if (at < 0) return { to };
      if (at < from) moved.add(old[at]);
      from = Math.max(from, at + 1);
      taken.add(old[at]);
      return { from: old[at], to };
    });
    return { list, taken, moved };
  }

  // Files that the page loads: their tags tell whether they changed.
  const tags = new Map();
  const loaded = () => [...document.querySelectorAll("link[rel=stylesheet], script[src], img[src]")]
    .map((node) => ({ node, url: new URL(node.href || node.src, location.href) }))
    .filter(({ url }) => url.origin === location.origin && !url.pathname.startsWith(own));
  const tagOf = (url) => fetch(url, { method: "HEAD", cache: "no-store" }).then((answer) => answer.headers.get("etag"));
  const bare = (url) => url.pathname;
  async function note() {
    await Promise.all(loaded().map(async ({ url }) => { if (!tags.has(bare(url))) tags.set(bare(url), await tagOf(bare(url))); }));
  }
  async function swap() {
    const seen = new Map();
    for (const { url } of loaded()) if (!seen.has(bare(url))) seen.set(bare(url), tagOf(bare(url)));
    for (const { node, url } of loaded()) {
      const tag = await seen.get(bare(url));
      if (!tags.has(bare(url)) || tags.get(bare(url)) === tag) continue;
      if (node.localName === "script") return location.reload();
      const fresh = `${bare(url)}?v=${encodeURIComponent(state)}`;
      if (!isSheet(node)) { node.src = fresh; continue; }
      // The old sheet goes when the new one is there.
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
        const asked = wanted;
        const answer = await fetch(location.href, { cache: "no-store" });
        if (!(answer.headers.get("content-type") || "").startsWith("text/html")) return location.reload();
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const tag = page.querySelector(`script[src="${own}reload.js"]`);
        if (!tag) return location.reload();
        state = tag.dataset.state;
        tag.remove();
        patch(sent.querySelector("head"), page.head);
        patch(sent.querySelector("body"), page.body);
        sent = page.documentElement;
        await swap();
        document.dispatchEvent(new CustomEvent("clausebook:patched"));
        await panel();
        // What was sent is at least as new as what was asked for.
        if (wanted === asked) wanted = state;
      }
    } catch { /* The server is away; the stream tells when it is back. */ } finally { isBusy = false; }
  }

  // The findings: a badge, and a list behind it. Every text is set as text.
  const make = (tag, properties, ...inside) => {
    const node = Object.assign(document.createElement(tag), properties);
    node.append(...inside);
    return node;
  };
  const style = make("link", { rel: "stylesheet", href: `${own}panel.css` });
  const list = make("ol", { className: "list", hidden: true });
  const badge = make("button", { type: "button", className: "badge" });
  const box = make("aside", { id: "clausebook-panel", hidden: true, ariaLabel: "Findings" }, list, badge);
  badge.onclick = () => { list.hidden = !list.hidden; badge.ariaExpanded = String(!list.hidden); };
  box.onkeydown = (event) => { if (event.key === "Escape") { list.hidden = true; badge.focus(); } };
  const place = (finding) => {
    const where = `${finding.file}:${finding.line}`;
    if (finding.editor) return make("a", { href: finding.editor, textContent: where });
    const button = make("button", { type: "button", className: "place", title: "Copy", textContent: where });
    button.onclick = async () => {
      await navigator.clipboard?.writeText(where);
      button.textContent = `${where} (copied)`;
    };
    return button;
  };
  async function panel() {
    const answer = await fetch(`${own}findings.json?page=${location.pathname}`, { cache: "no-store" });
    const { findings, count, mark } = await answer.json();
    list.replaceChildren(...findings.map((finding) => make("li", { className: `${finding.severity}${finding.here ? " here" : ""}` },
      make("p", {}, make("b", { textContent: finding.code }), ` ${finding.message}`),
      make("p", {}, place(finding)),
      ...(finding.help ? [make("p", { className: "help", textContent: finding.help })] : []))));
    if (count > findings.length) list.append(make("li", { textContent: `and ${count - findings.length} more` }));
    const words = [mark, count && `${count} finding${count === 1 ? "" : "s"}`].filter(Boolean);
    badge.textContent = words.join(" · ");
    badge.className = `badge ${findings.some(({ severity }) => severity === "error") ? "error" : ""}`;
    if (!count) list.hidden = true;
    box.hidden = !words.length;
  }

  // A browser allows few connections to one host: of the pages that are shown one listens for all, and hidden
  // pages catch up when they are shown.
  const others = new BroadcastChannel("clausebook");
  let stream;
  let leaving;
  let timer;
  let last;
  function hear({ state: next, page }) {
    if (document.hidden) return;
    if (page && page !== location.pathname) location.assign(page);
    else update(next);
  }
  others.onmessage = ({ data }) => {
    if (data !== "news?") hear(data);
    else if (last) others.postMessage({ state: last.state });
  };
  function listen() {
    clearTimeout(timer);
    if (document.hidden || leaving) return;
    leaving = new AbortController();
    const { signal } = leaving;
    const hold = () => new Promise((done) => {
      signal.addEventListener("abort", done);
      stream = new EventSource(`${own}events`);
      stream.addEventListener("state", ({ data }) => {
        last = JSON.parse(data);
        others.postMessage(last);
        hear(last);
      });
      stream.onerror = () => { leave(); timer = setTimeout(listen, 500); };
    });
    others.postMessage("news?");
    // Browsers lend locks to this machine and to encrypted addresses only; elsewhere every page listens for itself.
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
  note().then(panel).catch(() => {});
  listen();
})();
