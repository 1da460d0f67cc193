// Says how many characters are left while one types. The page says the ceiling without it, and the server holds it.
"use strict";

(() => {
  for (const counter of document.querySelectorAll("[data-counts]")) {
    const field = document.getElementById(counter.dataset.counts);
    const tell = () => {
      const length = [...field.value.replace(/\r\n/g, "\n").trim()].length;
      counter.textContent = counter.dataset.said.replace("{n}", length);
      counter.classList.toggle("over", length > Number(counter.dataset.most));
    };
    field.addEventListener("input", tell);
    if (field.value) tell();
  }
})();
