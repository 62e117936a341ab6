// Behaviour of the console, by attributes. Every page works without it, only less quickly.
"use strict";
(function () {
  const one = (selector, within) => (within || document).querySelector(selector);
  const all = (selector, within) => Array.from((within || document).querySelectorAll(selector));
  const words = JSON.parse(document.body.dataset.words || "{}");
  const typing = (element) => element.matches("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]");
  const announce = (text) => { const live = one("#live"); if (live) live.textContent = text; };
  const remember = (name, value) => {
    const secure = location.protocol === "https:" ? "; secure" : "";
    document.cookie = name + "=" + encodeURIComponent(value) + "; path=/; max-age=31536000; samesite=lax" + secure;
  };

  // Time: the server words it once, this keeps it true.
  const say = (key, amount) => (words[key] || "")
    .replace(/\{0\|([^|}]*)\|([^|}]*)\}/g, (hole, single, plural) => (String(amount) === "1" ? single : plural))
    .replace(/\{0\}/g, amount);
  const coarse = (seconds) => {
    if (seconds >= 172800) return say("days", Math.floor(seconds / 86400));
    if (seconds >= 7200) return say("hours", Math.floor(seconds / 3600));
    return say("minutes", Math.max(1, Math.floor(seconds / 60)));
  };
  const skew = words.at ? Date.parse(words.at) - Date.now() : 0;
  function freshen() {
    for (const time of all("time[data-relative]")) {
      const age = (Date.now() + skew - Date.parse(time.dateTime)) / 1000;
      if (Number.isNaN(age)) continue;
      const text = Math.abs(age) < 45 ? words.now : say(age < 0 ? "in" : "ago", coarse(Math.abs(age)));
      if (text && time.textContent !== text) time.textContent = text;
    }
  }
  setInterval(freshen, 15000);
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone && !document.cookie.includes("bastide-zone=")) remember("bastide-zone", zone);

  // Keyboard.
  let going = 0;
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
      const form = event.target.closest("form");
      const button = form && one("button[type=submit]:not(:disabled)", form);
      if (button) { event.preventDefault(); form.requestSubmit(button); }
      return;
    }
    if (event.key === "Escape") closeSheet();
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (Date.now() - going < 1500) {
      going = 0;
      const target = all("[data-go]").find((link) => link.dataset.go === event.key);
      if (target) { event.preventDefault(); target.click(); }
    } else if (event.key === "g") {
      going = Date.now();
    } else if (event.key === "/") {
      const search = one("#search");
      if (search) { event.preventDefault(); search.focus(); search.select(); }
    } else if (event.key === "?") {
      showKeys();
    } else if (event.key === "j" || event.key === "k") {
      step(event.key === "j" ? 1 : -1);
    } else if (event.key === "x") {
      const box = one("tr[data-at] .pick input");
      if (box) box.click();
    } else {
      const keyed = all("[data-key]").find((target) => target.dataset.key === event.key);
      if (keyed) { event.preventDefault(); keyed.focus(); keyed.click(); }
    }
  });
  // Rows by keyboard: the row's link takes the focus, so that Enter opens it as everywhere.
  function step(by) {
    const rows = all(".list tbody tr");
    if (!rows.length || one("dialog[open]")) return;
    const now = rows.findIndex((row) => row.hasAttribute("data-at"));
    const row = rows[Math.min(rows.length - 1, Math.max(0, now < 0 ? 0 : now + by))];
    rows.forEach((other) => other.removeAttribute("data-at"));
    row.setAttribute("data-at", "");
    const target = one("a.row-link", row) || one(".pick input", row);
    if (target) target.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }
  function offerAll() { all("[data-pick-all]").forEach((box) => { box.hidden = false; }); }
  offerAll();
  function showKeys() {
    const keys = one("#keys");
    if (keys && !keys.open) keys.showModal();
  }

  // Clicks.
  function closeSheet() {
    all(".bar.open").forEach((bar) => bar.classList.remove("open"));
    document.body.classList.remove("sheet-open");
    all("[data-sheet]").forEach((button) => button.setAttribute("aria-expanded", "false"));
  }
  document.addEventListener("click", (event) => {
    const target = event.target;
    all("details.menu[open]").forEach((menu) => { if (!menu.contains(target)) menu.open = false; });
    const copy = target.closest("[data-copy]");
    if (copy) {
      navigator.clipboard.writeText(copy.dataset.copy).then(() => {
        copy.classList.add("copied");
        announce(words.copied || "");
        setTimeout(() => copy.classList.remove("copied"), 1500);
      });
      return;
    }
    const sheet = target.closest("[data-sheet]");
    if (sheet) {
      const bar = document.getElementById(sheet.dataset.sheet);
      const open = !bar.classList.contains("open");
      closeSheet();
      if (open) {
        bar.classList.add("open");
        document.body.classList.add("sheet-open");
        sheet.setAttribute("aria-expanded", "true");
        const first = one("a", bar);
        if (first) first.focus();
      }
      return;
    }
    if (document.body.classList.contains("sheet-open") && !target.closest(".bar")) closeSheet();
    const dialog = target.closest("[data-dialog]");
    if (dialog) document.getElementById(dialog.dataset.dialog).showModal();
    const close = target.closest("[data-close]");
    if (close) close.closest("dialog").close();
    if (target.closest("[data-help]")) showKeys();
    const row = target.closest("tr[data-row]");
    if (row && !target.closest("a, button, input, select, label") && !String(getSelection())) {
      const link = one("a.row-link", row);
      if (link) link.click();
    }
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("select[data-sends]")) {
      // What stands in another form of the page goes along, or choosing here would lose it.
      for (const carried of all("[data-from]", event.target.form)) {
        const source = document.getElementById(carried.dataset.from);
        if (source && source.value) carried.value = source.value;
      }
      event.target.form.requestSubmit();
    }
    if (event.target.matches("[data-pick-all]")) {
      all("tbody .pick input", event.target.closest("table")).forEach((box) => { box.checked = event.target.checked; });
    }
  });
  document.addEventListener("focusin", (event) => {
    if (event.target.id === "f-account") event.target.dataset.touched = "1";
  });
  document.addEventListener("input", (event) => {
    const field = event.target;
    if (field.matches("[data-confirm]")) {
      one("button[type=submit]", field.form).disabled = field.value.trim() !== field.dataset.confirm;
    }
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("[data-theme-switch]")) {
      event.preventDefault();
      const root = document.documentElement;
      const next = root.getAttribute("data-bs-theme") === "dark" ? "light" : "dark";
      root.setAttribute("data-bs-theme", next);
      remember("bastide-theme", next);
      return;
    }
    if (form.dataset.draft) sessionStorage.removeItem("draft:" + form.dataset.draft);
    if (form.method === "post") {
      // A second press of the button must not send twice; the pressed button's value still goes along.
      if (form.dataset.sent) { event.preventDefault(); return; }
      form.dataset.sent = "1";
      setTimeout(() => delete form.dataset.sent, 4000);
    }
  });

  // Drafts: what was typed survives leaving the page, in this tab only; never a secret.
  const kept = "input:not([type=hidden]):not([type=password]):not([autocomplete=one-time-code]):not([type=checkbox])[name], textarea[name]";
  for (const form of all("form[data-draft]")) {
    const key = "draft:" + form.dataset.draft;
    const draft = JSON.parse(sessionStorage.getItem(key) || "{}");
    let restored = false;
    for (const field of all(kept, form)) {
      if (draft[field.name] && field.value === field.defaultValue && field.value !== draft[field.name]) {
        field.value = draft[field.name];
        restored = true;
      }
    }
    const hint = one(".form-hint", form);
    if (restored && hint) hint.textContent = words.draft || "";
    form.addEventListener("input", () => {
      const values = {};
      for (const field of all(kept, form)) values[field.name] = field.value;
      sessionStorage.setItem(key, JSON.stringify(values));
    });
  }

  // A row that came in or changed glows once; nothing moves under the pointer but what changed.
  let before = new Map();
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    before = new Map(all("[data-row]", event.detail.target).map((row) => [row.dataset.row, row.textContent]));
  });
  document.body.addEventListener("htmx:afterSettle", (event) => {
    freshen();
    offerAll();
    // The only account there is needs no choosing; whoever has been in the field has chosen.
    const only = one("#offers[data-only-account]");
    const account = one("#f-account");
    if (only && account && !account.value && !account.dataset.touched) account.value = only.dataset.onlyAccount;
    const live = event.detail.requestConfig && String(event.detail.requestConfig.triggeringEvent && event.detail.requestConfig.triggeringEvent.type).startsWith("live:");
    if (!live) return;
    for (const row of all("[data-row]")) {
      if (before.size && before.get(row.dataset.row) !== row.textContent) row.classList.add("glow");
    }
  });
  document.body.addEventListener("htmx:responseError", (event) => {
    // A page that is no longer ours to see is asked for as a whole, so that the reader gets the reason.
    if ([401, 403].includes(event.detail.xhr.status)) location.reload();
  });

  // Live: only the tab one looks at listens.
  const path = document.body.dataset.live;
  let stream = null;
  let spoke = false;
  function counts() {
    fetch("/live/counts", { headers: { Accept: "application/json" } })
      .then((answer) => (answer.ok && !answer.redirected ? answer.json() : {}))
      .then((found) => {
        for (const badge of all("[data-count]")) {
          const count = found[badge.dataset.count] || 0;
          badge.textContent = count;
          badge.hidden = count === 0;
        }
      })
      .catch(() => {});
  }
  function listen() {
    if (!path || stream || document.hidden) return;
    stream = new EventSource(path);
    stream.addEventListener("changed", (event) => {
      if (event.data === "hello" && !spoke) { spoke = true; return; }
      counts();
      document.body.dispatchEvent(new CustomEvent("live:" + event.data));
    });
    stream.addEventListener("ended", () => location.reload());
    stream.onerror = () => {
      if (stream && stream.readyState === EventSource.CLOSED) { stream = null; setTimeout(listen, 5000); }
    };
  }
  function hush() {
    if (stream) { stream.close(); stream = null; }
  }
  document.addEventListener("visibilitychange", () => (document.hidden ? hush() : listen()));
  window.addEventListener("pagehide", hush);
  window.addEventListener("pageshow", listen);
  listen();
})();
