/* Keeps an episode in the browser, to be read and heard without a connection. Nothing is kept that
   nobody asked for: no worker is there, and no byte, before the button is pressed. */
var MOST = 5; /* episodes: one more makes room by the oldest */
var izdat = window.izdat, make = izdat.make, all = izdat.all;

function keeper(box) {
  var say = JSON.parse(box.dataset.words), audio = document.querySelector(".player audio");
  var worker = new URL(box.dataset.worker, location.href), scope = new URL(".", worker).href;
  var page = location.href.split(/[?#]/)[0].replace(/\/$/, "/index.html");
  /* What is kept of an episode lies in a cache whose name says what it is; worker.js reads it. */
  var head = "izdat " + scope + " ";
  var own = head + JSON.stringify([page, document.querySelector("h1").textContent,
    document.documentElement.lang]);
  var sources = all("source", audio), chosen = Math.max(0, sources.findIndex(source => {
    return audio.canPlayType(source.type);
  }));
  var bytes = +box.dataset.bytes.split("|")[chosen];

  var press = make("button", { type: "button" }), status = make("p", { role: "status" });
  var list = make("ul", { class: "plain" });
  [press, status, list].forEach(each => { box.appendChild(each); });
  if (say.lang) { box.lang = say.lang; box.dir = say.dir; }

  /* Give what is kept, the oldest first: [name, address, title, language]. The page itself is put
     in last, so that a cache without it is one whose fetching was broken off. */
  function kept() {
    return caches.keys().then(names => Promise.all(
      names.filter(name => name.indexOf(head) === 0).map(name => {
        var entry = [name].concat(JSON.parse(name.slice(head.length)));
        return caches.open(name).then(cache => cache.match(entry[1])).then(hit => hit && entry);
      })
    )).then(found => found.filter(Boolean));
  }

  function show() {
    return kept().then(found => {
      var is = found.some(each => each[1] === page);
      press.textContent = is ? say.drop
        : say.keep.replace("#", box.dataset.sizes.split("|")[chosen]);
      press.onclick = is ? () => { drop([own]).then(show); } : fetchAll;
      press.disabled = false;
      if (is && !status.textContent) status.textContent = say.kept;
      list.textContent = "";
      found.filter(each => each[1] !== page).forEach(each => {
        var item = make("li", { lang: each[3] });
        item.appendChild(make("a", { href: each[1] }, each[2]));
        list.appendChild(item);
      });
      if (list.firstChild) list.prepend(make("li", {}, say.others));
    });
  }

  function drop(names) {
    status.textContent = "";
    return Promise.all(names.map(name => caches.delete(name))).then(kept).then(left => {
      if (left.length) return;
      return navigator.serviceWorker.getRegistration(scope).then(found => {
        if (found && found.scope === scope) return found.unregister();
      });
    });
  }

  /* Return the addresses of all that the page is made of, each once, the page itself last. */
  function parts() {
    var found = all("script[src], img").map(each => each.src);
    found = found.concat(all("img").map(each => each.currentSrc));
    found = found.concat(all("link[rel=stylesheet], link[rel=icon]").map(each => each.href));
    found = found.concat(all(".languages a[hreflang]").map(each => each.href));
    /* Fonts are named by the stylesheet alone. */
    found = found.concat(performance.getEntriesByType("resource").filter(each => {
      return each.initiatorType === "css";
    }).map(each => each.name));
    var times = document.querySelector(".player").dataset.times;
    if (times) found.push(new URL(times, location.href).href);
    found = found.concat([sources[chosen].src, page]);
    return found.filter((each, n) => {
      return each.indexOf(scope) === 0 && found.indexOf(each) === n && each !== page;
    }).concat([page]);
  }

  function fetchAll() {
    var done = 0;
    function one(cache, address) {
      return fetch(address).then(answer => {
        if (!answer.ok) throw answer;
        var body = answer.body.pipeThrough(new TransformStream({
          transform: (chunk, out) => {
            done += chunk.length;
            status.textContent = say.keeping.replace("#", Math.min(99, Math.floor(100 * done / bytes)));
            out.enqueue(chunk);
          }
        }));
        var type = answer.headers.get("Content-Type") || "";
        return cache.put(address, new Response(body, { headers: { "Content-Type": type } }));
      });
    }
    press.disabled = true;
    caches.delete(own).then(() => caches.open(own)).then(cache => {
      return parts().reduce((before, each) => before.then(() => one(cache, each)), Promise.resolve());
    }).then(() => navigator.serviceWorker.register(worker.href, { scope: scope })).then(kept)
      .then(found => Promise.all(found.slice(0, -MOST).map(each => caches.delete(each[0]))))
      .then(() => { status.textContent = say.kept; }, error => {
        return drop([own]).then(() => {
          status.textContent = error.name === "QuotaExceededError" ? say.full : say.failed;
        });
      }).then(show);
  }

  show().catch(() => { box.remove(); }); /* a browser that keeps nothing */
}

/* A page from a disk is at hand anyway; a browser in private may have no worker. */
if (/^https?:$/.test(location.protocol) && navigator.serviceWorker && window.caches
    && window.TransformStream && document.querySelector(".player audio"))
  all(".offline").forEach(keeper);
