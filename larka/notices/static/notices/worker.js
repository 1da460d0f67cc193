// Shows that there is news, and nothing more: the message itself is empty.
"use strict";

const WORDS = { sv: "Du har en ny notis i Lärka", en: "You have a new notice in Lärka" };

self.addEventListener("push", (event) => {
  const words = WORDS[self.navigator.language.slice(0, 2)] || WORDS.sv;
  event.waitUntil(self.registration.showNotification(words, { tag: "larka" }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(self.clients.openWindow("/notiser/"));
});
