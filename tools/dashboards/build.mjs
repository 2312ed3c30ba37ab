// Writes ops/grafana/dashboards from boards/, so that what the dashboards have in common is said once. Nothing but Node is needed:
//
//   node tools/dashboards/build.mjs            writes the files
//   node tools/dashboards/build.mjs --check    writes nothing, and fails where a file is not what this makes
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { dashboard } from "./dashboard.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const target = path.join(here, "../../ops/grafana/dashboards");
const isCheck = process.argv.includes("--check");

const made = new Map();
for (const file of fs.readdirSync(path.join(here, "boards")).filter(name => name.endsWith(".mjs")).sort()) {
    const { default: board } = await import(`./boards/${file}`);
    made.set(`${board.uid}.json`, JSON.stringify(dashboard(board), null, 2) + "\n");
}

const present = fs.existsSync(target) ? fs.readdirSync(target).filter(name => name.endsWith(".json")) : [];
const stale = present.filter(name => !made.has(name));
const changed = [...made].filter(([name, text]) => !present.includes(name) || fs.readFileSync(path.join(target, name), "utf8") !== text);

if (isCheck) {
    for (const name of [...changed.map(([name]) => name), ...stale]) console.error(`${name} is not what tools/dashboards makes.`);
    process.exitCode = changed.length + stale.length === 0 ? 0 : 1;
} else {
    fs.mkdirSync(target, { recursive: true });
    for (const [name, text] of changed) fs.writeFileSync(path.join(target, name), text);
    for (const name of stale) fs.rmSync(path.join(target, name));
    console.log(`${made.size} dashboards, ${changed.length} written, ${stale.length} removed.`);
}
