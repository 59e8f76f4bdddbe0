/* What all parts of the script use. They are joined in one function (render/theme.py), and every
   page is whole without them. */
document.documentElement.classList.add("js");

function make(tag, attributes, text) {
  var element = document.createElement(tag);
  Object.keys(attributes).forEach(name => {
    element.setAttribute(name, attributes[name]);
  });
  if (text) element.textContent = text;
  return element;
}

function all(selector, root) { return Array.from((root || document).querySelectorAll(selector)); }

function on(target, name, done, options) { target.addEventListener(name, done, options); }

function clock(seconds) {
  var whole = Math.max(0, Math.floor(seconds));
  function two(n) { return (n < 10 ? "0" : "") + n; }
  return Math.floor(whole / 3600) + ":" + two(Math.floor(whole / 60) % 60) + ":" + two(whole % 60);
}

/* A time as it is written beside its paragraph: no hours where there are none. */
function short(seconds) { return clock(seconds).replace(/^0:0?/, ""); }

/* Return seconds of "754", "12:34" or "1:02:03"; NaN of anything else. */
function seconds(text) {
  return text.split(":").reduce((sum, part) => {
    return /^\d+(\.\d*)?$/.test(part) ? sum * 60 + parseFloat(part) : NaN;
  }, 0);
}

/* What the reader chose is kept in the browser and nowhere else; some keep nothing. */
function kept(name) {
  try { return localStorage.getItem("izdat " + name) || ""; } catch (error) { return ""; }
}

function keep(name, value) {
  try {
    if (value) localStorage.setItem("izdat " + name, value);
    else localStorage.removeItem("izdat " + name);
  } catch (error) { /* a browser that keeps nothing */ }
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

/* The page's own address in the world, also where it is read from a disk. */
function address() {
  var canonical = document.querySelector("link[rel=canonical]");
  return canonical ? canonical.href : location.href.split("#")[0];
}

/* What beside.js uses of this; the player adds ``tell`` and ``room``. */
window.izdat = { all: all, make: make, kept: kept, keep: keep, on: on };

all("button.copy").forEach(button => {
  button.hidden = false;
  on(button, "click", () => {
    copyText(document.getElementById(button.dataset.copy).textContent, () => {
      button.textContent = button.dataset.done;
    });
  });
});
