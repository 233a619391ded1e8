// Pictures of the key pages of the product's own site: `node tests/browser/screenshots.mjs [FOLDER]`.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { host, reader, views } from "./host.mjs";
import { Site } from "./support.mjs";

const pages = {
  home: "/", section: "/pci-dss/", article: "/pci-dss/container-images/", code: "/manual/shortcodes/", settings: "/manual/configuration/",
  tags: "/tags/", missing: "/nowhere/external-scanning/", search: "/pci-dss/introduction/",
};
const folder = process.argv[2] ?? "target/screenshots";
const ends = [];
const t = { after: (end) => ends.unshift(end) };
try {
  mkdirSync(folder, { recursive: true });
  const site = Site.copy(t, ".", ["content", "clausebook.yaml"]);
  site.run("build", "--quiet");
  const url = await host(t, site.path("public"));
  for (const [name, view] of Object.entries({ ...views, tablet: { viewport: { width: 768, height: 1024 } } })) {
    const page = await reader(t, view);
    for (const [title, path] of Object.entries(pages)) {
      await page.goto(url(path), { waitUntil: "networkidle" });
      if (title === "search") {
        await page.keyboard.press("/");
        await page.locator(".search input").fill("scope of a scan");
        await page.locator(".search [role=option]").first().waitFor();
      }
      await page.screenshot({ path: join(folder, `${title}-${name}.png`) });
    }
  }
} finally {
  for (const end of ends) await end();
}
console.log(`pictures of ${Object.keys(pages).length} pages in ${folder}`);
