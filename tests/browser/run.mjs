// Runs the tests that need a real browser: every test file in this folder, or those named as arguments.
// Skipped with a message where there is no browser, no installed package or no program to test.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { binary, folder, chromium } from "./support.mjs";

function missing() {
  if (!existsSync(join(folder, "node_modules/playwright-core"))) return "run `npm ci` in tests/browser first";
  if (!chromium()) return "no Chromium: install it, or name it in CHROMIUM";
  if (!binary()) return "no program: run `cargo build` first, or name it in CLAUSEBOOK_BINARY";
  return undefined;
}

const own = ["host.mjs", "run.mjs", "screenshots.mjs", "support.mjs"];
const all = readdirSync(folder).filter((name) => name.endsWith(".mjs") && !own.includes(name)).sort();
const asked = process.argv.slice(2).map((name) => `${name.replace(/\.mjs$/, "")}.mjs`);
const unknown = asked.filter((name) => !all.includes(name));
const reason = missing();
if (unknown.length) {
  console.error(`no such subject: ${unknown.join(", ")}; there are ${all.join(", ")}`);
  process.exitCode = 2;
} else if (reason) {
  console.log(`browser tests: left out: ${reason}`);
} else {
  const files = (asked.length ? asked : all).map((name) => join(folder, name));
  // One after the other, because each measures times.
  for (const file of files) {
    const { status } = spawnSync(process.execPath, ["--test", "--test-reporter=spec", file], { stdio: "inherit" });
    if (status !== 0) process.exitCode = 1;
  }
}
