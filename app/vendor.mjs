// Fetches the browser libraries of package-lock.json and keeps the few files that go into the jar.
// Run by Maven in every build; does nothing when the lock, the icons and this file are as they were.
import { createHash } from "node:crypto";
import { spawnSync } from "node:child_process";
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "target", "vendor");
const files = {
  "@tabler/core/dist/css/tabler.min.css": "tabler.min.css",
  "htmx.org/dist/htmx.min.js": "htmx.min.js",
  "htmx-ext-sse/dist/sse.min.js": "htmx-sse.min.js",
  "@xterm/xterm/lib/xterm.js": "xterm.js",
  "@xterm/xterm/css/xterm.css": "xterm.css",
  "@xterm/addon-fit/lib/addon-fit.js": "xterm-fit.js",
  "@xterm/addon-search/lib/addon-search.js": "xterm-search.js",
  "echarts/dist/echarts.min.js": "echarts.min.js",
  "cytoscape/dist/cytoscape.min.js": "cytoscape.min.js",
  "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2": "inter-latin.woff2",
  "@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2": "inter-latin-ext.woff2",
  "@fontsource-variable/jetbrains-mono/files/jetbrains-mono-latin-wght-normal.woff2": "jetbrains-mono-latin.woff2",
};

const icons = readFileSync(join(here, "icons.txt"), "utf8").split("\n").map((l) => l.trim()).filter(Boolean);
const state = createHash("sha256")
  .update(readFileSync(join(here, "package-lock.json")))
  .update(readFileSync(join(here, "icons.txt")))
  .update(readFileSync(fileURLToPath(import.meta.url)))
  .digest("hex");
const stamp = join(target, "stamp");
if (existsSync(stamp) && readFileSync(stamp, "utf8") === state) process.exit(0);

const work = join(here, "target", "npm");
rmSync(target, { recursive: true, force: true });
rmSync(work, { recursive: true, force: true });
mkdirSync(work, { recursive: true });
for (const file of ["package.json", "package-lock.json", ".npmrc"]) copyFileSync(join(here, file), join(work, file));
const npm = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: work, stdio: "inherit" });
if (npm.status !== 0) {
  console.error("npm ci failed: the browser libraries could not be fetched. Node 20 and npm 9 or later are needed.");
  process.exit(1);
}

const modules = join(work, "node_modules");
const vendor = join(target, "static", "vendor");
mkdirSync(vendor, { recursive: true });
for (const [from, to] of Object.entries(files)) {
  // A map of the source would be asked for by the browser and is not in the jar.
  const isText = to.endsWith(".js") || to.endsWith(".css");
  const content = readFileSync(join(modules, from), isText ? "utf8" : null);
  writeFileSync(join(vendor, to), isText ? content.replace(/\n?(\/\/|\/\*)# sourceMappingURL=[^\n]*\s*$/, "\n") : content);
}
for (const name of new Set(Object.keys(files).map((f) => f.split("/").slice(0, f.startsWith("@") ? 2 : 1).join("/")))) {
  for (const licence of ["LICENSE", "LICENSE.md", "LICENSE.txt", "NOTICE"]) {
    const from = join(modules, name, licence);
    if (existsSync(from)) cpSync(from, join(vendor, "licences", name.replace("/", "-").replace("@", "") + "-" + licence));
  }
}
const symbols = icons.map((icon) => {
  const svg = readFileSync(join(modules, "@tabler/icons/icons/outline", icon + ".svg"), "utf8");
  const body = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>")).trim().replace(/\s*\n\s*/g, "");
  return `<symbol id="${icon}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" `
    + `stroke-linecap="round" stroke-linejoin="round">${body}</symbol>`;
});
writeFileSync(join(target, "static", "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`);
rmSync(work, { recursive: true, force: true });
writeFileSync(stamp, state);
