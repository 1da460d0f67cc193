// Points at what should seldom stand in a text about a child while one types it (F6). The same patterns as on the server; nothing is sent.
"use strict";

if (!window.larka.pointsAt) (() => {
  const PAUSE = 700;
  const AROUND = 32;
  const rules = window.larka.rules.map(({ kind, pattern }) => ({ kind, pattern: new RegExp(pattern, "gimu") }));
  const words = document.querySelector("template[data-free-text-words]").content;
  const waiting = new WeakMap();

  // Everything worth a second look, in the order of the text; of two that overlap the first rule's.
  function pointsAt(text, health = true) {
    const found = [];
    for (const { kind, pattern } of rules) {
      if (kind === "health" && !health) continue;
      for (const match of text.matchAll(pattern)) {
        const end = match.index + match[0].length;
        const start = end - match[1].length;
        if (found.every((one) => end <= one.start || start >= one.end)) found.push({ kind, start, end, word: match[1] });
      }
    }
    return found.sort((one, other) => one.start - other.start);
  }
  window.larka.pointsAt = pointsAt;

  function line(text, { kind, start, end, word }) {
    const item = document.createElement("li");
    const mark = document.createElement("mark");
    mark.textContent = word;
    const before = (start > AROUND ? "…" : "") + text.slice(Math.max(0, start - AROUND), start);
    const after = text.slice(end, end + AROUND) + (end + AROUND < text.length ? "…" : "");
    item.append(words.querySelector(`[data-kind="${kind}"]`).cloneNode(true), ` ${before}`, mark, after);
    return item;
  }

  function boxOf(area) {
    const known = document.querySelector(`[data-pointed="${CSS.escape(area.id)}"]`);
    if (known) return known;
    const box = document.createElement("div");
    box.className = "pointed";
    box.dataset.pointed = area.id;
    box.setAttribute("role", "status");
    box.append(words.querySelector("p").cloneNode(true), document.createElement("ul"));
    area.after(box);
    return box;
  }

  function look(area) {
    const found = pointsAt(area.value, area.dataset.freeText !== "health");
    if (!found.length && !document.querySelector(`[data-pointed="${CSS.escape(area.id)}"]`)) return;
    const box = boxOf(area);
    box.hidden = !found.length;
    box.querySelector("ul").replaceChildren(...found.map((one) => line(area.value, one)));
  }

  document.addEventListener("input", ({ target }) => {
    if (!target.matches("textarea[data-free-text]")) return;
    clearTimeout(waiting.get(target));
    waiting.set(target, setTimeout(() => look(target), PAUSE));
  });
})();
