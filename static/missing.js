// The 404 page suggests the pages of the site map whose address is nearest to the requested one.
"use strict";
(async () => {
  const place = document.querySelector(".nearest");
  const list = place.querySelector("ol");
  const read = async (url, type) => {
    const answer = await fetch(url);
    return answer.ok ? new DOMParser().parseFromString(await answer.text(), type) : undefined;
  };

  // The edit distance of two texts.
  function distance(one, other) {
    let row = Array.from({ length: other.length + 1 }, (_, index) => index);
    for (let i = 1; i <= one.length; i += 1) {
      const next = [i];
      for (let j = 1; j <= other.length; j += 1) {
        next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (one[i - 1] === other[j - 1] ? 0 : 1));
      }
      row = next;
    }
    return row[other.length];
  }

  const parts = (path) => decodeURI(path).toLowerCase().replace(/(index)?\.html?$/, "").split("/").filter(Boolean);
  const wanted = parts(location.pathname);
  const last = wanted.at(-1) ?? "";
  // A page that has moved usually keeps its name, so the last segment counts more.
  function farness(path) {
    const steps = parts(path);
    const name = steps.at(-1) ?? "";
    const ofName = distance(name, last) / Math.max(name.length, last.length, 1);
    const whole = steps.join("/");
    return ofName + 0.5 * distance(whole, wanted.join("/")) / Math.max(whole.length, 1);
  }

  const map = await read(place.dataset.map, "application/xml");
  if (!map || !last) return;
  const paths = [...map.getElementsByTagName("loc")].map(({ textContent }) => new URL(textContent, location).pathname);
  const near = paths.map((path) => ({ path, far: farness(path) })).filter(({ far }) => far < 0.75).sort((a, b) => a.far - b.far).slice(0, 3);
  for (const { path } of near) {
    const page = await read(path, "text/html");
    const link = Object.assign(document.createElement("a"), { href: path, textContent: page?.querySelector("h1")?.textContent ?? path });
    const address = Object.assign(document.createElement("p"), { textContent: decodeURI(path) });
    const item = document.createElement("li");
    item.append(link, address);
    list.append(item);
  }
  place.hidden = !near.length;
})();
