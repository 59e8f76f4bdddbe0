/* When each word is heard: read from a file of its own, and put around the words when needed. */
var DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/* Give each mark its words' times. The file is a script that sets one string, because a page
   from a disk may read nothing else; it has a part for each mark, in the order of the page. */
function loadTimes(file, marks, done) {
  var script = make("script", { src: file });
  script.onload = () => {
    var parts = (window.izdatTimes || "").split(" ");
    if (parts.length === marks.length) {
      marks.forEach((mark, n) => { mark.coded = parts[n]; });
      done();
    }
  };
  document.head.appendChild(script);
}

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
  if (mark.words.length || !mark.coded) return;
  var coded = numbers(mark.coded), at = mark.start * 100, count = 0;
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
    acceptNode: node => {
      if (node.nodeType === 3) return 1;
      return node.classList.contains("u") ? 2 : 3;
    }
  });
  var nodes = [], node;
  while ((node = walker.nextNode())) nodes.push(node);
  var position = 0, next = 0;
  nodes.forEach(node => {
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
    Array.from(node.data).forEach(character => {
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

/* Mark a word or not, with a class of the stylesheet. */
function light(word, name, on) {
  if (word) word.spans.forEach(span => { span.classList.toggle(name, on); });
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
