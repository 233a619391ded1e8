// Tables made handier where scripts run: a filter over long ones, columns that sort, links to rows.
"use strict";
(() => {
  const all = (selector, inside = document) => [...inside.querySelectorAll(selector)];
  const make = (tag, properties) => Object.assign(document.createElement(tag), properties);
  const order = new Intl.Collator(document.documentElement.lang || "en", { numeric: true, sensitivity: "base" });
  const text = (row, column) => row.cells[column]?.textContent.trim() ?? "";
  const isLong = (table) => table.tBodies[0]?.rows.length > 12;

  function filter(table, scroll) {
    const rows = [...table.tBodies[0].rows];
    const tools = make("span", { className: "table-tools" });
    const label = make("label", { textContent: "Filter" });
    const field = make("input", { type: "search", autocomplete: "off", spellcheck: false });
    const count = make("output", {});
    field.id = `filter-${all(".table-tools").length + 1}`;
    label.htmlFor = field.id;
    field.oninput = () => {
      const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const row of rows) {
        const isIn = words.every((word) => row.textContent.toLowerCase().includes(word));
        row.classList.toggle("is-out", !isIn);
        shown += isIn;
      }
      scroll.classList.toggle("is-filtered", words.length > 0);
      count.textContent = words.length ? `${shown} of ${rows.length} rows` : "";
    };
    tools.append(label, field, count);
    const head = table.querySelector(".table-head");
    if (head) head.append(tools);
    else scroll.before(tools);
  }

  function sort(table) {
    const body = table.tBodies[0];
    const heads = [...table.tHead.rows[0].cells];
    const written = [...body.rows];
    heads.forEach((head, column) => {
      const button = make("button", { type: "button", className: "sort", ariaLabel: `Sort by ${head.textContent.trim()}` });
      head.append(button);
      button.onclick = () => {
        const next = { ascending: "descending", descending: "none" }[head.ariaSort] ?? "ascending";
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        const sorted = [...written];
        if (next !== "none") {
          const sign = next === "ascending" ? 1 : -1;
          sorted.sort((a, b) => sign * order.compare(text(a, column), text(b, column)));
          head.ariaSort = next;
        }
        body.append(...sorted);
      };
    });
  }

  function rowAnchors(table) {
    for (const row of table.tBodies[0].rows) {
      if (!row.id || row.cells[0].tagName !== "TH") continue;
      const link = make("a", { className: "row-anchor", href: `#${encodeURIComponent(row.id)}`, textContent: "§", tabIndex: -1 });
      link.ariaHidden = "true";
      row.cells[0].prepend(link);
    }
  }

  function enhance() {
    for (const scroll of all(".table-scroll:not(.is-handy)")) {
      const table = scroll.querySelector("table");
      if (!table?.tHead?.rows.length || !table.tBodies.length) continue;
      const isData = scroll.closest(".data-table");
      if (!isData && !isLong(table)) continue;
      scroll.classList.add("is-handy");
      if (isLong(table)) filter(table, scroll);
      if (table.tBodies[0].rows.length > 2) sort(table);
      if (isData) rowAnchors(table);
    }
  }
  enhance();
  document.addEventListener("clausebook:patched", enhance);
})();
