/* The player. It follows the voice word by word, plays from a word that is chosen, remembers the
   place, and copies a quotation with its speaker, time and address. */
var SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.5, 3];
var NAPS = [15, 30, 45, 60]; /* minutes */
var BACK = 15, FORWARD = 30; /* seconds, as the interface's words say */
var calm = matchMedia("(prefers-reduced-motion: reduce)");

function player(box) {
  var audio = box.querySelector("audio"), say = JSON.parse(box.dataset.words);
  var title = box.dataset.title, length = parseFloat(box.dataset.duration) || 0;
  var key = box.dataset.key, wanted = 0, here = null, spoken = null, saved = 0, picked = null;
  var nap = null, isWhole = false; /* a file that is in memory from end to end */
  var inOrder = all("[data-t]").map(element => {
    return { element: element, start: element.dataset.t / 100, words: [], coded: "" };
  });
  var marks = inOrder.slice().sort((a, b) => a.start - b.start);
  var chapters = all(".contents li").map(item => {
    var link = item.querySelector("a.at"), at = link ? seconds(link.hash.slice(3)) : NaN;
    return { title: item.firstElementChild.textContent, start: at };
  }).filter(chapter => !isNaN(chapter.start));

  /* ---- the times of the words ---- */

  var waiting = null; /* what is to be done once they are here; false: they are */
  function withTimes(then) {
    if (waiting === false || !box.dataset.times) { then(); return; }
    if (waiting) { waiting.push(then); return; }
    waiting = [then];
    loadTimes(box.dataset.times, inOrder, () => {
      var all = waiting;
      waiting = false;
      all.forEach(each => { each(); });
      show();
    });
  }

  /* A draft marks the words of whose times the aligner is not sure. */
  if (document.querySelector("[data-u]")) withTimes(() => {
    marks.forEach(mark => {
      if (!mark.element.dataset.u) return;
      divide(mark);
      mark.element.dataset.u.split(" ").forEach(number => {
        light(mark.words[number], "unsure", true);
      });
    });
  });

  /* ---- what is seen ---- */

  function row(name) {
    var made = make("div", { class: name });
    if (say.lang) { made.lang = say.lang; made.dir = say.dir; }
    return made;
  }

  function button(place, name, text, label, done) {
    var made = make("button", { type: "button", class: name }, text);
    if (label) name_(made, label);
    on(made, "click", done);
    place.appendChild(made);
    return made;
  }

  function name_(element, label) {
    element.setAttribute("aria-label", label);
    element.title = label;
  }

  function choice(place, name, label, options) {
    var made = make("select", { class: name, "aria-label": label, title: label });
    options.forEach(option => {
      made.appendChild(make("option", { value: option[0] }, option[1]));
    });
    place.appendChild(made);
    return made;
  }

  var bar = row("bar");
  var play = button(bar, "play", "", say.play, toggle);
  var back = button(bar, "jump", "−" + BACK, say.back, () => { seek(now() - BACK); });
  var counter = make("span", { class: "counter", dir: "ltr" }, clock(0));
  bar.appendChild(counter);
  var forward = button(bar, "jump", "+" + FORWARD, say.forward, () => { seek(now() + FORWARD); });
  back.dir = forward.dir = "ltr";
  var reel = make("div", { class: "reel" });
  var tape = box.querySelector(".tape"), played = 0;
  var stops = all(".tape stop", box); /* where the waveform changes its colour */
  if (tape) reel.appendChild(tape);
  var range = make("input", { type: "range", min: 0, max: Math.ceil(length), step: 1, value: 0,
    "aria-label": say.place });
  reel.appendChild(range);
  bar.appendChild(reel);
  var speed = choice(bar, "speed", say.speed, SPEEDS.map(rate => [rate, rate + "×"]));
  speed.value = SPEEDS.indexOf(+kept("speed")) < 0 ? 1 : kept("speed");

  var tools = row("bar second"), follow = null, copy = null, chapter = null;
  if (chapters.length > 1) {
    chapter = choice(tools, "chapter", say.chapters, chapters.map((each, n) => {
      return [n, each.title];
    }));
    on(chapter, "change", () => { seek(chapters[chapter.value].start); });
  }
  if (marks.length) {
    follow = button(tools, "follow", say.follow, "", () => {
      var on = follow.getAttribute("aria-pressed") !== "true";
      follow.setAttribute("aria-pressed", on);
      if (on && here) reveal(here.element);
    });
    follow.setAttribute("aria-pressed", "true");
    copy = button(tools, "quote", say.copy, "", () => {
      var text = quotation();
      if (!text) tell(say.select);
      else copyText(text, copied);
    });
  }
  var room = make("span", { class: "room" });
  tools.appendChild(room);
  var more = make("details", { class: "more" });
  more.appendChild(make("summary", {}, say.more));
  var sheet = make("div", { class: "bar" });
  var naps = [["", say.sleep], ["chapter", say.nap_chapter]].concat(NAPS.map(minutes => {
    return [minutes, say.minutes.replace("#", minutes)];
  }));
  if (!chapter) naps.splice(1, 1);
  var sleep = choice(sheet, "sleep", say.sleep, naps);
  var volume = make("input", { type: "range", class: "volume", min: 0, max: 100, step: 5, value: 100,
    "aria-label": say.volume, title: say.volume });
  audio.volume = 0.5;
  if (audio.volume === 0.5) sheet.appendChild(volume); /* some phones leave it to their keys */
  audio.volume = 1;
  button(sheet, "link", say.link, "", () => {
    copyText(address() + "#t=" + short(now()), copied);
  });
  var keys = make("dl", { class: "keys" });
  [["K", say.play], ["J L", say.back + " · " + say.forward], [", .", say.speed], ["M", say.mute],
    ["P N", say.chapters], ["[ ]", say.paragraphs], ["← → Enter", say.words]
  ].forEach(each => {
    var entry = make("div", {});
    var term = make("dt", { dir: "ltr" });
    each[0].split(" ").forEach(name => { term.appendChild(make("kbd", {}, name)); });
    entry.appendChild(term);
    entry.appendChild(make("dd", {}, each[1]));
    keys.appendChild(entry);
  });
  sheet.appendChild(keys);
  more.appendChild(sheet);
  tools.appendChild(more);
  var source = make("p", { class: "from", "aria-hidden": "true" });
  tools.appendChild(source);
  var status = make("p", { class: "status", role: "status" });
  tools.appendChild(status);
  box.appendChild(bar);
  box.appendChild(tools);
  audio.removeAttribute("controls");

  function tell(words) { status.textContent = words; }

  function copied() { tell(say.copied); }

  function now() { return audio.readyState ? audio.currentTime : wanted; }

  function show() {
    var time = now();
    counter.textContent = clock(time);
    range.value = time;
    range.setAttribute("aria-valuetext", clock(time));
    var part = length ? Math.min(1, time / length).toFixed(3) : 0;
    if (part !== played) {
      played = part;
      stops.forEach(stop => { stop.setAttribute("offset", part); });
    }
    var mark = begun(marks, time + 0.05), word = null;
    if (mark !== here) {
      if (here) here.element.classList.remove("now");
      here = mark;
      if (here) {
        here.element.classList.add("now");
        if (!audio.paused) reveal(here.element);
        showSource();
      }
    }
    if (here) {
      divide(here);
      word = begun(here.words, time + 0.05) || null;
      if (word && time > word.end + 1) word = null;
    }
    if (word !== spoken) {
      light(spoken, "on", false);
      light(word, "on", true);
      spoken = word;
    }
    if (chapter) {
      var at = chapters.indexOf(begun(chapters, time + 0.05));
      if (at >= 0 && +chapter.value !== at && document.activeElement !== chapter) chapter.value = at;
    }
  }

  /* Where the segment comes from, for a screen that has no room for it beside the words. */
  function showSource() {
    var segment = here.element.closest(".segment");
    source.textContent = segment ? all(".source dd, .machine", segment).map(each => {
      return each.textContent;
    }).join(" · ") : "";
  }

  function reveal(element) {
    if (!follow || follow.getAttribute("aria-pressed") !== "true") return;
    var place = element.getBoundingClientRect(), top = box.getBoundingClientRect().bottom;
    if (place.top >= top && place.bottom <= innerHeight) return;
    element.scrollIntoView({ block: "center", behavior: calm.matches ? "auto" : "smooth" });
  }

  /* ---- the place ---- */

  function seek(time) {
    wanted = Math.max(0, length ? Math.min(time, length) : time);
    if (audio.readyState) move();
    withTimes(() => { });
    if (nap && nap.end) nap.end = endOfChapter();
    show();
  }

  /* A host that sends no part of a file lets nobody skip: the whole file is fetched then. */
  function move() {
    var is = isWhole || location.protocol === "file:";
    for (var i = 0; i < audio.seekable.length; i++)
      is = is || audio.seekable.start(i) <= wanted && wanted <= audio.seekable.end(i) + 1;
    if (is) { audio.currentTime = wanted; return; }
    var goes = !audio.paused, time = wanted;
    isWhole = true;
    tell(say.whole);
    fetch(audio.currentSrc).then(answer => answer.blob()).then(blob => {
      audio.src = URL.createObjectURL(blob);
      wanted = time;
      tell("");
      if (goes) start();
    }, () => { tell(say.failed); });
  }

  function start() {
    tell("");
    var promise = audio.play();
    if (promise) promise.catch(error => {
      if (error.name !== "AbortError") tell(say.failed);
    });
  }

  function toggle() { if (audio.paused) start(); else audio.pause(); }

  function frame() {
    if (audio.paused) return;
    show();
    requestAnimationFrame(frame);
  }

  function remember() { keep(key, audio.ended || now() < 5 ? "" : now().toFixed(1)); }

  function faster(by) {
    var at = Math.min(SPEEDS.length - 1, Math.max(0, SPEEDS.indexOf(+speed.value) + by));
    speed.value = SPEEDS[at];
    atSpeed();
  }

  function atSpeed() {
    audio.playbackRate = speed.value;
    keep("speed", speed.value === "1" ? "" : speed.value);
  }

  /* Go to the chapter or paragraph before or after; "before" is this one's start when it is past. */
  function step(list, by) {
    var at = list.indexOf(begun(list, now() + 0.05)), time = now();
    if (by < 0 && at >= 0 && time - list[at].start > 3) by = 0;
    var next = list[Math.max(0, at + by)];
    if (next) seek(next.start);
  }

  function endOfChapter() {
    var next = chapters[chapters.indexOf(begun(chapters, now() + 0.05)) + 1];
    return next ? next.start : Infinity;
  }

  on(sleep, "change", () => {
    nap = sleep.value === "chapter" ? { end: endOfChapter() } :
      sleep.value ? { at: Date.now() + sleep.value * 60000 } : null;
  });

  function mayRest() {
    if (!nap || !(Date.now() >= nap.at || now() >= nap.end - 0.1)) return;
    nap = null;
    sleep.value = "";
    audio.pause();
    tell(say.asleep);
  }

  on(audio, "loadedmetadata", () => {
    if (isFinite(audio.duration)) { length = audio.duration; range.max = Math.ceil(length); }
    if (wanted) move();
    audio.playbackRate = speed.value;
  });
  on(audio, "play", () => {
    name_(play, say.pause);
    box.classList.add("playing");
    withTimes(() => { });
    requestAnimationFrame(frame);
    tellSystem();
  });
  on(audio, "pause", () => {
    name_(play, say.play);
    box.classList.remove("playing");
    remember();
    show();
  });
  on(audio, "timeupdate", () => {
    show();
    mayRest();
    if (Math.abs(now() - saved) > 5) { saved = now(); remember(); tellSystem(); }
  });
  on(audio, "ended", remember);
  on(audio, "seeked", show);
  on(audio, "error", () => { tell(say.failed); });
  on(range, "input", () => { seek(+range.value); });
  on(speed, "change", atSpeed);
  on(volume, "input", () => {
    audio.volume = volume.value / 100;
    audio.muted = false;
  });

  /* Who scrolls wants to read elsewhere: the page moves no more until it is asked to. */
  function leave() { if (follow && !audio.paused) follow.setAttribute("aria-pressed", "false"); }
  ["wheel", "touchmove"].forEach(name => { on(window, name, leave, { passive: true }); });
  on(window, "pointerdown", event => {
    if (event.clientX >= document.documentElement.clientWidth) leave(); /* on the scroll bar */
  });
  on(window, "keydown", event => {
    var is = /^(INPUT|SELECT)$/.test(event.target.tagName); /* these move by themselves */
    if (!is && /^(Page|Home$|End$|Arrow(Up|Down))/.test(event.key)) leave();
    if (event.key === " " && event.target === document.body) leave();
  });

  /* ---- keys and words ---- */

  /* Keys work while the focus is in the player, so that no screen reader's key is taken. */
  on(box, "keydown", event => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.target.tagName === "SELECT") return;
    var done = { KeyK: toggle, KeyJ: () => { seek(now() - BACK); },
      KeyL: () => { seek(now() + FORWARD); }, Comma: () => { faster(-1); },
      Period: () => { faster(1); }, KeyM: () => { audio.muted = !audio.muted; },
      KeyP: () => { step(chapters, -1); }, KeyN: () => { step(chapters, 1); },
      BracketLeft: () => { step(marks, -1); }, BracketRight: () => { step(marks, 1); }
    }[event.code];
    if (done) { done(); event.preventDefault(); }
  });

  function markOf(element) {
    return marks.filter(mark => mark.element === element)[0];
  }

  function pick(word) {
    light(picked, "picked", false);
    picked = word;
    light(word, "picked", true);
    if (word) tell(word.spans.map(span => span.textContent).join(""));
  }

  /* On a paragraph's time, the arrows choose one of its words, and Enter plays from there. */
  on(document, "keydown", event => {
    var link = event.target.closest && event.target.closest(".words a.at");
    var by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!link || event.altKey || event.ctrlKey || event.metaKey || !by && event.key !== "Enter") return;
    if (!by) {
      if (picked) { event.preventDefault(); seek(picked.start); start(); }
      return;
    }
    event.preventDefault();
    if (document.documentElement.dir === "rtl") by = -by;
    withTimes(() => {
      var mark = markOf(link.closest("[data-t]") || link.nextElementSibling);
      if (!mark) return;
      divide(mark);
      var at = mark.words.indexOf(picked) + by;
      pick(mark.words[Math.max(0, Math.min(mark.words.length - 1, at))] || null);
    });
  });
  on(document, "focusout", () => { pick(null); });

  on(document, "click", event => {
    var link = event.target.closest("a.at");
    var time = link && seconds((link.hash || "").replace("#t=", ""));
    if (link && !isNaN(time)) {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      seek(time);
      start();
      return;
    }
    var element = event.target.closest("[data-t]"), mark = element && markOf(element);
    if (!mark || !box.dataset.times || !getSelection().isCollapsed) return;
    if (event.target.closest("a, button, summary") || event.target.closest(".u:not(.beside)")) return;
    withTimes(() => {
      divide(mark);
      var span = document.elementFromPoint(event.clientX, event.clientY);
      var beside = event.target.closest(".beside") && mark;
      var word = span && span.izdat && span.izdat.spans ? span.izdat : beside;
      if (word) { seek(word.start); start(); }
    });
  });

  /* The words of a paragraph: what is quoted where none are selected, as by key. */
  function plain(element) {
    var copy = element.cloneNode(true);
    all(".u", copy).forEach(each => { each.remove(); });
    return copy.textContent.replace(/\s+/g, " ").trim();
  }

  function quotation() {
    var chosen = getSelection(), words = String(chosen).replace(/\s+/g, " ").trim();
    var node = words && chosen.rangeCount ? chosen.getRangeAt(0).startContainer : here && here.element;
    if (!node) return "";
    if (!words) words = plain(node);
    var element = node.nodeType === 1 ? node : node.parentElement;
    var paragraph = element.closest("[data-t], .words [id]");
    if (!paragraph) return "";
    var turn = paragraph.closest(".turn"), who = turn && turn.querySelector("cite");
    var word = element.closest(".w"), time = word ? word.izdat.start : paragraph.dataset.t / 100;
    var beside = element.closest(".beside");
    return "“" + words + "” — " + (who ? who.textContent + ", " : "") + title + ", " +
      box.dataset.show + (isNaN(time) ? "" : ", " + short(time)) + ", " +
      (beside ? new URL(beside.dataset.link, address()).href : address() + "#" + paragraph.id);
  }
  if (copy) {
    on(document, "selectionchange", () => {
      copy.classList.toggle("ready", !getSelection().isCollapsed);
    });
    /* A press on the button would take the selection away. */
    on(copy, "mousedown", event => { event.preventDefault(); });
  }

  /* beside.js, where a page has it, adds the other languages here. */
  Object.assign(window.izdat, { tell: tell, say: say, room: room });

  /* ---- where to begin ---- */

  function fromAddress() {
    var found = /^#t=([\d:.]+)/.exec(location.hash), time = found ? seconds(found[1]) : NaN;
    if (isNaN(time)) return false;
    seek(time);
    if (here) here.element.scrollIntoView({ block: "center" });
    return true;
  }
  on(window, "hashchange", fromAddress);
  if (!fromAddress()) {
    var last = parseFloat(kept(key));
    if (last > 5 && (!length || last < length - 5)) {
      wanted = last;
      show();
      tell(say.resume);
    }
  }

  /* ---- the keys of the system: a headset, a lock screen ---- */

  var media = window.MediaMetadata && navigator.mediaSession;
  function tellSystem() {
    if (media && media.setPositionState && length && now() <= length) media.setPositionState({
      duration: length, position: now(), playbackRate: +speed.value
    });
  }
  if (media) {
    var cover = document.querySelector(".cover") || document.querySelector("link[rel=icon]");
    media.metadata = new MediaMetadata({ title: title, artist: box.dataset.show,
      artwork: /^http/.test(location.protocol) ? [{ src: cover.src || cover.href }] : [] });
    var actions = { play: start, pause: toggle,
      seekbackward: () => { seek(now() - BACK); },
      seekforward: () => { seek(now() + FORWARD); },
      seekto: asked => { seek(asked.seekTime); } };
    if (chapter) {
      actions.previoustrack = () => { step(chapters, -1); };
      actions.nexttrack = () => { step(chapters, 1); };
    }
    Object.keys(actions).forEach(name => {
      try { media.setActionHandler(name, actions[name]); } catch (error) { /* not known here */ }
    });
  }
}

var box = document.querySelector(".player");
if (box && box.querySelector("audio")) player(box);
