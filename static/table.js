// Filters and sorts the tables that `clausebook.js` has marked.
"use strict";
(() => {
  const all = (selector, inside = document) => [...inside.querySelectorAll(selector)];
  const make = (tag, properties) => Object.assign(document.createElement(tag), properties);
  const labels = {
    rows_shown: "{shown} of {count} rows",
    no_row: "No row has these words.",
    sort_by: "Sort by {column}",
    ...JSON.parse(document.getElementById("Labels")?.textContent ?? "{}"),
  };
  const { lang } = document.documentElement;
  const number = new Intl.NumberFormat(lang, { useGrouping: "min2" });
  // A label with these values; `count` chooses its form.
  function fill(label, values) {
    const form = label.other ? label[new Intl.PluralRules(labels.language ?? "en").select(values.count)] ?? label.other : label;
    return form.replace(/\{([a-z_]+)\}/g, (name, key) => (typeof values[key] === "number" ? number.format(values[key]) : values[key] ?? name));
  }
  const order = new Intl.Collator(lang, { numeric: true, sensitivity: "base" });

  // The text of a cell as in its CSV file: without footnote marks, with line breaks and alternatives of images.
  function text(cell) {
    if (!cell?.querySelector("br, img, .footnote-ref, .row-anchor")) return cell?.textContent.trim() ?? "";
    const copy = cell.cloneNode(true);
    copy.querySelectorAll(".footnote-ref, .row-anchor").forEach((mark) => mark.remove());
    copy.querySelectorAll("br, img").forEach((part) => part.replaceWith(part.alt ?? "\n"));
    return copy.textContent.trim();
  }

  // While a table is filtered, its columns keep the widths that they had.
  const parts = (table) => [table, ...table.tHead.rows[0].cells];
  function hold(table) {
    if (table.style.tableLayout) return;
    const widths = parts(table).map((part) => part.getBoundingClientRect().width);
    parts(table).forEach((part, index) => { part.style.width = `${widths[index]}px`; });
    table.style.tableLayout = "fixed";
  }
  function release(table) {
    parts(table).forEach((part) => part.removeAttribute("style"));
  }
  for (const change of ["resize", "beforeprint"]) addEventListener(change, () => all(".has-tools table").forEach(release));

  function filter(table, scroll, rows) {
    const field = document.getElementById(scroll.dataset.filter);
    if (!field) return;
    const [count] = all("output", field.parentElement);
    const empty = make("tbody", { className: "no-row" });
    empty.insertRow().append(make("td", { colSpan: table.tHead.rows[0].cells.length, textContent: labels.no_row }));
    field.oninput = () => {
      const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      if (words.length) hold(table);
      else release(table);
      for (const row of rows) {
        // A row that stands for several requirements has the ids of all.
        const inside = [...row.cells].map(text).concat(all("[id]", row).map((each) => each.id)).join("\n").toLowerCase();
        const isIn = words.every((word) => inside.includes(word));
        row.classList.toggle("is-out", !isIn);
        shown += isIn;
      }
      scroll.classList.toggle("is-filtered", words.length > 0);
      if (shown) empty.remove();
      else table.append(empty);
      count.textContent = words.length ? fill(labels.rows_shown, { shown, count: rows.length }) : "";
    };
    // What was typed before this script came.
    field.oninput();
  }

  function sort(table, rows) {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const button = make("button", { type: "button", className: "sort", ariaLabel: fill(labels.sort_by, { column: text(head).replace("\n", " ") }) });
      head.append(button);
      button.onclick = () => {
        const next = { ascending: "descending", descending: "" }[head.ariaSort] ?? "ascending";
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        if (next) head.ariaSort = next;
        const sign = { ascending: 1, descending: -1 }[next];
        const keys = rows.map((row) => [row, text(row.cells[column])]);
        if (sign) keys.sort(([, a], [, b]) => sign * order.compare(a, b));
        table.tBodies[0].append(...keys.map(([row]) => row));
      };
    });
  }

  function enhance() {
    for (const scroll of all(":is(.is-sorted, [data-filter]):not(.has-tools)")) {
      const table = scroll.querySelector("table");
      const rows = [...table.tBodies[0].rows];
      filter(table, scroll, rows);
      if (scroll.matches(".is-sorted")) sort(table, rows);
      scroll.classList.add("has-tools");
    }
  }
  enhance();
  document.addEventListener("clausebook:patched", enhance);
})();
