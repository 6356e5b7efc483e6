// What the browser does by itself, without asking the server: theme and density, the mark of
// the current page in the menu, keys, copying of codes, moving through rows.
(() => {
  const root = document.documentElement;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");

  function remembered(name) {
    try { return localStorage.getItem("wholesale." + name); } catch { return null; }
  }
  function remember(name, value) {
    try { localStorage.setItem("wholesale." + name, value); } catch { /* private window */ }
  }
  function applyTheme() {
    const wanted = remembered("theme") || "auto";
    const isDark = wanted === "dark" || (wanted === "auto" && dark.matches);
    root.dataset.theme = isDark ? "dark" : "light";
    root.dataset.density = remembered("density") || "comfortable";
    if (window.Quasar) Quasar.Dark.set(isDark);
    document.querySelector("meta[name=theme-color]")?.setAttribute("content", isDark ? "#191b1a" : "#ffffff");
  }
  applyTheme();
  if (window.isSecureContext) navigator.serviceWorker?.register("/sw.js").catch(() => {});
  dark.addEventListener("change", applyTheme);
  document.addEventListener("DOMContentLoaded", applyTheme);

  function markCurrent() {
    const path = location.pathname.slice((window.path_prefix || "").length) || "/";
    let best = null;
    const links = document.querySelectorAll("a[data-nav]");
    for (const link of links) {
      const target = link.getAttribute("href");
      const here = path === target || (target !== "/" && path.startsWith(target + "/"));
      if (here && (!best || target.length > best.length)) best = target;
    }
    for (const link of links) {
      if (link.getAttribute("href") === best) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    document.body.classList.remove("nav-open");
  }
  const push = history.pushState.bind(history);
  history.pushState = (...args) => { push(...args); markCurrent(); };
  window.addEventListener("popstate", markCurrent);

  function visible(element) {
    return element && element.offsetParent !== null;
  }
  function typing(target) {
    return target.closest?.("input, textarea, select, [contenteditable=true]");
  }
  function rows() {
    return [...document.querySelectorAll(".wt a.rowlink, .wt .qty")].filter(visible);
  }
  function step(by) {
    const all = rows();
    if (!all.length) return false;
    const at = all.indexOf(document.activeElement);
    const next = all[Math.min(Math.max(at + by, 0), all.length - 1)];
    next.focus(); next.select?.();
    next.scrollIntoView({ block: "nearest" });
    return true;
  }

  document.addEventListener("keydown", (event) => {
    const key = event.key;
    if ((event.ctrlKey || event.metaKey) && event.code === "KeyK") {
      event.preventDefault();
      document.querySelector("[data-palette]")?.click();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const palette = document.querySelector(".palette");
    if (visible(palette) && ["ArrowDown", "ArrowUp", "Enter"].includes(key)) {
      const found = [...palette.querySelectorAll(".palette-list a")];
      if (!found.length) return;
      const at = found.findIndex((a) => a.getAttribute("aria-selected") === "true");
      if (key === "Enter") { event.preventDefault(); (found[at] || found[0]).click(); return; }
      event.preventDefault();
      const next = Math.min(Math.max(at + (key === "ArrowDown" ? 1 : -1), 0), found.length - 1);
      found.forEach((a, index) => a.setAttribute("aria-selected", String(index === next)));
      found[next].scrollIntoView({ block: "nearest" });
      return;
    }
    if (document.querySelector(".q-dialog")) return;
    if (event.target.classList?.contains("qty") && (key === "ArrowDown" || key === "ArrowUp")) {
      event.preventDefault(); step(key === "ArrowDown" ? 1 : -1); return;
    }
    if (event.target.classList?.contains("qty") && key === "Enter") {
      event.preventDefault();
      const at = event.target;
      at.blur(); // commits what was typed
      if (document.activeElement === document.body) at.focus({ preventScroll: true });
      step(1); return;
    }
    if (typing(event.target)) {
      if (key === "Escape") event.target.blur();
      return;
    }
    if (key === "/" || event.code === "Slash") {
      const field = [...document.querySelectorAll(".page .search input")].find(visible);
      event.preventDefault();
      if (field) { field.focus(); field.select(); } else document.querySelector("[data-palette]")?.click();
    } else if (key === "ArrowDown" || event.code === "KeyJ") {
      if (step(1)) event.preventDefault();
    } else if (key === "ArrowUp" || event.code === "KeyK") {
      if (step(-1)) event.preventDefault();
    } else if (key === "Escape") {
      if (document.body.classList.contains("nav-open")) document.body.classList.remove("nav-open");
      else document.querySelector("a.back")?.click();
    }
  });

  // To one who listens a dialog is called as to one who sees, and the bar of waiting is nothing.
  function callDialogs() {
    for (const dialog of document.querySelectorAll(".q-dialog[role=dialog]:not([aria-labelledby])")) {
      const title = dialog.querySelector(".dialog-title");
      if (title?.id) dialog.setAttribute("aria-labelledby", title.id);
    }
    document.querySelector("#q-loading-bar:not([aria-hidden])")?.setAttribute("aria-hidden", "true");
  }

  // A table that gets fresh rows is drawn anew: the focus, and what is being typed, stay.
  let held = null;
  document.addEventListener("focusin", (event) => {
    const place = event.target.closest?.("[data-place]");
    held = place ? { element: place, place: place.dataset.place, was: place.value } : null;
  });
  new MutationObserver(() => {
    callDialogs();
    if (!held || held.element.isConnected || document.activeElement !== document.body) return;
    const fresh = document.querySelector(`[data-place="${CSS.escape(held.place)}"]`);
    if (!fresh) return;
    const typed = held.element.value;
    const dirty = typed !== undefined && typed !== held.was;
    fresh.focus({ preventScroll: true });
    if (dirty) fresh.value = typed; else fresh.select?.();
    if (held) held.was = dirty ? null : fresh.value;
  }).observe(document.documentElement, { childList: true, subtree: true });

  document.addEventListener("click", (event) => {
    const standIn = event.target.closest?.("[data-press]"); // the button of a notice
    if (standIn) document.getElementById(standIn.dataset.press)?.click();
    event.target.closest?.("[data-answer]") // it was heard: what comes of it may take a second
      ?.animate([{ opacity: 0.4 }, { opacity: 0.4, offset: 0.8 }, { opacity: 1 }], 1000);
    const code = event.target.closest?.(".code[data-copy]");
    if (code) {
      event.preventDefault(); event.stopPropagation();
      navigator.clipboard?.writeText(code.dataset.copy);
      code.animate([{ opacity: 0.3 }, { opacity: 1 }], 300);
    }
  }, true);

  window.wholesale = {
    markCurrent,
    theme(wanted) { remember("theme", wanted); applyTheme(); },
    toggleTheme() { this.theme(root.dataset.theme === "dark" ? "light" : "dark"); },
    density(wanted) { remember("density", wanted); applyTheme(); },
    toggleDensity() { this.density(root.dataset.density === "compact" ? "comfortable" : "compact"); },
    toContent() {
      const page = document.querySelector(".page");
      page.tabIndex = -1;
      page.focus({ preventScroll: true });
    },
    toggleNav() { document.body.classList.toggle("nav-open"); },
    badge(name, text) {
      for (const badge of document.querySelectorAll(`[data-badge="${name}"]`)) badge.textContent = text;
    },
    query(params) {
      const url = new URL(location.href);
      for (const [name, value] of Object.entries(params)) {
        if (value === null || value === "") url.searchParams.delete(name); else url.searchParams.set(name, value);
      }
      history.replaceState({ page: url.pathname + url.search }, "", url);
    },
  };
})();
