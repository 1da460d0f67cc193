// The writing page: keeps drafts while one types, so that nothing typed is lost. The form works without it.
"use strict";

(() => {
  const form = document.querySelector("form[data-drafts]");
  if (!form) return;
  const PAUSE = 1500;
  const PATIENCE = 15000; // a server that has not answered by then is told as one that does not
  const waiting = new Map(); // the places whose text the server does not have yet, with the timer of the next try
  const sending = new Map(); // for each place the end of what is on its way
  let pressed = null; // the button that waits for all texts to be kept

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
    sending.set(area, before.then(() => !waiting.has(area) || send(area)));
    return sending.get(area);
  }

  // Whether the server has answered about the text: it has it, or has said why not.
  async function send(area, again = false) {
    clearTimeout(waiting.get(area));
    const text = area.value;
    const membership = area.name.slice("text-".length);
    const version = form.querySelector(`[name="version-${membership}"]`).value;
    const { page } = form.dataset;
    const body = new URLSearchParams({ membership, text, version, page, seen: area.dataset.seen ?? "", csrfmiddlewaretoken: token(document).value });
    try {
      const answer = await ask(form.dataset.drafts, { method: "POST", body, keepalive: true });
      if (answer.ok) return kept(area, text, (await answer.json()).saved_at);
      if (answer.status === 409) return answered(area, text, form.dataset.elsewhere, true);
      if (await wantsProof(answer)) { later(area, PAUSE * 4, form.dataset.stepUp); return false; }
      if (answer.type !== "opaqueredirect" && answer.status !== 403) return answered(area, text, form.dataset.refused, true);
      if (!again && (await signedInAgain())) return await send(area, true);
      later(area, PAUSE * 4, form.dataset.signedOut);
    } catch {
      later(area, PAUSE * 4, form.dataset.unsaved);
    }
    return false;
  }

  const ask = (address, how) => fetch(address, { redirect: "manual", signal: AbortSignal.timeout?.(PATIENCE), ...how });

  // Of a pupil with nothing saved the chip says whether there is a draft.
  function kept(area, text, moment) {
    const chip = form.querySelector(text.trim() ? "template.with-draft" : "template.without-draft").content.cloneNode(true);
    area.closest(".writing-row").querySelector(".draft-chip")?.replaceChildren(chip);
    return answered(area, text, `${form.dataset.saved} ${clock(moment)}`);
  }

  function answered(area, text, words, failed = false) {
    if (area.value !== text) return true; // more has been typed meanwhile, and its turn comes
    clearTimeout(waiting.get(area));
    waiting.delete(area);
    tell(area, words, failed);
    return true;
  }

  // The server wants to know more surely who it is; in another tab one can say so, and the next try succeeds.
  async function wantsProof(answer) {
    const forPrograms = answer.status === 403 && answer.headers.get("content-type") === "application/json";
    return forPrograms && (await answer.json()).reason === "step_up";
  }

  const clock = (moment) => new Date(moment).toLocaleTimeString("sv-SE", { hour: "2-digit", minute: "2-digit" });

  function token(page) {
    return page.querySelector("form[data-drafts] [name=csrfmiddlewaretoken]");
  }

  // After signing in again in another tab this page needs the new session's token; only the same person gets it.
  async function signedInAgain() {
    const answer = await ask(window.location.href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const name = (of) => of.querySelector(".menu-name")?.textContent;
    const fresh = token(page);
    if (!fresh || name(page) !== name(document)) return false;
    token(document).value = fresh.value;
    return true;
  }

  // Whether the server has answered about all that is typed, also about what is typed while it answers.
  async function keepAll() {
    const answers = await Promise.all([...waiting.keys()].map((area) => keep(area)));
    return answers.every(Boolean) && (!waiting.size || keepAll());
  }

  form.addEventListener("input", (event) => { if (event.target.name?.startsWith("text-")) later(event.target, PAUSE); });
  // A button of the form keeps all texts itself. Told between press and release, it would move away from under the pointer.
  form.addEventListener("focusout", (event) => {
    const toButton = event.relatedTarget?.type === "submit" && event.relatedTarget.form === form;
    if (waiting.has(event.target) && !toButton) keep(event.target);
  });
  window.addEventListener("online", keepAll);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") for (const area of waiting.keys()) send(area); });
  // Saving leaves the page only when the server has all that was typed, and once, however often one presses; the last button holds.
  form.addEventListener("submit", async (event) => {
    if (!pressed && !waiting.size) return;
    event.preventDefault();
    const underWay = pressed;
    pressed = event.submitter;
    if (underWay) return;
    const all = await keepAll();
    const button = pressed;
    pressed = null;
    if (all) form.requestSubmit(button);
    else waiting.keys().next().value?.focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "s" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); form.querySelector("[name=save]").click(); }
  });
})();
