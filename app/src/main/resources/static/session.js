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
    theme: { background: "#101418", foreground: "#e6e9ee", cursor: "#e6e9ee" },
    fontFamily: "'JetBrains Mono', monospace", linkHandler: { activate() {} },
  });
  terminal.open(one("#screen"));
  const verdict = one("#verdict");
  // The letters shrink until the whole line is seen, and the whole screen with the bar below it, as far as one can still
  // read them.
  const fit = () => {
    const screen = one(".player-screen");
    const width = screen.clientWidth - 16;
    const height = window.innerHeight - (screen.getBoundingClientRect().top + window.scrollY) - 80;
    const size = Math.min(width / terminal.cols / 0.602, Math.max(height, 240) / terminal.rows / 1.25);
    terminal.options.fontSize = Math.min(14, Math.max(8, Math.floor(size)));
  };
  const resize = (text) => {
    const size = /^(\d+)x(\d+)$/.exec(text);
    // A client without a window says 0x0; the usual size is what programs take then.
    if (size) terminal.resize(Math.min(+size[1] || 80, 500), Math.min(+size[2] || 24, 200));
    fit();
  };
  window.addEventListener("resize", fit);
  fit();
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

  const judge = (kind, text) => { verdict.dataset.verdict = kind; verdict.textContent = text; };

  if (watch) {
    const source = new EventSource(watch.dataset.live);
    const over = (kind, text) => {
      source.close();
      judge(kind, text);
      one("#after").hidden = false;
      one("#during").hidden = true;
    };
    source.onopen = () => { terminal.reset(); judge("live", watch.dataset.on); };
    source.onmessage = (message) => show(JSON.parse(message.data));
    source.addEventListener("over", (message) => over("over", message.data));
    source.onerror = () => over("lost", watch.dataset.lost);
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
  const faster = (by) => {
    speed.selectedIndex = Math.min(Math.max(speed.selectedIndex + by, 0), speed.options.length - 1);
  };
  // The next or last command or other mark; half a second of grace, or one would never get past it.
  const jump = (forward) => {
    const places = known().map(([micros]) => micros);
    const place = forward ? places.find((micros) => micros > at) : places.findLast((micros) => micros < at - 5e5);
    upTo(place === undefined ? (forward ? +seek.max : 0) : place);
  };
  const keys = {
    " ": () => play.click(),
    ArrowLeft: () => upTo(Math.max(0, at - 5e6)),
    ArrowRight: () => upTo(Math.min(+seek.max, at + 5e6)),
    "[": () => jump(false),
    "]": () => jump(true),
    "+": () => faster(1),
    "-": () => faster(-1),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("input:not([type=range]):not([type=checkbox]), select, textarea")) return;
    if (event.key === " " && event.target.matches("button, input, a, summary")) return;
    const act = keys[event.key];
    if (act) { event.preventDefault(); act(); }
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
  const title = one("#marks-title");
  const list = (entries, words) => {
    title.textContent = words.replace("{0}", entries.length);
    marks.replaceChildren(...entries.slice(0, 500).map(([micros, text]) => item(micros, text)));
  };
  const listKnown = () => {
    const entries = known();
    list(entries, entries.length ? title.dataset.marks : player.dataset.nothing);
  };
  // A mark as people read it; requests that only repeat the command say nothing new.
  const fill = (words, ...values) => values.reduce((text, value, n) => text.replace("{" + n + "}", value), words);
  const worded = (code, text) => {
    if (code === "x") return /^\d+$/.test(text) ? fill(player.dataset.exit, text) : fill(player.dataset.signal, text);
    if (code === "s") {
      const tally = JSON.parse(text);
      return fill(tally.direction === "input" ? player.dataset.sent : player.dataset.shown, tally.bytes, tally.sha256);
    }
    if (/^request (exec|shell|env|pty-req|subsystem)\b/.test(text)) return "";
    if (text.startsWith("watched by ")) return fill(player.dataset.watched, text.slice(11));
    return text.replace(/^command l\d+ /, "$ ");
  };
  const known = () => events.filter((e) => e[2] === "m" || e[2] === "x" || e[2] === "s")
    .map((e) => [e[0], worded(e[2], e[3])]).filter(([, text]) => text);
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
    if (!wanted) { listKnown(); return; }
    if (!lines.length) lines = plain();
    list(lines.filter(([, text]) => text.toLowerCase().includes(wanted)), title.dataset.found);
  });

  async function load() {
    const answer = await fetch(player.dataset.events, { headers: { Accept: "application/x-ndjson" } });
    if (!answer.ok) { judge("lost", player.dataset.lost); return; }
    const all = (await answer.text()).split("\n").filter(Boolean);
    const end = JSON.parse(all.pop());
    events = all.map((line) => JSON.parse(line));
    judge(end.verdict || "broken", player.dataset[end.verdict] || player.dataset.broken);
    seek.max = events.length ? events[events.length - 1][0] : 0;
    listKnown();
    const asked = /[#&]at=(\d+)/.exec(location.hash);
    const place = asked && events.find((event) => event[1] >= +asked[1]);
    // What is over in a moment is shown as it ended; there is nothing to wait for.
    upTo(place ? place[0] : +seek.max < 3e6 ? +seek.max : 0);
    if (!events.some((event) => event[2] === "o")) verdict.textContent += " " + player.dataset.none;
  }
  load().catch(() => judge("lost", player.dataset.lost));
})();
