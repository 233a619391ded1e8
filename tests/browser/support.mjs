// What the browser tests share: a site in a folder of its own, the real program serving it, a browser.
import { spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const folder = dirname(fileURLToPath(import.meta.url));
export const repository = resolve(folder, "../..");

/** The time limit of every wait, in milliseconds. */
export const patience = 20_000;

/** The browser: what CHROMIUM names, else the first one found on PATH. */
export function chromium() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
  const places = (process.env.PATH ?? "").split(delimiter).flatMap((place) => names.map((name) => join(place, name)));
  return places.find((path) => existsSync(path));
}

/** The program: what CLAUSEBOOK_BINARY names, else the release build, else the debug build. */
export function binary() {
  if (process.env.CLAUSEBOOK_BINARY) return process.env.CLAUSEBOOK_BINARY;
  const target = resolve(repository, process.env.CARGO_TARGET_DIR ?? "target");
  return ["release", "debug"].map((profile) => join(target, profile, "clausebook")).find((path) => existsSync(path));
}

/** Starts the browser; it ends with the test `t`. */
export async function browser(t) {
  const { chromium: engine } = await import("playwright-core");
  // The sandbox does not work in containers, and the pages are trusted.
  const quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"];
  const started = await engine.launch({ executablePath: chromium(), args: quiet });
  t.after(() => started.close());
  return started;
}

/** A folder with a site or a built site; it is removed when the test ends. */
export class Site {
  /** `files` maps paths to texts. */
  constructor(t, files = {}) {
    this.root = mkdtempSync(join(tmpdir(), "clausebook-browser-"));
    t.after(() => rmSync(this.root, { recursive: true, force: true }));
    for (const [path, text] of Object.entries(files)) this.write(path, text);
  }

  /** A copy of what is in `from`, relative to the repository. */
  static copy(t, from, parts) {
    const site = new Site(t);
    for (const part of parts) cpSync(join(repository, from, part), join(site.root, part), { recursive: true });
    return site;
  }

  path(path) {
    return join(this.root, path);
  }

  write(path, text) {
    mkdirSync(dirname(this.path(path)), { recursive: true });
    writeFileSync(this.path(path), text);
  }

  /** Saves as many editors do: writes a temporary file, then renames it. */
  replace(path, text) {
    const beside = join(dirname(this.path(path)), ".saved.tmp");
    writeFileSync(beside, text);
    renameSync(beside, this.path(path));
  }

  remove(path) {
    rmSync(this.path(path), { recursive: true, force: true });
  }

  /** Runs a command of the program on the site, and fails unless it succeeds. */
  run(...command) {
    const ran = spawnSync(binary(), ["--root", this.root, ...command], { encoding: "utf8" });
    if (ran.status !== 0) throw new Error(`${command.join(" ")}: ${ran.status}\n${ran.stdout}${ran.stderr}`);
    return ran.stdout;
  }

  /** Serves the site until the test ends. */
  async serve(t, ...options) {
    const preview = new Preview(this.root, options);
    t.after(() => preview.stop());
    await preview.start();
    return preview;
  }
}

/** The preview of a site, on a port that it keeps over a restart. */
class Preview {
  #root;
  #options;
  #process;
  #port = 0;

  constructor(root, options) {
    this.#root = root;
    this.#options = options;
  }

  async start() {
    const command = ["--root", this.#root, "serve", "--port", String(this.#port), ...this.#options];
    this.#process = spawn(binary(), command, { stdio: ["ignore", "pipe", "inherit"] });
    let said = "";
    this.address = await new Promise((found, failed) => {
      const late = setTimeout(() => failed(new Error(`not ready in time:\n${said}`)), patience);
      this.#process.once("exit", (status) => failed(new Error(`ended with ${status}:\n${said}`)));
      this.#process.stdout.on("data", (text) => {
        said += text;
        const address = /serving (http:\S+)/.exec(said)?.[1];
        if (address) found(clearTimeout(late) ?? address);
      });
    });
    this.#port = Number(new URL(this.address).port);
  }

  /** The address of a path of the site. */
  url(path) {
    return new URL(path, this.address).href;
  }

  async stop() {
    const ended = this.#process;
    if (!ended || ended.exitCode !== null || ended.signalCode !== null) return;
    const gone = new Promise((done) => ended.once("exit", done));
    ended.kill("SIGKILL");
    await gone;
  }
}
