// Pages → what pa11y says of each, with HTML_CodeSniffer, in both colour schemes, as JSON.
//
//     node ask_pa11y.mjs CHROMIUM < addresses.json
//
// One browser for all of them. Errors only: what a person must judge is no judge's verdict.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const pa11y = require("pa11y");
const puppeteer = createRequire(require.resolve("pa11y"))("puppeteer");

const addresses = JSON.parse(readFileSync(0, "utf8"));
// A sandbox needs rights that a container does not give; the pages are our own.
const args = ["--no-sandbox", "--disable-dev-shm-usage"];
const browser = await puppeteer.launch({ executablePath: process.argv[2], args });
const found = {};
// Several pages side by side: one waits more than it works.
const TABS = 6;
const waiting = addresses.flatMap((address) => ["light", "dark"].map((scheme) => [address, scheme]));
await Promise.all(Array.from({ length: TABS }, async () => {
  const page = await browser.newPage();
  while (waiting.length) {
    const [address, scheme] = waiting.shift();
    await page.emulateMediaFeatures([
      { name: "prefers-color-scheme", value: scheme },
      { name: "prefers-reduced-motion", value: "reduce" },
    ]);
    const result = await pa11y(address, {
      browser,
      page,
      runners: ["htmlcs"],
      standard: "WCAG2AA",
      timeout: 120000,
      viewport: scheme === "light" ? { width: 1280, height: 900 } : { width: 360, height: 740 },
    });
    found[`${address} (${scheme})`] = result.issues
      .filter((issue) => issue.type === "error")
      .map((issue) => `${issue.code}: ${issue.message} ${issue.selector} ${issue.context}`);
  }
  await page.close();
}));
await browser.close();
process.stdout.write(JSON.stringify(found));
