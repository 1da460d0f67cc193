// Tells two minutes before a session ends, for want of use or because it has lasted as long as it may. What is done in another tab, or kept while one types, counts.
"use strict";

(() => {
  const box = document.querySelector("[data-idle]");
  if (!box) return;
  const WARNED = 120; // seconds before the end
  const AGAIN = 15; // how often one looks while the warning stands
  const soon = box.querySelector("[data-soon]");
  const final = box.querySelector("[data-final]");
  const over = box.querySelector("[data-over]");
  let timer;

  const wait = (seconds) => { clearTimeout(timer); timer = setTimeout(look, Math.max(1, seconds) * 1000); };

  function show(left, last) {
    box.hidden = left > WARNED;
    soon.hidden = left <= 0 || last;
    final.hidden = left <= 0 || !last;
    over.hidden = left > 0;
    if (left > 0) wait(left > WARNED ? left - WARNED : Math.min(AGAIN, left + 1));
  }

  async function ask(how) {
    try {
      const answer = await fetch(box.dataset.left, how);
      const told = answer.ok ? await answer.json() : null;
      if (told) show(told.left, told.final);
      else wait(AGAIN);
    } catch {
      wait(AGAIN);
    }
  }

  const look = () => ask({});

  soon.addEventListener("submit", (event) => {
    event.preventDefault();
    ask({ method: "POST", body: new URLSearchParams(new FormData(soon)) });
  });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") look(); });
  wait(Number(box.dataset.idle) - WARNED);
})();
