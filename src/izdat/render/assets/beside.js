/* A translation beside the text, or in its place, paragraph by paragraph: what the other
   edition's page says, read when it is asked for. */
var ASKED = "izdat transcript";
var izdat = window.izdat, all = izdat.all, make = izdat.make;

/* A page from a disk may not be read by another, but may be asked. */
izdat.on(window, "message", event => {
  var text = document.getElementById("transcript_");
  if (event.data === ASKED && event.source === parent && parent !== window && text)
    event.source.postMessage({
      izdat: "<html dir=" + document.documentElement.dir + ">" + text.innerHTML
    }, "*");
});

/* Call ``done`` with another page's transcript, as a document. */
function otherPage(href, done, failed) {
  function read(text) { done(new DOMParser().parseFromString(text, "text/html")); }
  if (location.protocol !== "file:") {
    fetch(href).then(answer => {
      if (!answer.ok) throw answer;
      return answer.text();
    }).then(read).catch(failed);
    return;
  }
  var frame = make("iframe", { src: href, hidden: "", title: "" });
  izdat.on(window, "message", function heard(event) {
    if (event.source !== frame.contentWindow || !event.data.izdat) return;
    window.removeEventListener("message", heard);
    frame.remove();
    read(event.data.izdat);
  });
  frame.onload = () => { frame.contentWindow.postMessage(ASKED, "*"); };
  document.body.appendChild(frame);
}

/* Return the words of an element of the other page: no times, tools and names of places. */
function wordsOf(element, link) {
  var dir = element.ownerDocument.documentElement.dir;
  var words = make("span", { class: "beside u", lang: link.hreflang, dir: dir });
  words.innerHTML = element.innerHTML;
  all(".tools, .at", words).forEach(each => { each.remove(); });
  all("[id]", words).forEach(each => { each.removeAttribute("id"); });
  all("[data-t]", words).forEach(each => { each.removeAttribute("data-t"); });
  all("a[href]", words).forEach(each => {
    each.href = new URL(each.getAttribute("href"), link.href).href;
  });
  words.dataset.link = link.getAttribute("href");
  return words;
}

/* Add the choice of languages to the player, if the page has others. */
function languages() {
  var say = izdat.say;
  var text = document.getElementById("transcript_");
  var others = all("header.site .languages a[hreflang]").filter(link => {
    return text && all(".xl", text).some(each => each.hreflang === link.hreflang);
  });
  if (!others.length) return;
  var own = document.querySelector("header.site .languages b").textContent;
  var select = make("select", { class: "text", "aria-label": say.text });
  select.appendChild(make("option", { value: "" }, own));
  others.forEach(link => {
    var lang = link.hreflang, attributes = { lang: lang, dir: "auto" };
    attributes.value = lang + "+";
    select.appendChild(make("option", attributes, own + " + " + link.textContent));
    attributes.value = lang;
    select.appendChild(make("option", attributes, link.textContent));
  });
  izdat.room.appendChild(select);
  var loaded = {};

  function pair(lang, other) {
    if (loaded[lang]) return;
    all(".words [id], .segment > .head h2", text).forEach(element => {
      var tools = element.tagName === "H2" ? element.parentNode : element;
      var link = all(".xl", tools).filter(each => each.hreflang === lang)[0];
      if (!link || element.closest(".beside")) return;
      var name = decodeURIComponent(link.hash.slice(1));
      var there = other.getElementById(element.tagName === "H2" ? name + "_title" : name);
      if (!there) return;
      var row = element.querySelector(".pair");
      if (!row) {
        row = make("span", { class: "pair" });
        var whole = make("span", { class: "own" });
        Array.from(element.childNodes).forEach(node => {
          if (node.nodeType !== 1 || !node.classList.contains("tools")) whole.appendChild(node);
        });
        row.appendChild(whole);
        element.insertBefore(row, element.firstChild);
      }
      row.appendChild(wordsOf(there, link));
    });
    loaded[lang] = true;
  }

  function showText() {
    var lang = select.value.replace("+", ""), isBoth = /\+$/.test(select.value);
    all(".pair", text).forEach(row => {
      var has = false;
      all(".beside", row).forEach(each => {
        each.hidden = each.lang !== lang;
        has = has || !each.hidden;
      });
      row.querySelector(".own").hidden = has && !isBoth;
    });
    text.classList.toggle("both", isBoth);
    izdat.keep("text", select.value);
  }

  izdat.on(select, "change", () => {
    var lang = select.value.replace("+", "");
    if (!lang || loaded[lang]) { showText(); return; }
    var link = others.filter(each => each.hreflang === lang)[0];
    otherPage(link.href, other => { pair(lang, other); showText(); }, () => {
      izdat.tell(say.unread);
      select.value = "";
      showText();
    });
  });
  var last = izdat.kept("text");
  if (last && all("option", select).some(option => option.value === last)) {
    select.value = last;
    select.dispatchEvent(new Event("change"));
  }
}

if (izdat.room) languages();
