// Comfort only: every journey works without this file.
const summary = document.querySelector("[data-focus]");
if (summary) summary.focus();

// Without a connection nothing is sent: the browser's own page would come, and the text would be gone with this one.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (navigator.onLine || !form.matches("[data-guard]")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const said = document.getElementById("offline") || Object.assign(document.createElement("p"), { id: "offline", className: "err" });
  said.setAttribute("role", "alert");
  said.textContent = "No connection. Nothing was sent, and your text is still here. Press again when the connection is back.";
  const at = [event.submitter, document.activeElement].find((part) => part && form.contains(part) && !part.closest(".vh"));
  (at ? at.closest("p, .join, .field") || at : form.firstElementChild).after(said);
}, true);
window.addEventListener("online", () => document.getElementById("offline")?.remove());

// A second click on the same button must not send the same thing twice. The server refuses it too.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) { event.preventDefault(); return; }
  if (form.method === "post" && !form.hasAttribute("data-again")) form.dataset.sent = "1";
});
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((f) => delete f.dataset.sent));

// Leaving a half-written text asks first. Nothing is kept in the browser: computers on wards are shared.
let typed = false, keys = 0;
document.addEventListener("input", (event) => { if (event.target.closest("form[data-guard]")) { typed = true; keys += 1; } });
document.addEventListener("submit", () => { typed = false; });
window.addEventListener("beforeunload", (event) => { if (typed) event.preventDefault(); });

// Ask for a preview or a check without leaving the page.
document.addEventListener("htmx:afterSwap", (event) => {
  const target = event.target.closest("[data-focus-after]");
  if (target) { target.setAttribute("tabindex", "-1"); target.focus(); }
});

// Somebody may be in danger: what to do stands beside the question as soon as it is answered so.
const stop = document.querySelector("[data-stop]");
if (stop) document.addEventListener("change", ({ target }) => { if (target.name === "urgent") stop.hidden = target.value !== "yes"; });

// A draft that saves itself says when it could not, and tries again when the connection is back.
const kept = document.getElementById("kept");
if (kept) {
  let sentAt = 0, lost = false;
  kept.addEventListener("htmx:beforeRequest", () => { sentAt = keys; });
  for (const kind of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
    kept.addEventListener(kind, () => { kept.textContent = kept.dataset.lost; lost = true; });
  }
  kept.addEventListener("htmx:afterSwap", () => {
    lost = false;
    if (kept.querySelector("[data-saved]") && sentAt === keys) typed = false;
  });
  window.addEventListener("online", () => { if (lost) htmx.trigger(kept, "again"); });
}

// The account menu closes like every other menu: by Escape, by a click beside it, by moving on.
const menu = document.querySelector("details.menu");
if (menu) {
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  for (const kind of ["click", "focusin"]) {
    document.addEventListener(kind, (event) => { if (!menu.contains(event.target)) menu.open = false; });
  }
}
