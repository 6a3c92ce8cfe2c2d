// Modals: opened and closed as the server says, sent with all that stands in them, focus where it is needed.

import { act } from "./act.js";
import { valuesIn } from "./elements.js";
import { onDrawn, refresh } from "./live.js";

const modal = () => document.getElementById("modal");
let shown = "";

function follow() {
  const dialog = modal();
  const view = dialog.querySelector("[data-view]");
  const id = view?.dataset.view ?? "";
  if (!id && dialog.open) dialog.close();
  if (id && !dialog.open) dialog.showModal();
  if (id && id !== shown) focusFirst(view);
  shown = id;
}

function focusFirst(view) {
  const first = view.querySelector(".view-body :is(input, select, textarea, summary)");
  (first ?? view.querySelector("#view-title")).focus();
}

function focusError(view) {
  const wrong = view.querySelector('.has-error :is([aria-invalid="true"], input, select, textarea, summary)');
  const field = wrong?.matches("details") ? wrong.querySelector("summary") : wrong;
  (field?.matches("div") ? field.querySelector("input") : field)?.focus();
  field?.scrollIntoView({ block: "center" });
}

document.addEventListener("submit", async (event) => {
  const view = event.target.closest("form.view");
  if (!view) return;
  event.preventDefault();
  const button = view.querySelector("[data-submit]");
  if (!button || button.disabled) return;
  trouble("");
  button.disabled = true;
  button.classList.add("busy");
  const answer = await act("submit", { values: valuesIn(view) });
  await refresh("modal");
  button.disabled = false;
  button.classList.remove("busy");
  if (answer?.errors?.length) focusError(modal());
});

function trouble(words) {
  const line = document.getElementById("trouble");
  if (!line) return;
  line.textContent = words;
  line.hidden = !words;
}

document.addEventListener("notice", (event) => {
  if (event.detail.about === "modal" && modal().open) {
    trouble(event.detail.words);
    event.stopImmediatePropagation();
  }
}, true);

const close = async (all) => {
  await act("close", { all });
  await refresh("modal");
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("#modal [data-close]");
  if (button) close(button.dataset.close === "all");
});

export function start() {
  modal().addEventListener("cancel", (event) => {
    if (event.target !== modal()) return;
    event.preventDefault();
    close(false);
  });
  onDrawn((names) => names.includes("modal") && follow());
  follow();
}
