// Looks at every page of a running dashboard in a headless Chromium, light and dark, wide and narrow: no serious finding by axe, nothing
// asked of another origin, no error of the page's own, and the keyboard reaches and does everything. Say where it is by the line that the
// AppHost prints:
//
//   npm ci && node check.mjs 'http://localhost:18888/login?t=…' [folder for pictures]
//
// CHROMIUM names the browser, else it is looked for in the usual places.
import fs from "node:fs";
import path from "node:path";
import { createRequire } from "node:module";
import puppeteer from "puppeteer-core";

const [login, pictures] = process.argv.slice(2);
if (!login) {
    console.error("Usage: node check.mjs <login address> [folder for pictures]");
    process.exit(2);
}

const browserPath = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
    .find(file => file && fs.existsSync(file));
if (!browserPath) throw new Error("No Chromium is found: name it in CHROMIUM.");
const axe = fs.readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const origin = new URL(login).origin;
let passed = 0;
const failures = [];

const browser = await puppeteer.launch({ executablePath: browserPath, args: ["--no-sandbox", "--disable-gpu"] });
const page = await browser.newPage();
await page.setBypassCSP(false);
const elsewhere = new Set();
const errors = [];
page.on("request", request => {
    if (!request.url().startsWith(origin) && !request.url().startsWith("data:")) elsewhere.add(request.url());
});
page.on("pageerror", error => errors.push(`${page.url()}: ${error.message ?? error}`));
page.on("console", message => {
    if (message.type() === "error" && !/status of 401/.test(message.text())) errors.push(`${page.url()}: ${message.text()}`);
});

try {
    await signsIn();
    await looksAtPages();
    await keepsFilters();
    await filtersTraces();
    await hidesSecrets();
    await worksByKeyboard();
    check("no request goes to another origin", elsewhere.size === 0, [...elsewhere].join(", "));
    check("no page has an error", errors.length === 0, [...new Set(errors)].slice(0, 5).join("\n    "));
} finally {
    await browser.close();
}

console.log(`${passed} passed, ${failures.length} failed`);
process.exit(failures.length > 0 ? 1 : 0);

async function signsIn() {
    await page.goto(origin, { waitUntil: "networkidle0" });
    check("who has no cookie is asked for the token", new URL(page.url()).pathname === "/login");
    await audit("login");
    await page.type("#t", "wrong");
    await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
    check("a wrong token is refused", await page.$eval("[role=alert]", alert => alert.textContent.length > 0).catch(() => false));
    await page.goto(login, { waitUntil: "networkidle2" });
    const at = new URL(page.url());
    check("the token of the console lets in, and goes from the address", at.pathname === "/" && at.search === "");
    const [cookie] = (await browser.cookies()).filter(cookie => cookie.name.startsWith(".Velro.Dashboard"));
    check("scripts cannot read the cookie", cookie?.httpOnly === true && /Lax|Strict/.test(cookie.sameSite ?? ""));
}

async function looksAtPages() {
    await isReady();
    const firstPaint = await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime);
    console.log(`  first paint after ${Math.round(firstPaint ?? -1)} ms`);
    const resource = await text("table.grid tbody a, .resources a");
    const addresses = {
        resources: "/",
        "resource-details": `/?resource=${encodeURIComponent(resource)}`,
        graph: "/?view=graph",
        console: `/consolelogs?resource=${encodeURIComponent(await aResource("authapi-1", resource))}`,
        "structured-logs": "/structuredlogs",
        traces: "/traces",
        metrics: "/metrics?resource=authapi",
    };
    await open("/structuredlogs");
    addresses["log-details"] = await address(".grid a.message") ?? "/structuredlogs";
    await open("/traces");
    addresses["trace-detail"] = await address(".grid a[href^='/traces/detail']") ?? "/traces";
    await open(addresses["trace-detail"]);
    addresses["span-details"] = await address(".waterfall .span-name a") ?? "/traces";
    await open(addresses.metrics);
    addresses.histogram = await address(".instruments a[href*='http.server.request.duration']") ?? addresses.metrics;
    addresses.counter = await address(".instruments a[href*='dotnet.gc.collections']") ?? addresses.metrics;
    addresses["metric-table"] = `${addresses.histogram}&view=table`;

    for (const scheme of ["light", "dark"]) {
        await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
        for (const [width, height] of [[1440, 900], [420, 860]]) {
            await page.setViewport({ width, height });
            for (const [name, address] of Object.entries(addresses)) {
                await open(address);
                await audit(`${name}, ${scheme}, ${width} wide`);
                const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
                check(`${name} needs no scrolling sideways at ${width}`, overflow <= 1, `${overflow} px`);
                await picture(`${name}-${scheme}-${width}`);
            }
        }
    }

    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "light" }]);
    await page.setViewport({ width: 1440, height: 900 });
}

async function keepsFilters() {
    await open("/structuredlogs?level=Warning&text=a&filter=category%3Acontains%3AVelro");
    const filter = await page.$(".filters fluent-button[aria-label*='category contains Velro']");
    check("a filter of the address is on the page", filter !== null);
    await filter?.click();
    await page.waitForFunction(() => !location.search.includes("filter=")).catch(() => {});
    const { search } = new URL(page.url());
    check("a filter that is taken away goes from the address, the others stay", search === "?level=Warning&text=a", search);
}

async function filtersTraces() {
    await open("/traces");
    const all = await page.$eval(".count", count => count.textContent);
    await page.click("fluent-checkbox[aria-label], fluent-checkbox");
    const isOther = before => location.search === "?errors=true" && document.querySelector(".count").textContent !== before;
    await page.waitForFunction(isOther, { timeout: 5000 }, all).catch(() => {});
    check("a filter that is chosen is in the address, and on the list", await page.evaluate(isOther, all));
    const onlyFailed = () => [...document.querySelectorAll(".grid tbody tr:has(a)")].every(row => row.textContent.includes("failed"));
    await page.waitForFunction(onlyFailed, { timeout: 5000 }).catch(() => {});
    check("the list has what the filter shows, and nothing else", await page.evaluate(onlyFailed));
}

async function hidesSecrets() {
    await open(`/?resource=${encodeURIComponent(await aResource("authapi-1", "authapi"))}`);
    const row = "table[aria-label=Environment] tr:has(th[scope=row])";
    await page.waitForSelector(row);
    const areHidden = await page.$$eval(`${row} td:nth-of-type(1)`, cells => cells.every(cell => /^●+$/.test(cell.textContent.trim())));
    check("no value of the environment is in the page before it is shown", areHidden);
    await page.$eval(`${row} fluent-button[aria-label^=Show]`, button => button.click());
    await page.waitForSelector("table[aria-label=Environment] .value");
    check("one that is asked for is shown, and no other", (await page.$$("table[aria-label=Environment] .value")).length === 1);
}

async function worksByKeyboard() {
    await open("/");
    const reached = new Set();
    for (let i = 0; i < 12; i++) {
        // The heading of the page has the keyboard at first; the pages' links are before it.
        await page.keyboard.down("Shift");
        await page.keyboard.press("Tab");
        await page.keyboard.up("Shift");
        await note(reached);
    }
    await open("/");
    for (let i = 0; i < 60; i++) {
        await page.keyboard.press("Tab");
        await note(reached);
    }
    for (const wanted of ["/traces", "/metrics", "/structuredlogs", "Graph"])
        check(`the keyboard reaches ${wanted}`, reached.has(wanted), [...reached].join(" | "));
    await open("/traces");
    await page.focus(".grid a[href^='/traces/detail']");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".waterfall .span-name a");
    await page.focus(".waterfall .span-name a");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".details h2");
    await page.waitForFunction(() => document.activeElement?.tagName === "H2").catch(() => {});
    check("opening a span moves the keyboard to its details", await page.evaluate(() => document.activeElement?.tagName === "H2"));
    await page.keyboard.press("Escape");
    await page.waitForFunction(() => !document.querySelector(".details")).catch(() => {});
    check("Escape closes the details", !(await page.$(".details")));
}

async function note(reached) {
    reached.add(await page.evaluate(() => {
        const at = document.activeElement;
        return at?.getAttribute("href") ?? at?.getAttribute("aria-label") ?? at?.title ?? at?.tagName;
    }));
}

async function open(address) {
    await page.goto(new URL(address, origin).href, { waitUntil: "domcontentloaded" });
    await isReady();
}

// Interactive: the components are upgraded, and the connection is there.
async function isReady() {
    await page.waitForFunction(() => customElements.get("fluent-button") && document.querySelector("main h1"), { timeout: 15000 });
    await page.waitForNetworkIdle({ idleTime: 250, timeout: 5000 }).catch(() => {});
    await new Promise(done => setTimeout(done, 700));
}

async function audit(name) {
    // Evaluated by the tools' protocol, which the page's own policy does not bind.
    await page.evaluate(axe);
    const findings = await page.evaluate(async () => (await globalThis.axe.run(document, { resultTypes: ["violations"] })).violations
        .filter(violation => ["serious", "critical"].includes(violation.impact))
        .map(({ id, nodes }) => [id, ...nodes.slice(0, 2).map(node => `${node.html.slice(0, 160)} ${node.any[0]?.message ?? ""}`)].join(" | ")));
    check(`axe has no serious finding: ${name}`, findings.length === 0, findings.join("\n    "));
}

async function picture(name) {
    if (!pictures) return;
    fs.mkdirSync(pictures, { recursive: true });
    await page.screenshot({ path: path.join(pictures, `${name}.png`) });
}

async function aResource(wanted, otherwise) {
    const names = await page.$$eval(".resources a", links => links.map(link => link.textContent)).catch(() => []);
    return names.length === 0 || names.includes(wanted) ? wanted : otherwise;
}

function text(selector) {
    return page.$eval(selector, element => element.textContent).catch(() => "");
}

function address(selector) {
    return page.$eval(selector, element => element.getAttribute("href")).catch(() => undefined);
}

function check(what, isSo, why = "") {
    if (isSo) {
        passed++;
        return;
    }

    failures.push(what);
    console.log(`FAILED: ${what}\n    ${why}`);
}
