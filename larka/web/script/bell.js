// Asks whether there is anything new: often while the page is used, seldom while it only stands there, never while nobody sees it.
"use strict";

(() => {
  if (!document.querySelector("[data-bell]")) return;
  const OFTEN = 4_000;
  const SELDOM = 60_000;
  const USED = 120_000; // how long after the last touch a page counts as used
  let touched = Date.now();
  let first = "news" in document.querySelector("[data-bell]").dataset; // the list that came with the page has what is first counted
  let timer;

  const wait = () => {
    clearTimeout(timer);
    if (document.visibilityState === "visible") timer = setTimeout(ask, Date.now() - touched < USED ? OFTEN : SELDOM);
  };

  async function ask() {
    const bell = document.querySelector("[data-bell]");
    try {
      const answer = await fetch(`${bell.dataset.bell}?n=${bell.dataset.count}`);
      if (answer.status === 200 && !answer.redirected) show(bell, await answer.text());
      if (answer.status === 401) return; // signed out: nothing more comes
    } catch { /* no network: asked again */ }
    wait();
  }

  function show(bell, html) {
    const focused = document.activeElement === bell;
    bell.outerHTML = html;
    if (focused) document.querySelector("[data-bell]").focus();
    const list = document.getElementById("notiser");
    if (first) { first = false; return; }
    if (list && !list.contains(document.activeElement)) htmx.ajax("GET", location.href, { target: list, select: "#notiser", swap: "outerHTML" });
  }

  for (const kind of ["pointerdown", "keydown", "scroll"]) {
    document.addEventListener(kind, () => {
      const rested = Date.now() - touched > USED;
      touched = Date.now();
      if (rested) ask();
    }, { passive: true, capture: true });
  }
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") { touched = Date.now(); ask(); } else clearTimeout(timer); });
  if ("news" in document.querySelector("[data-bell]").dataset) ask();
  else wait();
})();
