// Sends a chosen file part by part and goes on where it was after a break or a reload. Without it the form itself brings the file.
"use strict";

(() => {
  const LONGEST_WAIT = 30;
  const pause = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

  class Refused extends Error {}

  // What is remembered of a file that is on its way says nothing about it but its size and age.
  const keyOf = (file) => `larka-upload ${file.size} ${file.lastModified}`;
  const recall = (file) => { try { return localStorage.getItem(keyOf(file)); } catch { return null; } };
  const remember = (file, address) => {
    try { address ? localStorage.setItem(keyOf(file), address) : localStorage.removeItem(keyOf(file)); } catch { /* private browsing */ }
  };
  const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

  class Sending {
    constructor(field, file, state, done) {
      this.field = field;
      this.file = file;
      this.state = state;
      this.done = done;
      this.token = field.form.elements.csrfmiddlewaretoken.value;
      this.stopped = false;
      this.tries = 0;
    }

    say(text, share) {
      this.state.hidden = false;
      const bar = this.state.querySelector("progress");
      bar.hidden = share === undefined;
      if (share !== undefined) bar.value = share;
      this.state.querySelector("span").textContent = text;
    }

    async ask(address, method, headers = {}, body = undefined) {
      const answer = await fetch(address, {
        method: method === "HEAD" ? "HEAD" : "POST",
        headers: { "Tus-Resumable": "1.0.0", "X-CSRFToken": this.token, "X-HTTP-Method-Override": method, Accept: "application/json", ...headers },
        body, credentials: "same-origin", redirect: "manual",
      });
      if (answer.type === "opaqueredirect") throw new Refused(this.field.dataset.saidLoggedOut);
      if (answer.status === 422) throw new Refused((await answer.json()).error);
      if (answer.status === 429) await pause(Number(answer.headers.get("Retry-After")) || 1);
      if (answer.status === 429 || answer.status >= 500) throw new TypeError("try again");
      return answer;
    }

    // Nothing that happens to the network ends it; only the server's word, or a new choice, does.
    async patiently(act) {
      for (;;) {
        try { const done = await act(); this.tries = 0; return done; } catch (problem) {
          if (problem instanceof Refused || this.stopped) throw problem;
          const seconds = Math.min(2 ** this.tries, LONGEST_WAIT);
          this.tries += 1;
          this.say(this.field.dataset.saidWaiting.replace("{seconds}", seconds));
          await pause(seconds);
        }
      }
    }

    async begin() {
      const known = recall(this.file);
      if (known) {
        const answer = await this.patiently(() => this.ask(known, "HEAD"));
        if (answer.ok && Number(answer.headers.get("Upload-Length")) === this.file.size) return [known, Number(answer.headers.get("Upload-Offset"))];
      }
      const headers = { "Upload-Length": String(this.file.size), "Upload-Metadata": `filename ${base64(this.file.name)}` };
      const answer = await this.patiently(() => this.ask(this.field.dataset.upload, "POST", headers));
      if (!answer.ok) throw new Refused(this.field.dataset.saidFailed);
      const address = answer.headers.get("Location");
      this.part = Number(answer.headers.get("Upload-Part-Length"));
      remember(this.file, address);
      return [address, 0];
    }

    async next(address, offset) {
      const headers = { "Content-Type": "application/offset+octet-stream", "Upload-Offset": String(offset) };
      const answer = await this.ask(address, "PATCH", headers, this.file.slice(offset, offset + (this.part || 1048576)));
      if (answer.status !== 204 && answer.status !== 409) throw new Refused(this.field.dataset.saidFailed);
      return Number(answer.headers.get("Upload-Offset"));
    }

    async send() {
      let [address, offset] = await this.begin();
      while (offset < this.file.size && !this.stopped) {
        this.say(this.field.dataset.saidSending.replace("{part}", Math.floor((offset / this.file.size) * 100)), (offset / this.file.size) * 100);
        offset = await this.patiently(() => this.next(address, offset));
      }
      if (this.stopped) return;
      this.done(address.split("/").filter(Boolean).pop());
      remember(this.file, null);
      this.say(this.field.dataset.saidDone, 100);
    }
  }

  function showProblem(field, text) {
    const frame = field.closest(".field");
    let place = frame.querySelector(":scope > .error");
    if (!place) {
      place = document.createElement("p");
      place.className = "error";
      place.id = `${field.id}-fel`;
      place.setAttribute("role", "alert");
      field.before(place);
    }
    place.textContent = text;
    frame.classList.add("has-error");
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", `${field.id}-hjalp ${place.id}`);
  }

  function clearProblem(field) {
    field.closest(".field").classList.remove("has-error");
    field.closest(".field").querySelector(":scope > .error")?.remove();
    field.removeAttribute("aria-invalid");
  }

  const said = (field, problem) => problem instanceof Refused && problem.message ? problem.message : field.dataset.saidFailed;

  // The form waits for what is on its way; where that ends with a problem it is not sent.
  function submitsAfter(field, waiting) {
    field.form.addEventListener("submit", (event) => {
      const under = waiting();
      if (!under || event.defaultPrevented) return;
      event.preventDefault();
      const button = event.submitter;
      under.then(() => { if (!field.closest(".field").classList.contains("has-error")) field.form.requestSubmit(button); });
    });
  }

  function one(field) {
    const hidden = field.form.elements.upload;
    let sending = null, under = null;

    field.addEventListener("change", () => {
      if (sending) sending.stopped = true;
      const file = field.files[0];
      field.setAttribute("name", "file");
      hidden.value = "";
      clearProblem(field);
      if (!file) return;
      const done = (id) => { hidden.value = id; field.removeAttribute("name"); };
      const mine = sending = new Sending(field, file, field.parentElement.querySelector(".upload-state"), done);
      under = mine.send().catch((problem) => {
        if (mine.stopped) return;
        mine.state.hidden = true;
        field.value = "";
        remember(file, null);
        showProblem(field, said(field, problem));
      }).finally(() => { if (sending === mine) under = null; });
    });
    submitsAfter(field, () => under);
  }

  // Several files, each with a row of its own; with script none of them goes with the form. Those that are sent and not yet saved
  // are found again after a reload: what is remembered of them is what the server calls them, which says nothing to anybody else.
  function many(field) {
    const frame = field.closest("[data-files]"), list = frame.querySelector(".file-rows"), template = frame.querySelector("template");
    const key = `larka-files ${location.pathname} ${field.id}`, under = new Set();
    const ids = (from) => [...from.querySelectorAll("input[type=hidden]")].map((each) => each.value).filter(Boolean);
    const note = () => {
      const waiting = [...list.querySelectorAll("[data-waits]")].flatMap(ids);
      try { waiting.length ? localStorage.setItem(key, waiting.join(" ")) : localStorage.removeItem(key); } catch { /* private browsing */ }
    };

    function row(name) {
      const number = [...Array(40).keys()].find((each) => !list.querySelector(`[name="${field.id}-${each}"]`));
      if (number === undefined || list.children.length >= Number(frame.dataset.most)) throw new Refused(frame.dataset.saidFull);
      const made = template.content.firstElementChild.cloneNode(true), text = made.querySelector(".medium-said input");
      made.querySelector("input[type=hidden]").name = `${field.id}-${number}`;
      text.name = text.id = `${field.id}-${number}-text`;
      made.querySelector("label").htmlFor = text.id;
      made.querySelector("strong").textContent = name;
      made.querySelector("button").setAttribute("aria-label", `${made.querySelector("button").textContent.trim()} ${name}`);
      list.append(made);
      return made;
    }

    function send(file) {
      const made = row(file.name);
      const sending = new Sending(field, file, made.querySelector(".upload-state"), (id) => { made.querySelector("input[type=hidden]").value = id; note(); });
      made.querySelector("button").addEventListener("click", () => { sending.stopped = true; made.remove(); note(); });
      const way = sending.send().catch((problem) => {
        if (sending.stopped) return;
        made.remove();
        remember(file, null);
        showProblem(field, `${file.name}: ${said(field, problem)}`);
      }).finally(() => under.delete(way));
      under.add(way);
    }

    async function findAgain() {
      let kept = [];
      try { kept = (localStorage.getItem(key) || "").split(" ").filter(Boolean); } catch { /* private browsing */ }
      for (const id of kept.filter((each) => !ids(list).includes(each))) {
        const answer = await fetch(`${field.dataset.upload}${encodeURIComponent(id)}/`, { method: "HEAD", credentials: "same-origin", redirect: "manual" }).catch(() => null);
        if (!answer) return;
        if (!answer.ok || answer.headers.get("Upload-Offset") !== answer.headers.get("Upload-Length")) continue;
        const name = new TextDecoder().decode(Uint8Array.from(atob(answer.headers.get("Upload-Metadata").split(" ")[1]), (sign) => sign.charCodeAt(0)));
        const made = row(name);
        made.querySelector("input[type=hidden]").value = id;
        made.querySelector("button").addEventListener("click", () => { made.remove(); note(); });
      }
      note();
    }

    field.removeAttribute("name");
    field.form.enctype = "application/x-www-form-urlencoded";
    field.addEventListener("change", () => {
      clearProblem(field);
      for (const file of field.files) {
        try { send(file); } catch (problem) { showProblem(field, said(field, problem)); break; }
      }
      field.value = "";
    });
    submitsAfter(field, () => under.size ? Promise.all(under) : null);
    findAgain();
  }

  for (const field of document.querySelectorAll("input[type=file][data-upload]")) ("many" in field.dataset ? many : one)(field);
})();
