/* Answers for what a listener has kept (offline.js), and for nothing else. */
var HEAD = "izdat " + self.registration.scope + " ";
var PATIENCE = 4000; /* milliseconds that a page is waited for on a bad line, where it is kept */

self.addEventListener("fetch", event => {
  var asked = event.request;
  if (asked.method === "GET" && asked.url.indexOf(self.registration.scope) === 0)
    event.respondWith(answer(asked));
});

function names() {
  return caches.keys().then(all => all.filter(name => name.indexOf(HEAD) === 0));
}

/* Give what is kept under an address, as it was kept last; nothing if it is not. */
function find(address) {
  return names().then(found => found.reverse().reduce((before, name) => before.then(hit => {
    return hit || caches.open(name).then(cache => cache.match(address));
  }), Promise.resolve()));
}

function answer(asked) {
  var address = asked.url.split(/[?#]/)[0].replace(/\/$/, "/index.html");
  return find(address).then(kept => {
    if (!/\.html$/.test(address)) return kept ? part(kept, asked.headers.get("Range")) : fetch(asked);
    /* A page may have been corrected: it comes from the host while there is one. */
    var fresh = fetch(asked);
    if (!kept) return fresh.catch(() => asked.mode === "navigate" ? list() : Response.error());
    return Promise.race([fresh, new Promise((done, failed) => { setTimeout(failed, PATIENCE); })])
      .catch(() => kept);
  });
}

/* Give the part of a file that a player asks for (RFC 9110, section 14). */
function part(kept, range) {
  var found = /^bytes=(\d+)-(\d*)$/.exec(range || "");
  if (!found) return kept;
  return kept.blob().then(whole => {
    var start = +found[1], end = Math.min(found[2] ? +found[2] + 1 : whole.size, whole.size);
    if (start >= end)
      return new Response("", { status: 416, headers: { "Content-Range": "bytes */" + whole.size } });
    return new Response(whole.slice(start, end), { status: 206, headers: {
      "Content-Type": kept.headers.get("Content-Type"),
      "Content-Range": "bytes " + start + "-" + (end - 1) + "/" + whole.size
    } });
  });
}

/* Give a page that leads to what is kept, for one that is not. */
function list() {
  function text(words) { return words.replace(/[&<>"]/g, sign => "&#" + sign.charCodeAt() + ";"); }
  return names().then(found => new Response(
    "<!DOCTYPE html><meta charset=utf-8><meta name=viewport content='width=device-width'>"
    + "<meta http-equiv=Content-Security-Policy content=\"default-src 'none'\">"
    + "<meta name=color-scheme content='light dark'><title>⇣</title><ul>"
    + found.map(name => JSON.parse(name.slice(HEAD.length))).map(each => {
      return "<li lang=\"" + text(each[2]) + "\" dir=auto><a href=\"" + text(each[0]) + "\">"
        + text(each[1]) + "</a>";
    }).join("") + "</ul>", { headers: { "Content-Type": "text/html; charset=utf-8" } }
  ));
}
