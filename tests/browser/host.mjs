// A built site behind a server that behaves as static hosts do: folders, `_headers`, the 404 page. Also the
// size, errors and accessibility of its pages. The product's own site is built once for each test file.
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, extname, join, normalize } from "node:path";
import { after } from "node:test";
import { browser, patience, repository, Site } from "./support.mjs";

const types = {
  ".css": "text/css", ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".json": "application/json",
  ".png": "image/png", ".svg": "image/svg+xml", ".txt": "text/plain", ".xml": "application/xml",
};
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** The headers of `_headers` for every path. */
export function headers(folder) {
  const lines = readFileSync(join(folder, "_headers"), "utf8").split("\n").filter((line) => line.startsWith("  "));
  return Object.fromEntries(lines.map((line) => line.trim().split(/: (.*)/s)));
}

/** A port that nothing listens at. */
async function freePort() {
  const server = createServer();
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address();
  await new Promise((closed) => server.close(closed));
  return port;
}

/** As `host`, by the nginx that CLAUSEBOOK_NGINX names, with the configuration of the manual. */
async function nginxHost(t, folder, base) {
  const manual = readFileSync(join(repository, "content/manual/hosting.md"), "utf8");
  const at = (language) => manual.split(`\`\`\`${language}\n`)[1].split("```")[0];
  const own = mkdtempSync(join(tmpdir(), "clausebook-nginx-"));
  const port = await freePort();
  // The site lies below the root where its base says.
  const root = base === "/" ? folder : join(own, "root");
  if (base !== "/") {
    mkdirSync(join(root, dirname(base.replace(/\/$/, ""))), { recursive: true });
    symlinkSync(folder, join(root, base.replace(/\/$/, "")));
  }
  const shell = at("sh").split("\n")[0].replace("public/_headers", `'${join(folder, "_headers")}'`).replace("headers.conf", `'${join(own, "headers.conf")}'`);
  if (spawnSync("sh", ["-c", shell]).status !== 0) throw new Error(shell);
  const server = at("nginx").replace("listen 80", `listen 127.0.0.1:${port}`).replace("/srv/docs/public", root)
    .replace("/srv/docs/headers.conf", join(own, "headers.conf")).replace("include mime.types", "include /etc/nginx/mime.types")
    .replace("404 /404.html", `404 ${base}404.html`);
  const folders = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((name) => `${name}_temp_path ${own}/${name};`).join("\n");
  writeFileSync(join(own, "nginx.conf"), `daemon off;\nmaster_process off;\npid ${own}/pid;\nerror_log ${own}/error.log;\nevents {}\nhttp {\naccess_log off;\n${folders}\n${server}}\n`);
  const program = spawn(process.env.CLAUSEBOOK_NGINX, ["-e", join(own, "error.log"), "-c", join(own, "nginx.conf")], { stdio: "inherit" });
  t.after(() => { program.kill("SIGKILL"); rmSync(own, { recursive: true, force: true }); });
  const address = `http://127.0.0.1:${port}`;
  const until = Date.now() + patience;
  while (!(await fetch(address).then(() => true, () => false))) {
    if (program.exitCode !== null || Date.now() > until) throw new Error(`nginx does not start: ${readFileSync(join(own, "error.log"), "utf8")}`);
    await new Promise((go) => setTimeout(go, 50));
  }
  return (path) => `${address}${base.replace(/\/$/, "")}${path}`;
}

/** Serves the built site in `folder` below `base` until the test ends; returns a function from paths to addresses. */
export async function host(t, folder, base = "/") {
  if (process.env.CLAUSEBOOK_NGINX) return nginxHost(t, folder, base);
  const sent = headers(folder);
  const file = (path) => {
    const full = join(folder, normalize(path));
    return statSync(full, { throwIfNoEntry: false })?.isFile() ? full : undefined;
  };
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://x").pathname);
    const below = path.startsWith(base) ? path.slice(base.length) : "\0";
    const found = below.includes("\0") ? undefined : file(below.endsWith("/") || !below ? `${below}index.html` : below);
    response.writeHead(found ? 200 : 404, { ...sent, "Content-Type": found ? types[extname(found)] ?? "application/octet-stream" : types[".html"] });
    response.end(readFileSync(found ?? file("404.html")));
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  t.after(() => server.closeAllConnections?.() ?? server.close());
  t.after(() => server.close());
  return (path) => `http://127.0.0.1:${server.address().port}${base.replace(/\/$/, "")}${path}`;
}

/** Every kind of page, of the product's own guide and manual. */
export const kinds = {
  home: "/", section: "/pci-dss/", article: "/pci-dss/container-images/", citations: "/pci-dss/evidence/",
  matrix: "/pci-dss/responsibility/", mapping: "/pci-dss/nist-800-53/", print: "/pci-dss/print/", register: "/documents/",
  frameworks: "/frameworks/", framework: "/frameworks/pci-dss/", requirement: "/frameworks/pci-dss/6/",
  coverage: "/frameworks/pci-dss/coverage/", changes: "/frameworks/pci-dss/changes/", crosswalk: "/frameworks/pci-dss/crosswalk/",
  profile: "/frameworks/pci-dss/coverage/online-shop/", party: "/pci-dss/responsibility/responsibility/provider/", glossary: "/pci-dss/glossary/",
  manual: "/manual/shortcodes/", tags: "/tags/", tag: "/tags/assessment/", missing: "/nowhere/container-image/",
};

// Resources that the tests of one file share are released at its end.
const ends = [];
const subject = { after: (end) => ends.unshift(end) };
/** Releases the resources that the tests of a file share. */
export const finish = async () => { for (const end of ends.splice(0)) await end(); };
after(finish);
const once = (make) => {
  let made;
  return () => (made ??= make());
};
const engine = once(() => browser(subject));

/** The product's own site, built and hosted; returns a function from paths to addresses. */
export const guide = once(async () => host(subject, (await ownSite()).path("public")));

/** The product's own site, built. */
export const ownSite = once(async () => {
  const site = Site.copy(subject, ".", ["content", "clausebook.yaml"]);
  site.run("build", "--quiet");
  return site;
});

/** Viewports, colour schemes and preferences. */
export const views = {
  light: { viewport: { width: 1440, height: 900 }, colorScheme: "light" },
  dark: { viewport: { width: 1440, height: 900 }, colorScheme: "dark" },
  phone: { viewport: { width: 390, height: 844 }, colorScheme: "light", hasTouch: true, isMobile: true },
};

/** A page that records its requests and its errors. */
export async function reader(t, options = views.light) {
  const context = await (await engine()).newContext(options);
  t.after(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(patience);
  page.loaded = [];
  page.faults = [];
  page.on("requestfinished", async (request) => {
    // A page may be closed while its last request is finished: nobody asks for its size then.
    const response = await request.response().catch(() => undefined);
    if (!response) return;
    const length = (await response.body().catch(() => "")).length;
    page.loaded.push({ url: request.url(), length, isScript: /javascript/.test(response.headers()["content-type"] ?? "") });
  });
  page.on("console", (message) => { if (message.type() === "error" && !/status of 404/.test(message.text())) page.faults.push(message.text()); });
  page.on("pageerror", (error) => page.faults.push(String(error)));
  return page;
}

/** The findings of axe-core, best practices included, as lines. */
export async function inaccessible(page) {
  await page.evaluate(axe);
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const { violations } = await page.evaluate((runOnly) => window.axe.run(document, { runOnly }), tags);
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} at ${target}: ${failureSummary}`));
}

export const isTooWide = (page) => page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
