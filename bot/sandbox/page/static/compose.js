// The message box: sends, keeps drafts, and offers people, channels and commands while one types.

import { act, here } from "./act.js";
import { handIn } from "./elements.js";
import { go, onDrawn } from "./live.js";

let asked = "";

const names = () => JSON.parse(document.getElementById("names").textContent);
const boxes = () => document.querySelectorAll("[data-composer] textarea");
const draftKey = (box) => `draft:${here().base}:${here().channel}:${box.form.dataset.thread}`;

export function restore() {
  const url = new URL(location.href);
  const asked = url.searchParams.get("draft");
  if (asked !== null) {
    url.searchParams.delete("draft");
    history.replaceState(null, "", url);
  }
  for (const box of boxes()) {
    box.value = sessionStorage.getItem(draftKey(box)) ?? "";
    if (asked && box.id === "say") box.value = asked;
    fit(box);
  }
  const box = document.getElementById(url.searchParams.get("thread") ? "reply" : "say");
  if (asked || matchMedia("(hover: hover)").matches) box?.focus({ preventScroll: true });
}

function fit(box) {
  box.form.querySelector(".send").disabled = !box.value.trim() && !attached(box).files.length;
  if (!CSS.supports("field-sizing", "content")) {
    box.style.height = "auto";
    box.style.height = `${Math.min(box.scrollHeight, 220)}px`;
  }
}

document.addEventListener("input", (event) => {
  const box = event.target.closest("[data-composer] textarea");
  if (!box) return;
  sessionStorage.setItem(draftKey(box), box.value);
  fit(box);
  suggest(box);
});

const attached = (box) => box.form.querySelector("[data-attach]");

function detach(box) {
  attached(box).value = "";
  box.form.querySelector(".attached").textContent = "";
}

document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-attach]")) return;
  const form = event.target.form;
  form.querySelector(".attached").textContent = [...event.target.files].map((file) => file.name).join(", ");
  fit(form.querySelector("textarea"));
});

async function send(box, text = box.value) {
  const chosen = [...attached(box).files];
  if (!text.trim() && !chosen.length) return;
  const files = await handIn(chosen);
  if (files.length < chosen.length) return;
  detach(box);
  box.value = "";
  sessionStorage.removeItem(draftKey(box));
  fit(box);
  close(box);
  const scroll = box.closest(".place, .pane").querySelector("[data-stick]");
  if (scroll) scroll.scrollTop = scroll.scrollHeight;
  const done = await act("say", { channel: here().channel, text, files, thread: box.form.dataset.thread });
  if (!done && !box.value) {
    box.value = text;
    fit(box);
  }
  asked = box.form.dataset.thread ? "" : (done?.ts ?? "");
  follow();
}

// In the bot's DM its answer stands in the thread of the question: show it where it comes.
function follow() {
  const replies = asked && document.getElementById(`m-${asked}`)?.querySelector(".replies");
  if (!replies || !document.querySelector("#place .tabs")) return;
  asked = "";
  go(replies.href);
}

onDrawn(follow);

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-composer]")) return;
  event.preventDefault();
  send(event.target.querySelector("textarea"));
});

document.addEventListener("click", (event) => {
  const say = event.target.closest("[data-say]");
  if (say) send(document.getElementById("say"), say.dataset.say);
  const insert = event.target.closest("[data-insert]");
  if (insert) put(insert.closest("form").querySelector("textarea"), insert.dataset.insert);
  const shortcut = event.target.closest("[data-shortcut]");
  if (shortcut) act("shortcut", { callback: shortcut.dataset.shortcut });
  const about = event.target.closest("[data-message-shortcut]");
  if (about) {
    const ts = about.closest("[data-message]").dataset.message;
    act("shortcut", { callback: about.dataset.messageShortcut, channel: here().channel, ts });
  }
});

function put(box, words) {
  box.setRangeText(words, box.selectionStart, box.selectionEnd, "end");
  box.focus();
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

// Suggestions

const listOf = (box) => document.getElementById(box.getAttribute("aria-controls"));

function wanted(box) {
  const before = box.value.slice(0, box.selectionStart);
  if (/^\/\S*( \S*)?$/.test(before)) {
    const typed = before.split(" ")[0];
    return { from: 0, found: names().commands.filter((one) => one.insert.trim().startsWith(typed)) };
  }
  const match = /(?:^|\s)([@#])([\w.-]*(?: \w*)?)$/.exec(before);
  if (!match) return { found: [] };
  const pool = match[1] === "@" ? names().people : names().channels;
  const typed = match[2].toLowerCase();
  const fits = (one) => one.name.toLowerCase().split(" ").some((word) => word.startsWith(typed)) || one.name.toLowerCase().startsWith(typed);
  const exact = pool.some((one) => one.name.toLowerCase() === typed.trimEnd() && typed.endsWith(" "));
  return { from: before.length - match[2].length - 1, found: exact ? [] : pool.filter(fits).slice(0, 8) };
}

function suggest(box) {
  const { from, found } = wanted(box);
  const list = listOf(box);
  list.replaceChildren(...found.map((one, index) => {
    const row = document.createElement("li");
    const hint = document.createElement("span");
    row.role = "option";
    row.id = `${list.id}-${index}`;
    row.append(one.name, hint);
    hint.className = "muted small";
    hint.textContent = one.hint ?? "";
    row.addEventListener("mousedown", (event) => (event.preventDefault(), take(box, from, one)));
    row.addEventListener("taken", () => take(box, from, one));
    return row;
  }));
  list.hidden = !found.length;
  box.setAttribute("aria-expanded", String(!list.hidden));
  if (found.length) mark(box, list.firstElementChild);
}

function mark(box, row) {
  [...row.parentElement.children].forEach((one) => one.setAttribute("aria-selected", String(one === row)));
  box.setAttribute("aria-activedescendant", row.id);
  row.scrollIntoView({ block: "nearest" });
}

function take(box, from, one) {
  if (!box.value.startsWith(one.insert)) box.setRangeText(one.insert, from, box.selectionStart, "end");
  close(box);
  box.focus();
  sessionStorage.setItem(draftKey(box), box.value);
  fit(box);
}

function close(box) {
  listOf(box).hidden = true;
  box.setAttribute("aria-expanded", "false");
  box.removeAttribute("aria-activedescendant");
}

document.addEventListener("focusout", (event) => {
  if (event.target.matches("[data-composer] textarea")) close(event.target);
});

document.addEventListener("keydown", (event) => {
  const box = event.target.closest?.("[data-composer] textarea");
  if (!box || event.isComposing) return;
  const list = listOf(box);
  const at = list.hidden ? null : list.querySelector('[aria-selected="true"]');
  const isCommand = at && box.value.startsWith("/");
  if (at && event.key === "ArrowDown") mark(box, at.nextElementSibling ?? list.firstElementChild);
  else if (at && event.key === "ArrowUp") mark(box, at.previousElementSibling ?? list.lastElementChild);
  else if (at && (event.key === "Tab" || (event.key === "Enter" && !(isCommand && box.value.includes(" "))))) at.dispatchEvent(new Event("taken"));
  else if (at && event.key === "Escape") (event.stopPropagation(), close(box));
  else if (event.key === "Enter" && !event.shiftKey) send(box);
  else return;
  event.preventDefault();
}, true);

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && event.target.closest?.("#pane")) go(document.querySelector("[data-close-thread]").href);
});
