// The map of a framework by keyboard: it is one stop of the Tab key, and the arrow keys go from cell to cell.
"use strict";
(() => {
  // The nearest cell above or below; one straight above counts as nearer than one beside it.
  function beyond(cells, from, sign) {
    const box = from.getBoundingClientRect();
    const distance = (cell) => {
      const { left, top } = cell.getBoundingClientRect();
      const down = (top - box.top) * sign;
      return down > 4 ? down + 3 * Math.abs(left - box.left) : Infinity;
    };
    const all = cells.map((cell) => [distance(cell), cell]).filter(([far]) => far < Infinity);
    return all.reduce((best, next) => (next[0] < best[0] ? next : best), [Infinity])[1];
  }

  function enhance() {
    const map = document.querySelector(".map-rows:not(.is-handy)");
    const cells = [...map?.querySelectorAll(".map a") ?? []];
    if (!cells.length) return;
    map.classList.add("is-handy");
    let [stop] = cells;
    for (const cell of cells) cell.setAttribute("tabindex", cell === stop ? 0 : -1);
    const cellOf = (event) => event.target.closest(".map a");
    map.addEventListener("focusin", (event) => {
      const cell = cellOf(event);
      if (!cell) return;
      stop.setAttribute("tabindex", -1);
      cell.setAttribute("tabindex", 0);
      stop = cell;
    });
    map.addEventListener("keydown", (event) => {
      const cell = cellOf(event);
      if (!cell || event.ctrlKey || event.metaKey || event.altKey) return;
      const at = cells.indexOf(cell);
      const own = [...cell.ownerSVGElement.querySelectorAll("a")];
      const next = {
        ArrowLeft: () => cells[at - 1], ArrowRight: () => cells[at + 1], Home: () => own[0], End: () => own.at(-1),
        ArrowUp: () => beyond(cells, cell, -1), ArrowDown: () => beyond(cells, cell, 1),
      }[event.key];
      if (!next) return;
      event.preventDefault();
      next()?.focus();
    });
    for (const hint of document.querySelectorAll(".map-keys")) hint.hidden = false;
  }
  enhance();
  document.addEventListener("clausebook:patched", enhance);
})();
