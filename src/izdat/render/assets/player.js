/* The page is whole without this script. With it, the transcript follows the voice word by word,
   a click on a word plays it, the place is remembered, and a quotation is copied with its time. */
(function () {
  "use strict";
  var DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  var SPEEDS = [0.75, 1, 1.25, 1.5, 1.75, 2];
  var calm = matchMedia("(prefers-reduced-motion: reduce)");
  document.documentElement.classList.add("js");

  function make(tag, attributes, text) {
    var element = document.createElement(tag);
    Object.keys(attributes).forEach(function (name) {
      element.setAttribute(name, attributes[name]);
    });
    if (text) element.textContent = text;
    return element;
  }

  function clock(seconds) {
    var whole = Math.max(0, Math.floor(seconds));
    function two(n) { return (n < 10 ? "0" : "") + n; }
    return Math.floor(whole / 3600) + ":" + two(Math.floor(whole / 60) % 60) + ":" + two(whole % 60);
  }

  /* A time as it is written beside its paragraph: no hours where there are none. */
  function short(seconds) { return clock(seconds).replace(/^0:0?/, ""); }

  /* Return seconds of "754", "12:34" or "1:02:03"; NaN of anything else. */
  function seconds(text) {
    return text.split(":").reduce(function (sum, part) {
      return /^\d+(\.\d*)?$/.test(part) ? sum * 60 + parseFloat(part) : NaN;
    }, 0);
  }

  function copyText(text, done) {
    function old() { /* a page from a disk or over http has no clipboard */
      var area = make("textarea", { class: "unseen", readonly: "" });
      area.value = text;
      document.body.appendChild(area);
      area.select();
      if (document.execCommand("copy")) done();
      area.remove();
    }
    if (navigator.clipboard) navigator.clipboard.writeText(text).then(done, old);
    else old();
  }

  document.querySelectorAll("button.copy").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () {
      copyText(document.getElementById(button.dataset.copy).textContent, function () {
        button.textContent = button.dataset.done;
      });
    });
  });

  /* A number is written five bits a digit, the lowest first; see render/word_times.py. */
  function numbers(written) {
    var found = [], number = 0, shift = 0;
    for (var i = 0; i < written.length; i++) {
      var value = DIGITS.indexOf(written[i]);
      number += (value & 31) << shift;
      shift += 5;
      if (value < 32) { found.push(number); number = shift = 0; }
    }
    return found;
  }

  /* Put each spoken word of a paragraph into a span, once, when it is first needed. What carries
     the class "u" is not spoken. Characters are counted without white space. */
  function divide(mark) {
    if (mark.words) return;
    mark.words = [];
    if (!mark.element.dataset.w) return;
    var coded = numbers(mark.element.dataset.w), at = mark.start * 100, count = 0;
    for (var i = 0; i < coded.length; i += 4) {
      count += coded[i];
      at += coded[i + 2];
      mark.words.push({
        from: count, to: count + coded[i + 1],
        start: at / 100, end: (at + coded[i + 3]) / 100, spans: []
      });
      count += coded[i + 1];
    }
    var walker = document.createTreeWalker(mark.element, 5, {
      acceptNode: function (node) {
        if (node.nodeType === 3) return 1;
        return node.classList.contains("u") ? 2 : 3;
      }
    });
    var nodes = [], node;
    while ((node = walker.nextNode())) nodes.push(node);
    var position = 0, next = 0;
    nodes.forEach(function (node) {
      var pieces = document.createDocumentFragment(), run = "", word = null;
      function flush() {
        if (!run) return;
        if (word) {
          var span = make("span", { class: "w" }, run);
          word.spans.push(span);
          span.izdat = word;
          pieces.appendChild(span);
        } else pieces.appendChild(document.createTextNode(run));
        run = "";
      }
      Array.from(node.data).forEach(function (character) {
        var inside;
        if (/\s/.test(character)) inside = word && position < word.to ? word : null;
        else {
          while (next < mark.words.length && position >= mark.words[next].to) next++;
          inside = mark.words[next];
          if (!inside || position < inside.from) inside = null;
          position++;
        }
        if (inside !== word) { flush(); word = inside; }
        run += character;
      });
      flush();
      node.parentNode.replaceChild(pieces, node);
    });
  }

  /* The last of a list sorted by start that has begun. */
  function begun(list, time) {
    var low = 0, high = list.length;
    while (low < high) {
      var middle = (low + high) >> 1;
      if (list[middle].start <= time) low = middle + 1; else high = middle;
    }
    return list[low - 1];
  }

  function player(box) {
    var audio = box.querySelector("audio"), say = JSON.parse(box.dataset.words);
    var title = box.dataset.title, length = parseFloat(box.dataset.duration) || 0;
    var key = "izdat " + box.dataset.key, wanted = 0, here = null, spoken = null, saved = 0;
    var marks = Array.from(document.querySelectorAll("[data-t]"), function (element) {
      return { element: element, start: element.dataset.t / 100, words: null };
    }).sort(function (a, b) { return a.start - b.start; });

    /* A draft marks the words of whose times the aligner is not sure. */
    marks.forEach(function (mark) {
      if (!mark.element.dataset.u) return;
      divide(mark);
      mark.element.dataset.u.split(" ").forEach(function (number) {
        mark.words[number].spans.forEach(function (span) { span.classList.add("unsure"); });
      });
    });

    function button(name, text, label) {
      var made = make("button", { type: "button", class: name }, text);
      if (label) { made.setAttribute("aria-label", label); made.title = label; }
      bar.appendChild(made);
      return made;
    }

    var bar = make("div", { class: "bar" });
    if (say.lang) { bar.lang = say.lang; bar.dir = say.dir; }
    var play = button("play", "", say.play);
    var back = button("jump", "−15", say.back);
    var counter = make("span", { class: "counter", dir: "ltr" }, clock(0));
    bar.appendChild(counter);
    var forward = button("jump", "+30", say.forward);
    back.dir = forward.dir = "ltr";
    var reel = make("div", { class: "reel" });
    var tape = box.querySelector(".tape"), played = 0;
    var stops = box.querySelectorAll(".tape stop"); /* where the waveform changes its colour */
    if (tape) reel.appendChild(tape);
    var range = make("input", { type: "range", min: 0, max: Math.ceil(length), step: 1, value: 0,
      "aria-label": say.place });
    reel.appendChild(range);
    bar.appendChild(reel);
    var speed = make("select", { "aria-label": say.speed });
    SPEEDS.forEach(function (rate) { speed.appendChild(make("option", { value: rate }, rate + "×")); });
    speed.value = "1";
    bar.appendChild(speed);
    var follow = null, copy = null;
    if (marks.length) {
      follow = button("follow", say.follow);
      follow.setAttribute("aria-pressed", "true");
      copy = button("quote", say.copy);
    }
    var status = make("p", { class: "status", role: "status" });
    bar.appendChild(status);
    box.appendChild(bar);
    audio.removeAttribute("controls");

    function now() { return audio.readyState ? audio.currentTime : wanted; }

    function show() {
      var time = now();
      counter.textContent = clock(time);
      range.value = time;
      range.setAttribute("aria-valuetext", clock(time));
      var part = length ? Math.min(1, time / length).toFixed(3) : 0;
      if (part !== played) {
        played = part;
        stops.forEach(function (stop) { stop.setAttribute("offset", part); });
      }
      var mark = begun(marks, time + 0.05), word = null;
      if (mark !== here) {
        if (here) here.element.classList.remove("now");
        here = mark;
        if (here) {
          here.element.classList.add("now");
          divide(here);
          if (!audio.paused) reveal(here.element);
        }
      }
      if (here) {
        word = begun(here.words, time + 0.05) || null;
        if (word && time > word.end + 1) word = null;
      }
      if (word !== spoken) {
        light(spoken, false);
        light(word, true);
        spoken = word;
      }
    }

    function light(word, on) {
      if (word) word.spans.forEach(function (span) { span.classList.toggle("on", on); });
    }

    function reveal(element) {
      if (!follow || follow.getAttribute("aria-pressed") !== "true") return;
      var place = element.getBoundingClientRect(), top = box.getBoundingClientRect().bottom;
      if (place.top >= top && place.bottom <= innerHeight) return;
      element.scrollIntoView({ block: "center", behavior: calm.matches ? "auto" : "smooth" });
    }

    function seek(time) {
      wanted = Math.max(0, length ? Math.min(time, length) : time);
      if (audio.readyState) audio.currentTime = wanted;
      show();
    }

    function start() {
      status.textContent = "";
      var promise = audio.play();
      if (promise) promise.catch(function (error) {
        if (error.name !== "AbortError") status.textContent = say.failed;
      });
    }

    function toggle() { if (audio.paused) start(); else audio.pause(); }

    function frame() {
      if (audio.paused) return;
      show();
      requestAnimationFrame(frame);
    }

    function remember() {
      try {
        if (audio.ended || now() < 5) localStorage.removeItem(key);
        else localStorage.setItem(key, now().toFixed(1));
      } catch (error) { /* a browser that keeps nothing */ }
    }

    audio.addEventListener("loadedmetadata", function () {
      if (isFinite(audio.duration)) { length = audio.duration; range.max = Math.ceil(length); }
      if (wanted) audio.currentTime = wanted;
      audio.playbackRate = speed.value;
    });
    audio.addEventListener("play", function () {
      play.setAttribute("aria-label", say.pause);
      play.title = say.pause;
      box.classList.add("playing");
      requestAnimationFrame(frame);
    });
    audio.addEventListener("pause", function () {
      play.setAttribute("aria-label", say.play);
      play.title = say.play;
      box.classList.remove("playing");
      remember();
      show();
    });
    audio.addEventListener("timeupdate", function () {
      show();
      if (Math.abs(now() - saved) > 5) { saved = now(); remember(); }
    });
    audio.addEventListener("ended", remember);
    audio.addEventListener("seeked", show);
    audio.addEventListener("error", function () { status.textContent = say.failed; });
    play.addEventListener("click", toggle);
    back.addEventListener("click", function () { seek(now() - 15); });
    forward.addEventListener("click", function () { seek(now() + 30); });
    range.addEventListener("input", function () { seek(+range.value); });
    speed.addEventListener("change", function () { audio.playbackRate = speed.value; });
    if (follow) {
      follow.addEventListener("click", function () {
        var on = follow.getAttribute("aria-pressed") !== "true";
        follow.setAttribute("aria-pressed", on);
        if (on && here) reveal(here.element);
      });
      ["wheel", "touchmove"].forEach(function (name) {
        addEventListener(name, function () {
          if (!audio.paused) follow.setAttribute("aria-pressed", "false");
        }, { passive: true });
      });
    }

    /* Keys work while the focus is in the player, so that no screen reader's key is taken. */
    box.addEventListener("keydown", function (event) {
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      var step = { KeyK: toggle, KeyJ: function () { seek(now() - 15); },
        KeyL: function () { seek(now() + 30); }, Comma: function () { faster(-1); },
        Period: function () { faster(1); } }[event.code];
      if (step && event.target !== speed) { step(); event.preventDefault(); }
    });

    function faster(by) {
      var at = Math.min(SPEEDS.length - 1, Math.max(0, SPEEDS.indexOf(+speed.value) + by));
      speed.value = SPEEDS[at];
      audio.playbackRate = SPEEDS[at];
    }

    document.addEventListener("click", function (event) {
      var link = event.target.closest("a.at");
      var time = link && seconds((link.hash || "").replace("#t=", ""));
      if (link && !isNaN(time)) {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        seek(time);
        start();
        return;
      }
      var element = event.target.closest("[data-w]");
      if (!element || event.target.closest("a, button, summary, .u") || !getSelection().isCollapsed) return;
      divide(marks.find(function (mark) { return mark.element === element; }));
      var span = document.elementFromPoint(event.clientX, event.clientY);
      if (span && span.izdat) { seek(span.izdat.start); start(); }
    });

    function quotation() {
      var chosen = getSelection(), words = String(chosen).replace(/\s+/g, " ").trim();
      if (!words || !chosen.rangeCount) return "";
      var node = chosen.getRangeAt(0).startContainer;
      var element = node.nodeType === 1 ? node : node.parentElement;
      var paragraph = element.closest("[data-t], .words [id]");
      if (!paragraph) return "";
      var turn = paragraph.closest(".turn"), who = turn && turn.querySelector("cite");
      var word = element.closest(".w"), time = word ? word.izdat.start : paragraph.dataset.t / 100;
      var canonical = document.querySelector("link[rel=canonical]");
      return "“" + words + "” — " + (who ? who.textContent + ", " : "") + title + ", " +
        box.dataset.show + (isNaN(time) ? "" : ", " + short(time)) + ", " +
        (canonical ? canonical.href : location.href.split("#")[0]) + "#" + paragraph.id;
    }
    if (copy) {
      document.addEventListener("selectionchange", function () {
        copy.classList.toggle("ready", !getSelection().isCollapsed);
      });
      /* A press on the button would take the selection away. */
      copy.addEventListener("mousedown", function (event) { event.preventDefault(); });
      copy.addEventListener("click", function () {
        var text = quotation();
        if (!text) status.textContent = say.select;
        else copyText(text, function () { status.textContent = say.copied; });
      });
    }

    function fromAddress() {
      var found = /^#t=([\d:.]+)/.exec(location.hash), time = found ? seconds(found[1]) : NaN;
      if (isNaN(time)) return false;
      seek(time);
      if (here) here.element.scrollIntoView({ block: "center" });
      return true;
    }
    addEventListener("hashchange", fromAddress);
    if (!fromAddress()) {
      var last = NaN;
      try { last = parseFloat(localStorage.getItem(key)); } catch (error) { /* as above */ }
      if (last > 5 && (!length || last < length - 5)) {
        seek(last);
        status.textContent = say.resume;
      }
    }

    if ("mediaSession" in navigator && window.MediaMetadata) {
      navigator.mediaSession.metadata = new MediaMetadata({ title: title, artist: box.dataset.show });
      try {
        navigator.mediaSession.setActionHandler("seekbackward", function () { seek(now() - 15); });
        navigator.mediaSession.setActionHandler("seekforward", function () { seek(now() + 30); });
      } catch (error) { /* an older browser knows fewer actions */ }
    }
  }

  var box = document.querySelector(".player");
  if (box && box.querySelector("audio")) player(box);
})();
