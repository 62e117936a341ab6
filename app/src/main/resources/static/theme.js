// Runs before the first paint: without a choice of the reader, the device's choice decides.
"use strict";
(function () {
  var root = document.documentElement;
  if (!root.getAttribute("data-bs-theme")) {
    var dark = window.matchMedia("(prefers-color-scheme: dark)").matches;
    root.setAttribute("data-bs-theme", dark ? "dark" : "light");
  }
  root.classList.add("scripted");
})();
