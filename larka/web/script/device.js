// Drafts on this device (Q6): they bridge a closed lid and a lost network. What is stored is encrypted with a key that only the person's own
// session is given; the key is in memory alone. Sent and erased at log-out, sent when the network is back, erased after a day at the latest.
"use strict";

window.larka = window.larka ?? {};
window.larka.device = (() => {
  const DAY = 24 * 60 * 60 * 1000;
  const PATIENCE = 4000; // how long log-out waits for what is to be sent first
  const able = Boolean(window.crypto?.subtle && window.indexedDB);
  const signOut = document.querySelector("form[data-sign-out]");
  const bytes = (text) => new TextEncoder().encode(text);
  let database, keys;

  const finished = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

  function opened() {
    if (!database) {
      const request = indexedDB.open("larka", 1);
      request.onupgradeneeded = () => request.result.createObjectStore("drafts", { keyPath: "id" });
      database = finished(request);
    }
    return database;
  }

  async function store(mode, act) {
    return finished(act((await opened()).transaction("drafts", mode).objectStore("drafts")));
  }

  const rows = () => store("readonly", (drafts) => drafts.getAll());

  // Only what is still as it was read: the page may have written more meanwhile.
  async function drop(row) {
    const now = await store("readonly", (drafts) => drafts.get(row.id));
    if (now && now.at === row.at) await store("readwrite", (drafts) => drafts.delete(row.id));
  }

  async function given() {
    if (!able || !signOut) return null;
    const body = new URLSearchParams({ csrfmiddlewaretoken: signOut.querySelector("[name=csrfmiddlewaretoken]").value });
    const answer = await fetch(signOut.dataset.key, { method: "POST", redirect: "manual", body });
    if (!answer.ok) return null;
    const told = await answer.json();
    const raw = Uint8Array.from(atob(told.key), (sign) => sign.charCodeAt(0));
    const base = await crypto.subtle.importKey("raw", raw, "HKDF", false, ["deriveKey"]);
    raw.fill(0);
    const derived = (info, algorithm, uses) =>
      crypto.subtle.deriveKey({ name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: bytes(info) }, base, algorithm, false, uses);
    return {
      owner: told.owner,
      text: await derived("text", { name: "AES-GCM", length: 256 }, ["encrypt", "decrypt"]),
      place: await derived("place", { name: "HMAC", hash: "SHA-256", length: 256 }, ["sign"]),
    };
  }

  async function key() {
    keys = keys ?? given();
    const mine = await keys.catch(() => null);
    if (!mine) keys = undefined;
    return mine;
  }

  // The name of a row says neither whose nor which place it is.
  async function named(mine, draft) {
    const sign = await crypto.subtle.sign("HMAC", mine.place, bytes(`${draft.address} ${draft.detail}`));
    return Array.from(new Uint8Array(sign), (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  // Whether it lies on the device now. draft: address, detail, text, version, page, seen.
  async function put(draft) {
    try {
      const mine = await key();
      if (!mine) return false;
      const id = await named(mine, draft);
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: bytes(mine.owner + id) }, mine.text, bytes(JSON.stringify(draft)));
      await store("readwrite", (drafts) => drafts.put({ id, owner: mine.owner, iv, data, at: Date.now() }));
      return true;
    } catch {
      return false;
    }
  }

  async function forget(draft) {
    const mine = await key();
    const id = mine && (await named(mine, draft));
    if (id) await store("readwrite", (drafts) => drafts.delete(id)).catch(() => null);
  }

  async function read(mine, row) {
    try {
      const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: row.iv, additionalData: bytes(mine.owner + row.id) }, mine.text, row.data);
      return { row, draft: JSON.parse(new TextDecoder().decode(plain)) };
    } catch {
      await drop(row);
      return null;
    }
  }

  async function send({ row, draft }) {
    const token = signOut.querySelector("[name=csrfmiddlewaretoken]").value;
    const { address, ...body } = draft;
    try {
      const answer = await fetch(address, { method: "POST", redirect: "manual", body: new URLSearchParams({ ...body, csrfmiddlewaretoken: token }) });
      const told = answer.ok || answer.status === 409 ? await answer.json() : {};
      const arrived = answer.ok || told.kept === true;
      if (arrived) await drop(row);
      return { ...draft, arrived, beside: told.kept === true, savedAt: told.saved_at };
    } catch {
      return { ...draft, arrived: false };
    }
  }

  // What this person has here goes to the server; the answer says of each text whether it arrived.
  async function sendAll() {
    if (!able || !signOut || !(await rows()).length) return [];
    const mine = await key();
    if (!mine) return [];
    const own = await Promise.all((await rows()).filter((row) => row.owner === mine.owner).map((row) => read(mine, row)));
    const told = [];
    for (const one of own) if (one) told.push(await send(one));
    return told;
  }

  async function eraseOwn() {
    const mine = await key();
    for (const row of await rows()) if (mine && row.owner === mine.owner) await store("readwrite", (drafts) => drafts.delete(row.id));
  }

  async function eraseOld() {
    for (const row of await rows()) if (Math.abs(Date.now() - row.at) > DAY) await store("readwrite", (drafts) => drafts.delete(row.id));
  }

  async function leave() {
    await window.larka.keepAll?.();
    const told = await sendAll();
    return told.every((draft) => draft.arrived);
  }

  async function signingOut(event) {
    event.preventDefault();
    const form = event.target;
    const late = new Promise((resolve) => { setTimeout(() => resolve(false), PATIENCE); });
    const all = await Promise.race([leave().catch(() => false), late]);
    if (!all && !window.confirm(form.dataset.unsent)) return;
    await eraseOwn().catch(() => null);
    form.submit();
  }

  if (able) for (const form of document.querySelectorAll("form[data-sign-out]")) form.addEventListener("submit", signingOut);
  const sent = able ? eraseOld().then(sendAll).catch(() => []) : Promise.resolve([]);
  return { put, forget, sendAll, sent, ready: key, anew: () => { keys = undefined; } };
})();
