// Draws code in Mermaid with the script that the site supplies, in the colours of the theme. The content security policy
// of the site allows no inline style: style sheets are adopted, and styles of elements are set as properties.
"use strict";
(async () => {
  const { mermaid } = window;
  const blocks = [...document.querySelectorAll(".diagram")];
  if (!mermaid || blocks.length === 0) return;
  const sources = blocks.map((block) => block.querySelector("code").textContent);
  const setAttribute = Element.prototype.setAttribute;
  const insertBefore = Node.prototype.insertBefore;

  function adopt(text) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    return sheet;
  }

  // The picture of a source and its style sheets. While Mermaid measures its text, its styles must count.
  async function drawn(id, source) {
    const before = document.adoptedStyleSheets;
    const sheets = [];
    Element.prototype.setAttribute = function (name, value) {
      if (name === "style" && this.style) this.style.cssText = value;
      else setAttribute.call(this, name, value);
    };
    Node.prototype.insertBefore = function (node, next) {
      if (node.localName !== "style") return insertBefore.call(this, node, next);
      sheets.push(node.textContent);
      adopt(node.textContent);
      return node;
    };
    try {
      return [(await mermaid.render(id, source)).svg, sheets];
    } finally {
      Element.prototype.setAttribute = setAttribute;
      Node.prototype.insertBefore = insertBefore;
      document.adoptedStyleSheets = before;
    }
  }

  // The picture as an element whose styles the policy lets count.
  function picture(svg) {
    const unstyled = svg.replace(/<style[^>]*>[^]*?<\/style>/g, "").replace(/<[^>]+>/g, (tag) => tag.replace(/ style=/g, " data-style="));
    const drawing = document.adoptNode(new DOMParser().parseFromString(unstyled, "text/html").querySelector("svg"));
    for (const element of [drawing, ...drawing.querySelectorAll("[data-style]")]) {
      element.style.cssText = element.dataset.style ?? "";
      delete element.dataset.style;
    }
    return drawing;
  }

  let adopted = [];
  async function draw() {
    const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    const probe = document.createElement("i");
    const resolved = (name) => {
      probe.style.color = `var(${name})`;
      document.body.append(probe);
      const [r, g, b] = getComputedStyle(probe).color.match(/[\d.]+/g).map(Number);
      probe.remove();
      return `#${[r, g, b].map((part) => Math.round(part).toString(16).padStart(2, "0")).join("")}`;
    };
    const [paper, ink, soft, sunk] = ["--paper", "--ink", "--soft", "--sunk"].map(resolved);
    mermaid.initialize({
      startOnLoad: false,
      securityLevel: "strict",
      theme: "base",
      fontFamily: colour("--sans") || "sans-serif",
      themeVariables: {
        background: paper, mainBkg: sunk, primaryColor: sunk, primaryTextColor: ink, primaryBorderColor: soft,
        secondaryColor: paper, tertiaryColor: paper, lineColor: soft, textColor: ink, noteBkgColor: sunk, noteTextColor: ink,
        noteBorderColor: soft,
      },
    });
    const sheets = [];
    for (const [index, block] of blocks.entries()) {
      try {
        const [svg, styles] = await drawn(`diagram-${index + 1}`, sources[index]);
        sheets.push(...styles);
        block.classList.remove("code");
        delete block.dataset.lang;
        block.replaceChildren(picture(svg));
      } catch (error) {
        // The source stays, so that nothing is lost.
        console.warn(`This diagram cannot be drawn: ${error.message}`);
      }
    }
    const others = document.adoptedStyleSheets.filter((sheet) => !adopted.includes(sheet));
    document.adoptedStyleSheets = others;
    adopted = sheets.map(adopt);
  }

  await draw();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  new MutationObserver(draw).observe(document.documentElement, { attributeFilter: ["data-theme"] });
})();
