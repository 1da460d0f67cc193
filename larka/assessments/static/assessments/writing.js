// The writing page: keeps drafts while one types, so that nothing typed is lost. The form works without it.
"use strict";

(() => {
  const form = document.querySelector("form[data-drafts]");
  if (!form) return;
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const PAUSE = 1500;
  const waiting = new Map();

  function tell(area, text) {
    const state = area.closest(".writing-row").querySelector(".draft-state");
    if (state) state.textContent = text;
  }

  async function keep(area) {
    clearTimeout(waiting.get(area));
    waiting.delete(area);
    const membership = area.name.slice("text-".length);
    const version = form.querySelector(`[name="version-${membership}"]`).value;
    const body = new URLSearchParams({ membership, text: area.value, version, csrfmiddlewaretoken: token });
    try {
      const answer = await fetch(form.dataset.drafts, { method: "POST", body, keepalive: true, redirect: "error" });
      if (!answer.ok) throw new Error(String(answer.status));
      const at = new Date((await answer.json()).saved_at);
      tell(area, `${form.dataset.saved} ${at.toLocaleTimeString("sv-SE", { hour: "2-digit", minute: "2-digit" })}`);
    } catch {
      tell(area, form.dataset.unsaved);
      waiting.set(area, setTimeout(() => keep(area), PAUSE * 4));
    }
  }

  form.addEventListener("input", (event) => {
    const area = event.target;
    if (!area.name || !area.name.startsWith("text-")) return;
    clearTimeout(waiting.get(area));
    waiting.set(area, setTimeout(() => keep(area), PAUSE));
  });
  form.addEventListener("focusout", (event) => { if (waiting.has(event.target)) keep(event.target); });
  window.addEventListener("online", () => { for (const area of waiting.keys()) keep(area); });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") for (const area of waiting.keys()) keep(area);
  });
  form.addEventListener("submit", () => { for (const timer of waiting.values()) clearTimeout(timer); waiting.clear(); });
  document.addEventListener("keydown", (event) => {
    if (event.key === "s" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); form.querySelector("[name=save]").click(); }
  });
})();
