// Starts the page.

import { act, toast } from "./act.js";
import { restore } from "./compose.js";
import { start } from "./dialogs.js";
import "./elements.js";
import { enter, go, listen, onDrawn, refresh, settle } from "./live.js";
import "./menus.js";
import "./messages.js";
import { lay } from "./tables.js";

document.addEventListener("entered", (event) => {
  restore();
  if (event.detail) settle(event.detail);
});

document.addEventListener("notice", (event) => toast(event.detail.words));

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-soft]");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    go(link.href);
  }
  if (event.target.closest("[data-hide-hints]")) act("hide_hints", {}).then(() => refresh("place"));
});

addEventListener("popstate", () => go(location.href, { push: false }));

onDrawn(lay);
lay();
start();
listen();
if (performance.getEntriesByType("navigation")[0]?.type === "reload") await act("forget", {});
await enter();
await refresh();
document.body.dataset.ready = "yes";
