// Screenshots of the key pages of the product's own site: `node tests/browser/screenshots.mjs [FOLDER]`. One of them,
// `page.png`, is what README shows: `content/manual/page.png`.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { finish, guide, kinds, reader, views } from "./host.mjs";

const pages = { ...kinds, search: "/pci-dss/introduction/" };
const folder = process.argv[2] ?? "target/screenshots";
const ends = [];
const t = { after: (end) => ends.unshift(end) };
try {
  mkdirSync(folder, { recursive: true });
  const url = await guide();
  const widths = {
    laptop: { viewport: { width: 1024, height: 768 } }, tablet: { viewport: { width: 768, height: 1024 } }, narrow: { viewport: { width: 320, height: 640 } },
  };
  for (const [name, view] of Object.entries({ ...views, ...widths })) {
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
  const page = await reader(t, { viewport: { width: 1280, height: 800 } });
  await page.goto(url("/pci-dss/requirements/"), { waitUntil: "networkidle" });
  await page.screenshot({ path: join(folder, "page.png") });
} finally {
  for (const end of ends) await end();
  await finish();
}
console.log(`pictures of ${Object.keys(pages).length} pages in ${folder}`);
