// Keeps the page true: listens to the stream, fetches the parts that changed, follows links without a reload.

import { morph } from "./morph.js";
import { act, here } from "./act.js";

const ALL = ["top", "sidebar", "place", "pane", "modal", "inspector"];
const after = [];
let waiting = new Set();
let running = null;

// Call `done(names)` each time parts were drawn anew.
export const onDrawn = (done) => after.push(done);

function address(extra) {
  const url = new URL(location.href);
  for (const [name, value] of Object.entries(extra)) url.searchParams.set(name, value);
  return url;
}

export const inspecting = () => document.body.classList.contains("inspecting");

export function refresh(...names) {
  (names.length ? names : ALL).forEach((name) => waiting.add(name));
  running ??= new Promise((done) => setTimeout(done, 15)).then(draw).finally(() => {
    running = null;
    if (waiting.size) refresh(...waiting);
  });
  return running;
}

async function draw() {
  const names = [...waiting].filter((name) => name !== "inspector" || inspecting() || waiting.size === ALL.length);
  waiting = new Set();
  if (!names.length) return;
  const url = address({ parts: names.join(","), ...(inspecting() ? { traffic: 1 } : {}) });
  const answer = await fetch(url);
  if (answer.ok) put(new DOMParser().parseFromString(await answer.text(), "text/html"), names);
}

function put(drawn, names) {
  const stuck = [...document.querySelectorAll("[data-stick]")].filter(atEnd).map((one) => one.id);
  for (const name of names) {
    const [have, want] = [document.getElementById(name), drawn.getElementById(name)];
    if (have && want) morph(have, want);
  }
  for (const id of stuck) toEnd(document.getElementById(id));
  after.forEach((done) => done(names));
}

const atEnd = (box) => box.scrollHeight - box.scrollTop - box.clientHeight < 60;
const toEnd = (box) => box && (box.scrollTop = box.scrollHeight);

export function settle() {
  document.querySelectorAll("[data-stick]").forEach((box) => {
    const line = box.querySelector("#unread-line");
    if (line) line.scrollIntoView({ block: "center" });
    else toEnd(box);
  });
}

// Go somewhere else in the workspace as a link would, without losing the stream.
export async function go(href, { push = true } = {}) {
  const before = here().channel;
  const answer = await fetch(href);
  if (!answer.ok) return location.assign(href);
  const drawn = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (push) history.pushState(null, "", href);
  document.title = drawn.title;
  document.body.dataset.channel = drawn.body.dataset.channel;
  document.body.classList.remove("drawer-open");
  const moved = before !== here().channel || !document.getElementById("place").isEqualNode(drawn.getElementById("place"));
  put(drawn, ALL.filter((name) => name !== "inspector"));
  if (moved) enter();
}

export async function enter() {
  const tab = new URL(location.href).searchParams.get("tab") || "";
  document.dispatchEvent(new Event("entered"));
  await act("enter", { channel: here().channel, tab });
}

export function listen() {
  let stream = null;
  const open = () => {
    stream = new EventSource(`${here().base}/stream?after=${document.body.dataset.feed}`);
    stream.onopen = () => document.getElementById("offline").toggleAttribute("hidden", true);
    stream.onerror = () => document.getElementById("offline").toggleAttribute("hidden", false);
    stream.addEventListener("parts", (event) => {
      const { parts, channel } = JSON.parse(event.data);
      const elsewhere = channel && channel !== here().channel;
      refresh(...parts.filter((part) => !elsewhere || !["place", "pane"].includes(part)));
      if (channel === here().channel && parts.includes("place")) seen();
    });
    stream.addEventListener("notice", (event) => {
      document.dispatchEvent(new CustomEvent("notice", { detail: JSON.parse(event.data) }));
    });
  };
  open();
  addEventListener("pagehide", () => stream.close());
  addEventListener("pageshow", (event) => event.persisted && (open(), refresh()));
}

// What arrives in the open channel of a window that is looked at is read.
function seen() {
  if (document.visibilityState === "visible") act("read", { channel: here().channel });
}
document.addEventListener("visibilitychange", seen);
