// Menus, dropdowns, the sidebar drawer and the traffic drawer.

import { act } from "./act.js";
import { inspecting, onDrawn, refresh } from "./live.js";

const menuOf = (opener) => opener.parentElement.querySelector("[role=menu]");

function toggle(opener, open) {
  menuOf(opener).hidden = !open;
  opener.setAttribute("aria-expanded", String(open));
  if (open) menuOf(opener).querySelector("[role=menuitem]")?.focus();
}

function closeAll(except) {
  document.querySelectorAll('[data-menu][aria-expanded="true"]').forEach((one) => one !== except && toggle(one, false));
  document.querySelectorAll("[data-dropdown][open]").forEach((one) => !one.contains(except) && (one.open = false));
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-menu]");
  closeAll(opener ?? event.target.closest("[data-dropdown]")?.firstElementChild);
  if (opener) toggle(opener, opener.getAttribute("aria-expanded") !== "true");
  if (event.target.closest("#drawer")) drawer(!document.body.classList.contains("drawer-open"));
  if (event.target.closest("#veil, .sidebar a")) drawer(false);
  if (event.target.closest("#inspect, #inspector-close")) inspect(!inspecting());
  const ahead = event.target.closest("[data-clock]");
  if (ahead) leap(ahead);
  if (event.target.closest("[data-leave]")) leave();
  if (event.target.closest("[data-clear-faults]")) act("fault", {});
});

document.addEventListener("submit", (event) => {
  if (event.target.id !== "fault") return;
  event.preventDefault();
  act("fault", Object.fromEntries(new FormData(event.target)));
});

async function leave() {
  await act("leave", {});
  refresh("top");
  closeAll(null);
}

async function leap(button) {
  button.disabled = true;
  await act("clock", { to: button.dataset.clock });
  button.disabled = false;
  closeAll(null);
}

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.("[role=menu]");
  if (event.key === "Escape") escape(menu);
  if (!menu) return;
  const items = [...menu.querySelectorAll("[role=menuitem]")];
  const at = items.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
  if (to === undefined) return event.key === "Tab" ? closeAll(null) : undefined;
  event.preventDefault();
  items.at(to % items.length).focus();
});

function escape(menu) {
  const opener = menu?.parentElement.querySelector("[data-menu]");
  const dropdown = document.activeElement?.closest("[data-dropdown]");
  closeAll(null);
  drawer(false);
  (opener ?? dropdown?.querySelector("summary"))?.focus();
}

function drawer(open) {
  document.body.classList.toggle("drawer-open", open);
  document.getElementById("drawer").setAttribute("aria-expanded", String(open));
}

async function inspect(open) {
  document.body.classList.toggle("inspecting", open);
  document.getElementById("inspector").hidden = !open;
  document.getElementById("inspect").setAttribute("aria-expanded", String(open));
  if (open) await refresh("inspector");
  document.getElementById(open ? "inspector-close" : "inspect")?.focus();
}

onDrawn(() => document.getElementById("inspect").setAttribute("aria-expanded", String(inspecting())));
