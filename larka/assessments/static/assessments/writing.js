// The writing page: a chip says whether a pupil has a draft, and Ctrl+S saves. The page works without it.
"use strict";

(() => {
  const form = document.querySelector("form.writing");
  if (!form) return;

  // Of a pupil with nothing saved the chip says whether there is a draft.
  form.addEventListener("larka:kept", (event) => {
    const chip = form.querySelector(event.detail.trim() ? "template.with-draft" : "template.without-draft").content.cloneNode(true);
    event.target.closest(".writing-row").querySelector(".draft-chip")?.replaceChildren(chip);
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "s" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); form.querySelector("[name=save]").click(); }
  });
})();
