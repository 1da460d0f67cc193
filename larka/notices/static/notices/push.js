// Lets this browser show that there is news. Shown only where the browser can.
"use strict";

(() => {
  const card = document.querySelector("[data-push]");
  const form = card?.querySelector("[data-push-on]");
  if (!form || !("serviceWorker" in navigator) || !("PushManager" in window)) return;
  const told = card.querySelector("[data-push-told]");
  form.hidden = false;

  function tell(how) {
    told.textContent = told.dataset[how];
    told.hidden = false;
    form.hidden = how === "kept";
  }

  const active = (worker) => new Promise((done) => {
    const starting = worker.installing || worker.waiting;
    if (worker.active || !starting) done();
    else starting.addEventListener("statechange", () => { if (starting.state === "activated") done(); });
  });

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      if (await Notification.requestPermission() !== "granted") throw new Error("refused");
      const worker = await navigator.serviceWorker.register(card.dataset.worker);
      await active(worker);
      const key = Uint8Array.from(atob(card.dataset.push.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
      const subscription = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
      const body = new URLSearchParams(new FormData(form));
      body.set("endpoint", subscription.endpoint);
      const answer = await fetch(card.dataset.add, { method: "POST", body });
      tell(answer.ok ? "kept" : "refused");
    } catch {
      tell("refused");
    }
  });
})();
