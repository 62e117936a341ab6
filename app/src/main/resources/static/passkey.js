// Passkeys: asks the server what to ask, lets the browser ask its authenticator, and hands back what it said.
"use strict";
(function () {
  if (!window.PublicKeyCredential || !navigator.credentials) return;
  const all = (selector, within) => Array.from((within || document).querySelectorAll(selector));

  const bytes = (text) => {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
  };
  const text = (buffer) => {
    if (!buffer) return undefined;
    const plain = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
    return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  };
  const known = (list) => (list || []).map((one) => ({ type: one.type, id: bytes(one.id) }));

  async function ask(form, path, body) {
    const answer = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRF-TOKEN": form.elements._csrf.value },
      body: JSON.stringify(body || {}),
    });
    if (answer.redirected) { location.reload(); return {}; }
    if (answer.status === 204) return {};
    const told = await answer.json();
    if (!answer.ok) throw new Error([told.detail, told.remedy].filter(Boolean).join(" "));
    return told;
  }

  function here(options, words) {
    if (options.origin !== location.origin) throw new Error(words.elsewhere.replace("{0}", options.origin));
    return options.publicKey;
  }

  async function make(form, path, words) {
    const wanted = here(await ask(form, path), words);
    const made = await navigator.credentials.create({
      publicKey: Object.assign({}, wanted, {
        challenge: bytes(wanted.challenge),
        user: Object.assign({}, wanted.user, { id: bytes(wanted.user.id) }),
        excludeCredentials: known(wanted.excludeCredentials),
      }),
    });
    return JSON.stringify({
      id: made.id,
      rawId: text(made.rawId),
      type: made.type,
      clientExtensionResults: {},
      response: {
        clientDataJSON: text(made.response.clientDataJSON),
        attestationObject: text(made.response.attestationObject),
        transports: made.response.getTransports ? made.response.getTransports() : [],
      },
    });
  }

  async function show(form, path, words) {
    const wanted = here(await ask(form, path), words);
    const shown = await navigator.credentials.get({
      publicKey: Object.assign({}, wanted, {
        challenge: bytes(wanted.challenge),
        allowCredentials: known(wanted.allowCredentials),
      }),
    });
    return JSON.stringify({
      id: shown.id,
      rawId: text(shown.rawId),
      type: shown.type,
      clientExtensionResults: {},
      response: {
        clientDataJSON: text(shown.response.clientDataJSON),
        authenticatorData: text(shown.response.authenticatorData),
        signature: text(shown.response.signature),
        userHandle: text(shown.response.userHandle),
      },
    });
  }

  // The browser's own words name no cause that a person could act on, so that ours stand in for them.
  const worded = (failure, words) => (failure instanceof DOMException
    ? (failure.name === "InvalidStateError" ? words.known : words.given)
    : failure.message || words.given);

  async function run(box, work) {
    const words = box.dataset;
    const error = box.querySelector("[data-passkey-error]");
    const buttons = all("button", box);
    buttons.forEach((button) => { button.disabled = true; });
    error.hidden = true;
    try {
      await work(words);
    } catch (failure) {
      error.textContent = worded(failure, words);
      error.hidden = false;
    } finally {
      buttons.forEach((button) => { button.disabled = false; });
    }
  }

  // Sent past the submit event: our own script has had its say by then.
  const send = (form) => HTMLFormElement.prototype.submit.call(form);

  for (const box of all("[data-passkey]")) {
    const form = box.closest("form");
    const button = box.querySelector("button");
    const kind = box.dataset.passkey;
    if (kind === "enrol") {
      button.hidden = false;
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        event.stopPropagation();
        run(box, async (words) => {
          form.elements.response.value = await make(form, "/me/factors/passkey/options", words);
          send(form);
        });
      });
    } else if (kind === "sign-in") {
      box.hidden = false;
      button.addEventListener("click", () => run(box, async (words) => {
        form.elements.passkey.value = await show(form, "/sign-in/passkey/options", words);
        send(form);
      }));
    } else {
      fetch("/me/confirm/passkey", { headers: { Accept: "application/json" } })
        .then((answer) => (answer.ok && !answer.redirected ? answer.json() : {}))
        .then((told) => { box.hidden = !told.passkey; })
        .catch(() => {});
      button.addEventListener("click", () => run(box, async (words) => {
        const response = await show(form, "/me/confirm/passkey/options", words);
        await ask(form, "/me/confirm/passkey", { response });
        // A fresh factor counts for what was shown lately; who read for longer is shown it anew. An edit meanwhile still
        // voids the vote, because the form carries the hash of what was read.
        if (form.classList.contains("vote")) await fetch(location.href);
        const field = box.closest(".field");
        all("input", field).forEach((input) => { input.value = ""; input.required = false; });
        field.classList.add("passkey-shown");
        box.querySelector("[data-passkey-done]").hidden = false;
        button.hidden = true;
        if (form.action.endsWith("/me/confirm")) send(form);
      }));
    }
  }
})();
