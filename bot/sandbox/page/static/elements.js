// Buttons, selects, dates, ticks and text fields in blocks: reads what stands in them and reports what is done.

import { act, here, toast } from "./act.js";

const STATEFUL = "select[data-action], .control[data-action], .date[data-action], .ticks[data-action], .multi[data-action], .combo[data-action], .files[data-action]";
const LARGEST_FILE = 10_000_000;

// The message or view that an element stands in, as the server wants it named.
export function surfaceOf(element) {
  const view = element.closest("[data-view]");
  if (view) return { view: view.dataset.view };
  const message = element.closest("[data-message]");
  return { channel: here().channel, ts: message.dataset.message };
}

function choiceOf(element) {
  if (element.matches(".ticks, .multi")) {
    const ticked = [...element.querySelectorAll("input:checked")].map((one) => one.value);
    return element.querySelector("[type=radio]") ? (ticked[0] ?? null) : ticked;
  }
  if (element.matches(".combo")) return element.dataset.value || null;
  if (element.matches(".files")) return element.dataset.files.split(",").filter(Boolean);
  return element.value === "" ? null : element.value;
}

// Everything that stands in the fields of a message or view: block → action → choice.
export function valuesIn(container) {
  const values = {};
  for (const element of container.querySelectorAll(STATEFUL)) {
    (values[element.dataset.block] ??= {})[element.dataset.action] = choiceOf(element);
  }
  return values;
}

const containerOf = (element) => element.closest("[data-view], [data-message]");

async function press(element, choice) {
  const button = element.closest("button, a");
  if (button?.classList.contains("busy")) return;
  button?.classList.add("busy");
  button?.setAttribute("aria-busy", "true");
  const { block, action } = element.dataset;
  await act("press", { ...surfaceOf(element), block, action, choice, values: valuesIn(containerOf(element)) });
  button?.classList.remove("busy");
  button?.removeAttribute("aria-busy");
}

// Asks first where the bot wants that; resolves to whether the person agreed.
function agreed(element) {
  const template = element.nextElementSibling;
  if (!template?.matches?.("template[data-confirm]")) return Promise.resolve(true);
  const dialog = document.getElementById("confirm");
  dialog.replaceChildren(template.content.cloneNode(true));
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((done) => {
    dialog.addEventListener("close", () => done(dialog.returnValue === "yes"), { once: true });
  });
}

document.addEventListener("click", async (event) => {
  const element = event.target.closest("button[data-action], a[data-action]");
  if (!element) return;
  if (element.dataset.url) window.open(element.dataset.url, "_blank", "noopener");
  const choice = element.dataset.value ?? null;
  if (await agreed(element)) press(element, choice);
});

document.addEventListener("change", async (event) => {
  const element = event.target.closest(STATEFUL);
  if (!element || element.matches(".combo")) return; // what is typed there is no choice before one is taken
  if (element.matches(".multi")) count(element, event.target);
  if (element.matches(".files")) await upload(element, event.target.files);
  if (element.matches("[data-dispatch]")) {
    act("fill", { ...surfaceOf(element), values: valuesIn(containerOf(element)) });
  } else if (await agreed(element)) press(element, choiceOf(element));
  else element.value = "";
});

// Files that were chosen for a form go to the workspace at once; the form holds their ids.
async function upload(element, chosen) {
  const most = Number(element.dataset.max) || 10;
  if (chosen.length > most) return toast(`Choose at most ${most}.`);
  if ([...chosen].some((file) => file.size > LARGEST_FILE)) return toast("Slack takes files of up to 10 MB.");
  element.dataset.files = (await handIn(chosen)).join(",");
  element.querySelector(".chosen").textContent = [...chosen].map((file) => file.name).join(", ");
}

// Gives files to the workspace, and returns their ids.
export async function handIn(chosen) {
  const given = [];
  for (const file of chosen) {
    const address = await new Promise((done) => {
      const reader = new FileReader();
      reader.onload = () => done(reader.result);
      reader.readAsDataURL(file);
    });
    const answer = await act("upload", { name: file.name, data: address.slice(address.indexOf(",") + 1) });
    if (answer) given.push(answer.file);
  }
  return given;
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches("input[data-dispatch]")) return;
  event.preventDefault();
  press(event.target, choiceOf(event.target));
});

function count(element, changed) {
  const ticked = element.querySelectorAll("input:checked").length;
  const most = Number(element.dataset.max) || Infinity;
  if (ticked > most) {
    changed.checked = false;
    toast(`Choose at most ${most}.`);
    return;
  }
  const sum = element.querySelector("summary span");
  sum.textContent = ticked ? `${ticked} chosen` : sum.dataset.placeholder;
}

// External selects: ask the bot while the person types.
let typing = 0;
document.addEventListener("input", (event) => {
  const combo = event.target.closest(".combo");
  if (!combo) return;
  combo.dataset.value = "";
  clearTimeout(typing);
  typing = setTimeout(() => look(combo, event.target.value), 200);
});

async function look(combo, typed) {
  if (typed.length < Number(combo.dataset.min)) return show(combo, []);
  const { block, action } = combo.dataset;
  const found = await act("options", { ...surfaceOf(combo), block, action, typed });
  show(combo, found?.options ?? []);
}

function show(combo, options) {
  const [input, list] = [combo.querySelector("input"), combo.querySelector("ul")];
  list.replaceChildren(...options.map(({ value, text }, index) => {
    const row = document.createElement("li");
    row.role = "option";
    row.id = `${list.id}-${index}`;
    row.dataset.value = value;
    row.textContent = text;
    row.addEventListener("mousedown", (event) => (event.preventDefault(), take(combo, row)));
    return row;
  }));
  list.hidden = !options.length;
  input.setAttribute("aria-expanded", String(!list.hidden));
  if (options.length) mark(combo, list.firstElementChild);
}

function mark(combo, row) {
  combo.querySelectorAll("li").forEach((one) => one.setAttribute("aria-selected", String(one === row)));
  combo.querySelector("input").setAttribute("aria-activedescendant", row.id);
  row.scrollIntoView({ block: "nearest" });
}

function take(combo, row) {
  const input = combo.querySelector("input");
  combo.dataset.value = row.dataset.value;
  input.value = row.textContent;
  show(combo, []);
  press(combo, row.dataset.value);
}

document.addEventListener("keydown", (event) => {
  const combo = event.target.closest?.(".combo");
  const at = combo?.querySelector('li[aria-selected="true"]');
  if (!at) return;
  if (event.key === "ArrowDown" && at.nextElementSibling) mark(combo, at.nextElementSibling);
  else if (event.key === "ArrowUp" && at.previousElementSibling) mark(combo, at.previousElementSibling);
  else if (event.key === "Enter") take(combo, at);
  else if (event.key === "Escape") (event.stopPropagation(), show(combo, []));
  else return;
  event.preventDefault();
});
