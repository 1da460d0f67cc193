{
  frame() {
    return {
      h1: [...document.querySelectorAll("h1")].filter((e) => e.checkVisibility()).map((e) => e.innerText),
      language: document.documentElement.lang,
      title: document.title,
      print: [...document.querySelectorAll("[data-print]")].filter((e) => e.checkVisibility()).length,
      skip: document.querySelector("body > a.skip")?.hash,
      main: document.querySelectorAll("main#innehall").length,
      ids: [...document.querySelectorAll("[id]")].map((e) => e.id).filter((id, n, all) => all.indexOf(id) !== n),
    };
  },

  // The shape of each element, and which of them it stands in: its own with its colours and its letters as they are now, its
  // neighbour's and those of all it stands in. Whose page it is, numbers and words do not matter; whether there are words does.
  shapes() {
    const plain = (value) => value.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "#").replace(/\d+/g, "0");
    const said = /^(title|alt|value|content|placeholder|aria-label|aria-description|datetime|data-.*|srcset)$/;
    const one = ([name, value]) => `${name}=${said.test(name) ? Boolean(value.trim()) : /^(class|style)$/.test(name) ? value : plain(value)}`;
    const words = (e) => [...e.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.data.trim());
    const seen = ({ color, backgroundColor, backgroundImage, opacity, fontSize, fontWeight, visibility, display }) =>
      [color, backgroundColor, backgroundImage, opacity, fontSize, fontWeight, visibility, display].join(" ");
    const told = (e) => `${e.localName} ${e.getAttributeNames().map((n) => one([n, e.getAttribute(n)])).sort().join(" ")} ${words(e)}`;
    const kept = (make, known = new Map()) => (e) => known.get(e) ?? known.set(e, make(e)).get(e);
    const own = kept((e) => e ? `${told(e)} ${seen(getComputedStyle(e))}` : "");
    const short = (text) => {
      let one = 7, other = 7;
      for (let n = 0; n < text.length; n++) {
        const sign = text.charCodeAt(n);
        one = Math.imul(one, 31) + sign | 0, other = Math.imul(other, 131) + sign | 0;
      }
      return `${one},${other}`;
    };
    const path = kept((e) => short(e.parentElement ? `${path(e.parentElement)} > ${own(e)}` : own(e)));
    const all = [...document.querySelectorAll("body *:not(script, template)")], places = new Map(all.map((e, n) => [e, n]));
    return all.map((e) => [short(`${own(e.previousElementSibling)} + ${path(e)}`), places.get(e.parentElement) ?? -1]);
  },

  // What axe finds in some of these elements, or in all (-1), null where axe is not there yet; what is said of a list, a table or a
  // group is said of the whole.
  async violations([numbers, options]) {
    if (!("axe" in window)) return null;
    const all = [...document.querySelectorAll("body *:not(script, template)")];
    const include = [...new Set(numbers.map((n) => all[n]?.closest("ul, ol, dl, table, fieldset, [role]") ?? all[n] ?? document.body))];
    return (await axe.run({ include }, options)).violations;
  },

  // What makes the page wider than its window; what scrolls inside a frame of its own does not.
  tooWide() {
    const room = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= room) return [];
    const framed = (e) => e.parentElement && (getComputedStyle(e.parentElement).overflowX !== "visible" || framed(e.parentElement));
    const wide = [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > room + 1 && !framed(e));
    return [`${document.documentElement.scrollWidth} of ${room}`, ...wide.slice(0, 3).map((e) => e.outerHTML.slice(0, 120))];
  },

  // Text that its own box hides a part of.
  cutOff() {
    return [...document.querySelectorAll("main :is(h1, h2, h3, p, li, td, th, a, label, button, dt, dd)")]
      .filter((e) => e.checkVisibility() && !e.closest(".hidden, thead, details:not([open])"))
      .filter((e) => ["hidden", "clip"].includes(getComputedStyle(e).overflowX) && e.scrollWidth > e.clientWidth + 1)
      .map((e) => e.outerHTML.slice(0, 120));
  },

  // Controls in the colour of what lies behind them, and fields and buttons without an edge.
  lostControls() {
    const behind = (e) => {
      const colour = e ? getComputedStyle(e).backgroundColor : "";
      return e && colour.endsWith(", 0)") ? behind(e.parentElement) : colour;
    };
    const edged = (e, look) => look.borderTopWidth !== "0px" || look.outlineStyle !== "none";
    const needsEdge = (e) => e.matches("input:not([type=checkbox], [type=radio]), select, textarea, .button");
    return [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")]
      .filter((e) => e.checkVisibility() && e.getClientRects().length)
      .filter((e) => {
        const look = getComputedStyle(e);
        return look.color === behind(e) || (needsEdge(e) && !edged(e, look));
      })
      .map((e) => e.outerHTML.slice(0, 120));
  },

  paper() {
    const seen = (css) => [...document.querySelectorAll(css)].filter((e) => e.checkVisibility());
    return {
      there: seen("nav, body > header, .button, .skip, dialog, search, .plain-foot").map((e) => e.outerHTML.slice(0, 80)),
      head: seen(".print-header, .document-running").map((e) => e.innerText),
      marked: seen(".print-mark, .document-running").filter((e) => e.innerText.includes("får ej delas")).length,
      known: document.querySelector(".menu") !== null,
    };
  },

  // Where the keyboard is: whether its frame is seen, inside the window, and not under something else.
  focus() {
    const e = document.activeElement, look = getComputedStyle(e), place = e.getBoundingClientRect();
    const inside = place.bottom > 0 && place.top < innerHeight && place.width > 0;
    const y = Math.min(Math.max(place.top + place.height / 2, 0), innerHeight - 1);
    const there = document.elementFromPoint(place.left + place.width / 2, y);
    return {
      what: e.outerHTML.slice(0, 100),
      name: (e.labels?.[0] ?? e).innerText ?? "",
      framed: look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2,
      inside,
      covered: Boolean(inside && there && !e.contains(there) && !there.contains(e)),
      nowhere: e === document.body,
    };
  },
}
