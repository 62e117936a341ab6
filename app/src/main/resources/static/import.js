// Sends a report as it is, so that the server never holds more of it than it is reading.
"use strict";
(function () {
  const form = document.querySelector("form[data-import]");
  if (!form) return;
  const told = form.querySelector("[data-told]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const file = form.elements.file.files[0];
    const button = form.querySelector("button[type=submit]");
    if (!file) { told.textContent = form.dataset.none; told.hidden = false; return; }
    const asked = new URLSearchParams({ node: form.elements.node.value, asset: form.elements.asset.value, source: form.elements.source.value, name: file.name });
    button.disabled = true;
    told.hidden = false;
    told.textContent = form.dataset.reading;
    try {
      const answer = await fetch(form.action + "?" + asked, {
        method: "POST",
        headers: { "Content-Type": "application/octet-stream", Accept: "application/json", "X-CSRF-TOKEN": form.elements._csrf.value },
        body: file,
      });
      const words = await answer.json();
      if (answer.ok) { location.assign(words.to); return; }
      told.textContent = [words.detail, words.remedy].filter(Boolean).join(" ");
    } catch (failure) {
      told.textContent = form.dataset.lost;
    }
    button.disabled = false;
  });
})();
