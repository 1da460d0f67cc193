// Every place to write a long text: keeps a draft on pause, on leaving the field and every few seconds, so that nothing typed is lost.
// The forms work without it.
"use strict";

if (!window.larka.keepAll) (() => {
  const PAUSE = 1500;
  const OFTEN = 5000; // whoever types without pausing is kept as often
  const SOON = 300; // how soon the device has it
  const PATIENCE = 15000; // a server that has not answered by then is told as one that does not
  const { device } = window.larka;
  const words = document.querySelector("template[data-draft-words]");
  const areas = () => document.querySelectorAll("textarea[data-draft]");
  const page = randomId();
  const waiting = new Map(); // the places whose text the server does not have yet: the timer of the next try, and since when
  const sending = new Map(); // for each place the end of what is on its way
  const onDevice = new WeakSet(); // those whose text lies on the device
  const pressed = new Map(); // of each form, the button that waits for all texts to be kept

  function randomId() {
    const hex = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }

  function tell(area, word, fill = {}) {
    const state = document.getElementById(`${area.id}-utkast`);
    const said = words.content.querySelector(`[data-word="${word}"]`)?.cloneNode(true);
    if (!state || !said) return;
    if (fill.time) said.querySelector("time").textContent = fill.time;
    if (fill.link) said.querySelector("a").href = fill.link;
    state.replaceChildren(...said.childNodes);
    state.classList.toggle("failed", word !== "saved");
  }

  const draftOf = (area) => {
    const { draft: address, detail, version, seen } = area.dataset;
    return { address, detail, version, seen: seen ?? "", page, text: area.value };
  };

  function later(area, pause) {
    const before = waiting.get(area);
    clearTimeout(before?.timer);
    const since = before?.since ?? Date.now();
    waiting.set(area, { since, timer: setTimeout(() => keep(area), Math.max(0, Math.min(pause, since + OFTEN - Date.now()))) });
  }

  function again(area, word, fill) {
    tell(area, word, fill);
    waiting.delete(area);
    later(area, PAUSE * 3);
    return false;
  }

  // One at a time for each place, so that an earlier text never arrives after a later one.
  function keep(area) {
    const before = sending.get(area) ?? Promise.resolve();
    sending.set(area, before.then(() => !waiting.has(area) || send(area)));
    return sending.get(area);
  }

  // Whether the server has answered about the text: it has it, or has said why not.
  async function send(area, tried = false) {
    clearTimeout(waiting.get(area)?.timer);
    const { address, ...draft } = draftOf(area);
    const body = new URLSearchParams({ ...draft, csrfmiddlewaretoken: token(area.form).value });
    try {
      const answer = await ask(address, { method: "POST", body, keepalive: true });
      if (answer.ok) return await kept(area, draft.text, (await answer.json()).saved_at);
      if (answer.status === 409) return await elsewhere(area, draft.text, (await answer.json()).kept);
      if (await wantsProof(answer)) return again(area, "step-up");
      if (answer.type !== "opaqueredirect" && answer.status !== 403) return answered(area, draft.text, "refused");
      if (!tried && (await signedInAgain())) return await send(area, true);
      const { pathname, search } = window.location;
      return again(area, "signed-out", { link: `${words.dataset.signIn}?next=${encodeURIComponent(pathname + search)}` });
    } catch {
      return again(area, onDevice.has(area) ? "device" : "lost");
    }
  }

  const ask = (address, how) => fetch(address, { redirect: "manual", signal: AbortSignal.timeout?.(PATIENCE), ...how });

  async function kept(area, text, moment) {
    nowSeen(area, moment);
    area.dispatchEvent(new CustomEvent("larka:kept", { bubbles: true, detail: text }));
    await arrived(area, text);
    return answered(area, text, "saved", { time: clock(moment) });
  }

  // The draft as the page has it now; the form says which one it has shown.
  function nowSeen(area, moment) {
    const shown = area.form?.elements.namedItem(`${area.name}-seen`);
    if (shown) shown.value = `${shown.value.replace(area.dataset.seen, "")} ${moment}`.trim();
    area.dataset.seen = moment;
  }

  // Another page of the same person has typed something else here: the server keeps both, and the page shows them beside each other.
  async function elsewhere(area, text, both) {
    if (both) await arrived(area, text);
    return answered(area, text, both ? "beside" : "elsewhere", { link: window.location.href });
  }

  async function arrived(area, text) {
    if (area.value !== text || !onDevice.has(area)) return;
    onDevice.delete(area);
    await device.forget(draftOf(area));
  }

  function answered(area, text, word, fill) {
    if (area.value !== text) { if (waiting.has(area)) waiting.get(area).since = Date.now(); return true; } // more has been typed, and its turn comes
    clearTimeout(waiting.get(area)?.timer);
    waiting.delete(area);
    tell(area, word, fill);
    return true;
  }

  // The server wants to know more surely who it is; in another tab one can say so, and the next try succeeds.
  async function wantsProof(answer) {
    const forPrograms = answer.status === 403 && answer.headers.get("content-type") === "application/json";
    return forPrograms && (await answer.json()).reason === "step_up";
  }

  // The school's clock, as everywhere on the page, whatever the device is set to.
  const clock = (moment) => new Date(moment).toLocaleTimeString("sv-SE", { timeZone: "Europe/Stockholm", hour: "2-digit", minute: "2-digit" });
  const token = (root) => root.querySelector("[name=csrfmiddlewaretoken]");

  // After signing in again in another tab this page needs the new session's token; only the same person gets it.
  async function signedInAgain() {
    const answer = await ask(window.location.href);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const name = (of) => of.querySelector(".menu-name")?.textContent;
    if (!token(fresh) || name(fresh) !== name(document)) return false;
    for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token(fresh).value;
    device.anew();
    return true;
  }

  // Whether the server has answered about all that is typed, also about what is typed while it answers.
  async function keepAll(form = null) {
    const mine = () => [...waiting.keys()].filter((area) => !form || area.form === form);
    const answers = await Promise.all(mine().map(keep));
    return answers.every(Boolean) && (!mine().length || keepAll(form));
  }
  window.larka.keepAll = keepAll;

  const soon = new WeakMap();
  function store(area) {
    if (!("onDevice" in area.dataset)) return;
    clearTimeout(soon.get(area));
    soon.set(area, setTimeout(async () => { if (waiting.has(area) && (await device.put(draftOf(area)))) onDevice.add(area); }, SOON));
  }

  document.addEventListener("input", (event) => {
    if (!event.target.matches("textarea[data-draft]")) return;
    event.target.dataset.touched = "";
    later(event.target, PAUSE);
    store(event.target);
  });
  // A button of the form keeps all texts itself. Told between press and release, it would move away from under the pointer.
  document.addEventListener("focusout", (event) => {
    const toButton = event.relatedTarget?.type === "submit" && event.relatedTarget.form === event.target.form;
    if (waiting.has(event.target) && !toButton) keep(event.target);
  });
  window.addEventListener("online", () => { keepAll(); device.sendAll(); });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") for (const area of waiting.keys()) send(area); });

  // Saving leaves the page only when the server has all that was typed, and once, however often one presses; the last button holds.
  async function submitting(event) {
    const form = event.target;
    if (!pressed.has(form) && ![...waiting.keys()].some((area) => area.form === form)) return;
    event.preventDefault();
    const underWay = pressed.has(form);
    pressed.set(form, event.submitter);
    if (underWay) return;
    const all = await keepAll(form);
    const button = pressed.get(form);
    pressed.delete(form);
    if (all) form.requestSubmit(button);
    else [...waiting.keys()].find((area) => area.form === form)?.focus();
  }
  for (const form of new Set(Array.from(areas(), (area) => area.form))) form?.addEventListener("submit", submitting);

  // What lay on the device has been sent meanwhile: it stands in its place again, or waits beside another text to be chosen from,
  // also beside one that was saved since it was begun.
  device.sent.then((told) => {
    for (const draft of told) {
      const area = Array.from(areas()).find((one) => one.dataset.draft === draft.address && one.dataset.detail === draft.detail);
      if (!area || !draft.arrived || "touched" in area.dataset) continue;
      if (draft.beside || draft.version !== area.dataset.version) { tell(area, "beside", { link: window.location.href }); continue; }
      area.value = draft.text;
      nowSeen(area, draft.savedAt);
      tell(area, "saved", { time: clock(draft.savedAt) });
    }
  });
  if (document.querySelector("textarea[data-on-device]")) device.ready();
})();
