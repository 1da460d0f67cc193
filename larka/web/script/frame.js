// Makes pages quicker. Everything works without it.
"use strict";

(() => {
  const typing = (element) => element.closest("input, textarea, select, [contenteditable]");
  const press = { "?": showShortcuts, "/": focusSearch };
  let before = "";

  function showShortcuts() {
    const dialog = document.getElementById("genvagar");
    if (dialog && !dialog.open) dialog.showModal();
  }

  function focusSearch() {
    const field = document.getElementById("sok");
    if (field && field.offsetParent) field.focus();
    else document.querySelector(".find-link")?.click();
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") closeMenus(null);
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (before === "g" && event.key === "h") window.location.assign("/");
    const own = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (own) { event.preventDefault(); own.click(); }
    else if (press[event.key]) { event.preventDefault(); press[event.key](); }
    before = event.key;
  });

  function closeMenus(except) {
    for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(except)) menu.open = false;
  }

  document.addEventListener("click", (event) => {
    closeMenus(event.target);
    if (event.target.closest("[data-print]")) window.print();
  });

  function focusErrors(root) {
    root.querySelector("[data-focus]")?.focus();
  }

  focusErrors(document);
  document.addEventListener("htmx:afterSwap", (event) => focusErrors(event.target));
  // A form that the server found wanting comes back as 422: show it as any other answer.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status === 422) { event.detail.shouldSwap = true; event.detail.isError = false; }
  });
})();
