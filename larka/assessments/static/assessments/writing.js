// The writing page: keeps drafts while one types, so that nothing typed is lost. The form works without it.
"use strict";

(() => {
  const form = document.querySelector("form[data-drafts]");
  if (!form) return;
  const PAUSE = 1500;
  const waiting = new Map(); // the places whose text the server does not have yet, with the timer of the next try
  const sending = new Map(); // for each place the end of what is on its way

  function tell(area, text, failed = false) {
    const state = area.closest(".writing-row").querySelector(".draft-state");
    if (!state) return;
    state.textContent = text;
    state.classList.toggle("failed", failed);
  }

  function later(area, pause, text) {
    if (text) tell(area, text, true);
    clearTimeout(waiting.get(area));
    waiting.set(area, setTimeout(() => keep(area), pause));
  }

  // One at a time for each place, so that an earlier text never arrives after a later one.
  function keep(area) {
    const before = sending.get(area) ?? Promise.resolve();
    sending.set(area, before.then(() => waiting.has(area) && send(area)));
    return sending.get(area);
  }

  async function send(area, again = false) {
    clearTimeout(waiting.get(area));
    const text = area.value;
    const membership = area.name.slice("text-".length);
    const version = form.querySelector(`[name="version-${membership}"]`).value;
    const { page } = form.dataset;
    const body = new URLSearchParams({ membership, text, version, page, seen: area.dataset.seen ?? "", csrfmiddlewaretoken: token(document).value });
    try {
      const answer = await fetch(form.dataset.drafts, { method: "POST", body, keepalive: true, redirect: "manual" });
      if (answer.ok) answered(area, text, `${form.dataset.saved} ${clock((await answer.json()).saved_at)}`);
      else if (answer.status === 409) answered(area, text, form.dataset.elsewhere, true);
      else if (answer.type !== "opaqueredirect" && answer.status !== 403) answered(area, text, form.dataset.refused, true);
      else if (!again && (await signedInAgain())) await send(area, true);
      else later(area, PAUSE * 4, form.dataset.signedOut);
    } catch {
      later(area, PAUSE * 4, form.dataset.unsaved);
    }
  }

  function answered(area, text, words, failed = false) {
    if (area.value !== text) return; // more has been typed meanwhile, and its turn comes
    clearTimeout(waiting.get(area));
    waiting.delete(area);
    tell(area, words, failed);
  }

  const clock = (moment) => new Date(moment).toLocaleTimeString("sv-SE", { hour: "2-digit", minute: "2-digit" });

  function token(page) {
    return page.querySelector("form[data-drafts] [name=csrfmiddlewaretoken]");
  }

  // After signing in again in another tab this page needs the new session's token; only the same person gets it.
  async function signedInAgain() {
    const answer = await fetch(window.location.href, { redirect: "manual" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const name = (of) => of.querySelector(".menu-name")?.textContent;
    const fresh = token(page);
    if (!fresh || name(page) !== name(document)) return false;
    token(document).value = fresh.value;
    return true;
  }

  const keepAll = () => Promise.all([...waiting.keys()].map((area) => keep(area)));

  form.addEventListener("input", (event) => { if (event.target.name?.startsWith("text-")) later(event.target, PAUSE); });
  form.addEventListener("focusout", (event) => { if (waiting.has(event.target)) keep(event.target); });
  window.addEventListener("online", keepAll);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") for (const area of waiting.keys()) send(area); });
  // Saving leaves the page only when the server has all that was typed.
  form.addEventListener("submit", async (event) => {
    if (!waiting.size) return;
    event.preventDefault();
    await keepAll();
    if (waiting.size) waiting.keys().next().value.focus();
    else form.requestSubmit(event.submitter);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "s" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); form.querySelector("[name=save]").click(); }
  });
})();
