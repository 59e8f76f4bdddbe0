// A published folder → what somebody reaches with the keys alone, in Chromium or Firefox, as JSON.
//
//     node ask_keyboard.mjs BROWSER PROGRAM ADDRESS EPISODE WORD SCRIPTS
//
// BROWSER is chrome or firefox; ADDRESS that of the home page; EPISODE the title of an episode with
// a translation; WORD one that its transcript says; SCRIPTS yes or no. No mouse, and no place is
// gone to but by a link. What the focus stands on must be in sight and be seen to have the focus.

import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const puppeteer = createRequire(require.resolve("pa11y"))("puppeteer");
const [browserName, executablePath, home, episode, word, scripts] = process.argv.slice(2);
const hasScripts = scripts === "yes";
const PATIENCE = 30_000; // milliseconds, on a slow and busy machine
const MOST_TABS = 400;

const browser = await puppeteer.launch({
  browser: browserName,
  executablePath,
  // A sandbox needs rights that a container does not give; the pages are our own.
  args: browserName === "chrome"
    ? ["--no-sandbox", "--disable-dev-shm-usage", "--mute-audio", "--window-size=1280,900"]
    : ["--width=1280", "--height=900"],
  defaultViewport: null, // Firefox ESR does not know all that Puppeteer sets with one
  extraPrefsFirefox: {
    "media.autoplay.default": 0,
    "javascript.enabled": hasScripts,
  },
});
const page = await browser.newPage();
if (!hasScripts && browserName === "chrome") await page.setJavaScriptEnabled(false);
const wrong = [];
page.on("pageerror", (error) => wrong.push(String(error)));

// What has the focus: its name as a reader of the page knows it, and whether it can be seen.
const focused = () =>
  page.evaluate(() => {
    const at = document.activeElement;
    if (!at || at === document.body) return null;
    const box = at.getBoundingClientRect();
    const look = getComputedStyle(at);
    const x = Math.min(Math.max(box.x + box.width / 2, 0), innerWidth - 1);
    const y = Math.min(Math.max(box.y + Math.min(box.height / 2, 8), 0), innerHeight - 1);
    const top = document.elementFromPoint(x, y);
    return {
      tag: at.localName,
      name: (at.getAttribute("aria-label") || at.textContent || "").trim().replace(/\s+/g, " "),
      kind: at.className,
      href: at.href || "",
      isSeen: box.bottom > 0 && box.top < innerHeight && box.width > 0,
      isCovered: !(top && (at.contains(top) || top.contains(at))),
      isMarked: look.outlineStyle !== "none" || look.boxShadow !== "none" || at.localName === "audio",
    };
  });

let steps = 0;
const unseen = [];

// Press Tab until ``is`` holds of what has the focus.
async function tabTo(what, is) {
  for (let tries = 0; tries < MOST_TABS; tries++) {
    await page.keyboard.press("Tab");
    steps++;
    const at = await focused();
    if (!at) continue;
    if (!at.isSeen || at.isCovered || !at.isMarked) unseen.push({ what, ...at });
    if (is(at)) return at;
  }
  throw new Error(`${what} was not reached with ${MOST_TABS} presses of Tab`);
}

async function until(what, done, ...given) {
  const last = Date.now() + PATIENCE;
  for (;;) {
    const found = await page.evaluate(done, ...given).catch(() => null);
    if (found) return found;
    if (Date.now() > last) throw new Error(`${what} did not come about`);
    await new Promise((wait) => setTimeout(wait, 100));
  }
}

async function follow(what, is) {
  await tabTo(what, is);
  const before = page.url();
  await page.keyboard.press("Enter");
  await until(what, (old) => location.href !== old && document.readyState === "complete", before);
}

const audio = () => document.querySelector("audio").currentTime;
const report = { browser: await browser.version() };
try {
  await page.goto(home);
  const first = await tabTo("the way past the top", () => true);
  report.first = first.name;
  await page.keyboard.press("Enter");
  await follow("the episode", (at) => at.tag === "a" && at.name === episode);
  report.title = await page.evaluate(() => document.querySelector("h1").textContent);
  report.hasScripts = await page.evaluate(() => document.documentElement.className === "js");

  if (hasScripts) {
    await tabTo("play", (at) => at.kind === "play");
    // A machine without a sound card plays in Firefox only what is mute.
    if (browserName === "firefox") await page.keyboard.press("m");
    await page.keyboard.press(" ");
    await until("sound", () => document.querySelector("audio").currentTime > 0.3);
    await tabTo("the place", (at) => at.tag === "input");
    const before = await page.evaluate(audio);
    for (let n = 0; n < 8; n++) await page.keyboard.press("ArrowRight");
    await until("a later place", (old) => document.querySelector("audio").currentTime > old + 4, before);
    report.sought = true;
    await page.keyboard.press("k");
    await until("silence", () => document.querySelector("audio").paused);
    await tabTo("the quotation", (at) => at.kind.includes("quote"));
    await page.keyboard.press("Enter");
    report.copied = await until("a copy", () => document.querySelector(".status").textContent);
    await tabTo("the text's language", (at) => at.tag === "select" && at.kind.includes("text"));
    await page.keyboard.press("ArrowDown");
    report.beside = await until("the other language", () => {
      const found = document.querySelector(".transcript .beside[lang]");
      return found && found.lang;
    });
  } else {
    // Without scripts the browser's own player has the focus; times are links into the sound.
    await tabTo("the player", (at) => at.tag === "audio");
    const time = await tabTo("a time", (at) => at.kind === "at");
    report.time = time.href.replace(home, "");
    report.words = await page.evaluate(
      (said) => document.querySelector("#transcript_").textContent.includes(said), word);
    const anchor = await tabTo("a paragraph's address", (at) => at.name.includes("¶") || at.kind === "pl");
    report.anchor = anchor.href.replace(/^[^#]*/, "");
  }
  await page.goto(page.url().split("#")[0]);
  await follow("the translation", (at) => at.tag === "a" && at.href.includes("/ar/") && at.kind === "");
  report.lang = await page.evaluate(() => document.documentElement.lang);
  await page.goto(home);
  await follow("the search page", (at) => at.tag === "a" && /\/search\//.test(at.href));
  if (hasScripts) {
    await tabTo("the words to look for", (at) => at.tag === "input");
    await page.keyboard.type(word);
    await page.keyboard.press("Enter");
    await until("a passage", () => document.querySelector(".found li") !== null);
    await tabTo("its time", (at) => at.tag === "button" && /\d:\d\d/.test(at.name));
    await page.keyboard.press("Enter");
    await until("its sound", (isMute) => {
      const sound = document.querySelector(".finder audio");
      return sound && !sound.paused && (sound.currentTime > 0 || isMute);
    }, browserName === "firefox");
    report.found = true;
  } else {
    await follow("the index", (at) => at.tag === "a" && /\/names\//.test(at.href));
    await follow("a place of the index", (at) => /#/.test(at.href) && !/names|search/.test(at.href) && at.kind !== "skip");
    report.found = true;
  }
} catch (error) {
  report.stopped = `${error.message} (${page.url()})`;
  report.shown = await page.evaluate(() => document.querySelector("main").innerText.slice(0, 300));
}
report.steps = steps;
report.unseen = unseen;
report.wrong = wrong;
await browser.close();
process.stdout.write(JSON.stringify(report));
