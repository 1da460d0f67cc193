// A form that a security key fills in. The browser asks for the key; what it answers is sent in the hidden field.
"use strict";

(() => {
  for (const form of document.querySelectorAll("form[data-security-key]")) {
    const answer = form.querySelector("[name=credential]");
    const problem = form.querySelector("[data-problem]");
    const supported = window.webauthnJSON?.supported();
    form.hidden = !supported;
    form.addEventListener("submit", async (event) => {
      if (answer.value) return;
      event.preventDefault();
      problem.hidden = true;
      try {
        const options = JSON.parse(form.dataset.options);
        answer.value = JSON.stringify(await window.webauthnJSON[form.dataset.securityKey](options));
        form.requestSubmit();
      } catch {
        problem.hidden = false;
      }
    });
  }
})();
