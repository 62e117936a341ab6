// Replays a recording, or shows a live session, in a terminal. What the host sent reaches the page only through it.
"use strict";
(function () {
  const one = (selector) => document.querySelector(selector);
  const player = one("#player");
  const watch = one("#watch");
  if (!player && !watch) return;

  // The terminal styles itself by <style> elements, which our policy forbids; constructed sheets are allowed.
  const create = document.createElement.bind(document);
  document.createElement = (tag, options) => {
    if (String(tag).toLowerCase() !== "style") return create(tag, options);
    const stand = create("template");
    const sheet = new CSSStyleSheet();
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    Object.defineProperty(stand, "textContent", { set: (css) => sheet.replaceSync(css), get: () => "" });
    Object.defineProperty(stand, "sheet", { value: sheet });
    return stand;
  };
  const terminal = new window.Terminal({
    cols: 80, rows: 24, disableStdin: true, scrollback: 5000, fontSize: 14, allowProposedApi: false,
    fontFamily: "'JetBrains Mono', monospace", linkHandler: { activate() {} },
  });
  terminal.open(one("#screen"));
  const verdict = one("#verdict");
  const resize = (text) => {
    const size = /^(\d+)x(\d+)$/.exec(text);
    if (size) terminal.resize(Math.min(+size[1] || 80, 500), Math.min(+size[2] || 24, 200));
  };
  const begin = (text) => {
    try {
      const term = JSON.parse(text).term || {};
      resize((term.cols || 80) + "x" + (term.rows || 24));
    } catch (e) { resize("80x24"); }
  };
  const show = ([, , code, text]) => {
    if (code === "o") terminal.write(text);
    else if (code === "r") resize(text);
    else if (code === "h") begin(text);
  };

  if (watch) {
    const source = new EventSource(watch.dataset.live);
    source.onopen = () => { terminal.reset(); verdict.textContent = watch.dataset.on; };
    source.onmessage = (message) => show(JSON.parse(message.data));
    const over = () => { source.close(); verdict.textContent = watch.dataset.over; };
    source.addEventListener("over", over);
    source.onerror = over;
    return;
  }

  const play = one("#play"), seek = one("#seek"), clock = one("#clock"), speed = one("#speed");
  const idle = one("#idle"), find = one("#find"), marks = one("#marks");
  let events = [], next = 0, at = 0, playing = false, last = 0, lines = [];
  const words = (micros) => {
    const s = Math.floor(micros / 1e6);
    return Math.floor(s / 60) + ":" + String(s % 60).padStart(2, "0");
  };
  const tell = () => { seek.value = at; clock.textContent = words(at) + " / " + words(+seek.max); };
  const upTo = (micros) => {
    if (next > 0 && events[next - 1][0] > micros) { terminal.reset(); next = 0; }
    while (next < events.length && events[next][0] <= micros) show(events[next++]);
    at = micros;
    tell();
  };
  const stop = () => { playing = false; play.textContent = play.dataset.play; };
  const tick = (now) => {
    if (!playing) return;
    const step = Math.max(0, now - last) * 1000 * (+speed.value);
    last = now;
    let target = at + step;
    if (idle.checked && next < events.length && events[next][0] - at > 2e6) target = Math.max(target, events[next][0] - 1e5);
    if (target >= +seek.max) { upTo(+seek.max); stop(); return; }
    upTo(target);
    requestAnimationFrame(tick);
  };
  play.addEventListener("click", () => {
    if (playing) { stop(); return; }
    if (at >= +seek.max) upTo(0);
    playing = true;
    play.textContent = play.dataset.pause;
    last = performance.now();
    requestAnimationFrame(tick);
  });
  seek.addEventListener("input", () => upTo(+seek.value));
  document.addEventListener("keydown", (event) => {
    if (event.target.matches("input, select, textarea, button")) return;
    if (event.key === " ") { event.preventDefault(); play.click(); }
    if (event.key === "ArrowLeft") upTo(Math.max(0, at - 5e6));
    if (event.key === "ArrowRight") upTo(Math.min(+seek.max, at + 5e6));
  });

  const item = (micros, text) => {
    const li = document.createElement("li");
    const button = document.createElement("button");
    const time = document.createElement("span");
    const what = document.createElement("span");
    button.type = "button";
    time.className = "number quiet";
    time.textContent = words(micros);
    what.textContent = text;
    button.append(time, what);
    button.addEventListener("click", () => { stop(); upTo(micros); });
    li.append(button);
    return li;
  };
  const list = (entries) => marks.replaceChildren(...entries.slice(0, 500).map(([micros, text]) => item(micros, text)));
  const known = () => events.filter((e) => e[2] === "m" || e[2] === "x" || e[2] === "s").map((e) => [e[0], e[3]]);
  // What was shown, line by line, without the sequences that move and colour it.
  const plain = () => {
    const found = [];
    let line = "", begun = 0;
    for (const event of events) {
      if (event[2] !== "o") continue;
      const text = event[3].replace(/\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\-_])/g, "");
      for (const part of text.split(/(\n)/)) {
        if (part === "\n") { if (line) found.push([begun, line]); line = ""; continue; }
        if (!line) begun = event[0];
        line = (line + part.replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, "")).slice(0, 2000);
      }
    }
    if (line) found.push([begun, line]);
    return found;
  };
  find.addEventListener("input", () => {
    const wanted = find.value.toLowerCase();
    if (!wanted) { list(known()); return; }
    if (!lines.length) lines = plain();
    list(lines.filter(([, text]) => text.toLowerCase().includes(wanted)));
  });

  async function load() {
    const answer = await fetch(player.dataset.events, { headers: { Accept: "application/x-ndjson" } });
    if (!answer.ok) { verdict.textContent = player.dataset.broken; verdict.dataset.verdict = "broken"; return; }
    const all = (await answer.text()).split("\n").filter(Boolean);
    const end = JSON.parse(all.pop());
    events = all.map((line) => JSON.parse(line));
    verdict.textContent = player.dataset[end.verdict] || player.dataset.broken;
    verdict.dataset.verdict = end.verdict;
    seek.max = events.length ? events[events.length - 1][0] : 0;
    list(known());
    const asked = /[#&]at=(\d+)/.exec(location.hash);
    const place = asked && events.find((event) => event[1] >= +asked[1]);
    upTo(place ? place[0] : 0);
    if (!events.some((event) => event[2] === "o")) verdict.textContent += " " + player.dataset.none;
  }
  load();
})();
