// Shows what the host says to a step while Bastide runs it, and keeps it on the page once the step is over.
"use strict";
(function () {
  const KEPT = 20000;
  const told = new Map();
  const plain = (text) => text
    .replace(/\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\-_])/g, "")
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, "");
  const show = (entry) => {
    entry.pre.textContent = entry.text;
    entry.pre.hidden = !entry.text;
    entry.pre.scrollTop = entry.pre.scrollHeight;
  };
  // Each session is opened once however often its part of the page is fetched: every opening is written down.
  function listen(path, pre) {
    const entry = { pre, text: "" };
    const source = new EventSource(path);
    source.onopen = () => { entry.text = ""; };
    source.onmessage = (message) => {
      const [, , code, text] = JSON.parse(message.data);
      if (code !== "o") return;
      entry.text = (entry.text + plain(text)).slice(-KEPT);
      show(entry);
    };
    const over = () => source.close();
    source.addEventListener("over", over);
    source.onerror = over;
    window.addEventListener("pagehide", over);
    return entry;
  }
  function attach() {
    for (const pre of document.querySelectorAll("[data-output]")) {
      const path = pre.dataset.output;
      if (!told.has(path) && pre.dataset.live === "yes") told.set(path, listen(path, pre));
      const entry = told.get(path);
      if (entry && (entry.pre !== pre || !pre.textContent)) { entry.pre = pre; show(entry); }
    }
  }
  // When the operation has moved on, other things can be done with it: its head is fetched anew, unless one is typing.
  function moved() {
    const report = document.querySelector("#report");
    if (!report || report.dataset.state === state) return;
    state = report.dataset.state;
    fetch(report.dataset.path, { headers: { Accept: "text/html" } })
      .then((answer) => (answer.ok && !answer.redirected ? answer.text() : ""))
      .then((html) => {
        const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("main .head");
        const head = document.querySelector("main .head");
        if (fresh && head && !head.contains(document.activeElement)) head.replaceWith(document.importNode(fresh, true));
      })
      .catch(() => {});
  }
  // The runs may be ahead of the report; then it is asked for once more.
  let asked = "";
  function behind() {
    const run = document.querySelector("#runs .run");
    const report = document.querySelector("#report");
    if (!run || !report || run.dataset.state === report.dataset.state || run.dataset.state === asked) return;
    asked = run.dataset.state;
    document.body.dispatchEvent(new CustomEvent("live:operation"));
  }
  let state = document.querySelector("#report") ? document.querySelector("#report").dataset.state : "";
  document.body.addEventListener("htmx:afterSettle", () => { attach(); moved(); behind(); });
  attach();
})();
