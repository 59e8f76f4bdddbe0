/* Search: the words that were typed → passages of the transcripts, each with its speaker and its
   time, played here. Pagefind reads the index; nothing is asked of another host. */
const MOST = 20, AROUND = 14; /* segments shown; words around the one that was found */
const box = document.querySelector(".finder"), say = JSON.parse(box.dataset.words);
const field = box.querySelector("input"), status = box.querySelector("[role=status]");
const list = box.querySelector("ol"), audio = box.querySelector("audio");
const root = new URL(box.dataset.root, location.href);
const bundles = box.dataset.bundles.split(" ").filter(each => each);
let engine = null, last = 0;
box.querySelector("form").hidden = false;

function make(tag, text, attributes) {
  const element = document.createElement(tag);
  Object.assign(element, attributes || {});
  if (text) element.textContent = text;
  return element;
}

function clock(seconds) {
  const whole = Math.floor(seconds), two = n => (n < 10 ? "0" : "") + n;
  const hours = Math.floor(whole / 3600), rest = Math.floor(whole / 60) % 60 + ":" + two(whole % 60);
  return hours ? hours + ":" + (rest.length < 5 ? "0" : "") + rest : rest;
}

/* The index is read when somebody begins to type. */
function ready() {
  engine = engine || (async () => {
    const [first, ...others] = bundles.map(each => new URL(each, root).href);
    const pagefind = await import(first + "pagefind.js");
    await pagefind.options({ basePath: first, baseUrl: "/" });
    for (const each of others) await pagefind.mergeIndex(each, { baseUrl: "/" });
    return pagefind;
  })();
  return engine;
}

/* Return what a segment's passages have in common: page, episode, sound, voices. */
function facts(found) {
  const told = found.anchors.find(each => each.id.startsWith("@"));
  return JSON.parse(decodeURIComponent(told.id.slice(1)));
}

/* Return a segment's passages that were found: [anchor, seconds, speaker, words, places]. */
function passages(found) {
  const words = found.raw_content.split(/\s+/), voices = facts(found).voices;
  const marks = found.anchors.filter(each => each.id.split("|").length === 3)
    .sort((a, b) => a.location - b.location);
  const hits = new Map();
  for (const at of found.locations) {
    let n = marks.length - 1;
    while (n >= 0 && marks[n].location > at) n--;
    if (!hits.has(n)) hits.set(n, []);
    hits.get(n).push(at);
  }
  return Array.from(hits, ([n, places]) => {
    if (n < 0) return null; /* in the title */
    const [anchor, seconds, voice] = marks[n].id.split("|");
    const end = n + 1 < marks.length ? marks[n + 1].location : words.length;
    return { anchor, seconds: seconds ? +seconds : null, speaker: voices[voice], words,
      start: marks[n].location, end, places };
  }).filter(each => each).sort((a, b) => b.places.length - a.places.length || a.start - b.start);
}

function excerpt(passage) {
  const line = make("span"), from = Math.max(passage.start, passage.places[0] - AROUND);
  const to = Math.min(passage.end, from + 3 * AROUND);
  if (from > passage.start) line.append("… ");
  for (let n = from; n < to; n++) {
    line.append(passage.places.includes(n) ? make("mark", passage.words[n]) : passage.words[n], " ");
  }
  if (to < passage.end) line.append("…");
  return line;
}

function item(found) {
  const known = facts(found), page = new URL(known.page, root).href, entry = make("li");
  const segment = found.url.split("/").pop().replace(/\.html$/, "");
  entry.append(make("a", found.meta.title, { href: page + "#" + segment }), " ",
    make("span", known.episode, { className: "role" }));
  const inner = make("ul", "", { className: "plain" });
  for (const passage of passages(found).slice(0, 3)) {
    const line = make("li");
    if (passage.seconds !== null && known.sound) {
      const at = clock(passage.seconds);
      const play = make("button", "▸ " + at, { type: "button", className: "hear" });
      play.setAttribute("aria-label", say.play + " " + at + ", " + passage.speaker);
      play.addEventListener("click", () => hear(new URL(known.sound, root).href, passage.seconds));
      line.append(play, " ");
    }
    const to = passage.seconds === null ? passage.anchor : "t=" + passage.seconds.toFixed(2);
    const link = make("a", "", { href: page + "#" + to, className: "passage" });
    link.append(make("cite", passage.speaker), " ", excerpt(passage));
    line.append(link);
    inner.append(line);
  }
  entry.append(inner);
  return entry;
}

function hear(sound, seconds) {
  audio.hidden = false;
  const go = () => { audio.currentTime = seconds; audio.play(); };
  if (audio.src === sound && audio.readyState) { go(); return; }
  audio.src = sound + "#t=" + seconds.toFixed(2);
  audio.addEventListener("loadedmetadata", go, { once: true });
  audio.load();
}

async function search() {
  const asked = field.value.trim(), turn = ++last;
  if (location.protocol !== "file:")
    history.replaceState(null, "", asked ? "?q=" + encodeURIComponent(asked) : location.pathname);
  status.textContent = "";
  if (!asked) { list.textContent = ""; return; }
  let found;
  try {
    const pagefind = await ready(), answer = await pagefind.search(asked);
    found = await Promise.all(answer.results.slice(0, MOST).map(each => each.data()));
    if (turn !== last) return; /* somebody has typed on */
    status.textContent = say.found.replace("#", answer.results.length);
  } catch (error) {
    engine = null;
    status.textContent = location.protocol === "file:" ? say.disk : say.failed;
    return;
  }
  list.replaceChildren(...found.map(item));
}

let timer;
field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(search, 250); });
field.addEventListener("focus", () => { ready().catch(() => { engine = null; }); });
box.querySelector("form").addEventListener("submit", event => {
  event.preventDefault();
  clearTimeout(timer);
  search();
});
const before = new URLSearchParams(location.search).get("q");
if (before) { field.value = before; search(); }
