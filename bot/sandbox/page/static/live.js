// Keeps the page true: listens to the stream, fetches the parts that changed, follows links without a reload.

import { morph } from "./morph.js";
import { act, here } from "./act.js";

const ALL = ["top", "sidebar", "place", "pane", "modal", "inspector"];
const after = [];
let waiting = new Set();
let running = null;
let stood = null;

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
  const from = location.href;
  try {
    const answer = await fetch(url);
    const drawn = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (location.href !== from) names.forEach((name) => waiting.add(name)); // gone elsewhere meanwhile: look there
    else if (answer.ok) put(drawn, names);
  } catch {
    names.forEach((name) => waiting.add(name));
    await new Promise((again) => setTimeout(again, 1000));
  }
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

// Show what is new: the line above unread messages, else the newest.
export function settle(part) {
  document.querySelectorAll(`${part} [data-stick]`).forEach((box) => {
    const line = box.querySelector("#unread-line");
    if (line) line.scrollIntoView({ block: "center" });
    else toEnd(box);
  });
}

// Go somewhere else in the workspace as a link would, without losing the stream.
export async function go(href, { push = true } = {}) {
  const [place, thread] = stood;
  const answer = await fetch(href);
  if (!answer.ok) return location.assign(href);
  const drawn = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (push) history.pushState(null, "", href);
  document.title = drawn.title;
  document.body.dataset.channel = drawn.body.dataset.channel;
  document.body.classList.remove("drawer-open");
  put(drawn, ALL.filter((name) => name !== "inspector"));
  const [there, other] = (stood = where());
  if (there !== place) enter();
  else if (other !== thread) document.dispatchEvent(new CustomEvent("entered", { detail: "#pane" }));
  else document.dispatchEvent(new CustomEvent("entered", { detail: "" }));
}

function where() {
  const asked = new URL(location.href).searchParams;
  return [`${here().channel} ${asked.get("tab") || ""}`, asked.get("thread") || ""];
}

export async function enter() {
  const tab = new URL(location.href).searchParams.get("tab") || "";
  document.dispatchEvent(new CustomEvent("entered", { detail: "body" }));
  await act("enter", { channel: here().channel, tab }, { quiet: true });
}

export function listen() {
  stood = where();
  let stream = null;
  const open = () => {
    stream = new EventSource(`${here().base}/stream?after=${document.body.dataset.feed}`);
    stream.onopen = () => document.getElementById("offline").toggleAttribute("hidden", true);
    stream.onerror = () => document.getElementById("offline").toggleAttribute("hidden", false);
    stream.addEventListener("parts", (event) => {
      const { parts, channel } = JSON.parse(event.data);
      const elsewhere = channel && channel !== here().channel;
      const mine = parts.filter((part) => !elsewhere || !["place", "pane"].includes(part));
      if (mine.length) refresh(...mine);
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
  const away = document.visibilityState !== "visible" || where()[0].endsWith(" home");
  if (!away) act("read", { channel: here().channel }, { quiet: true });
}
document.addEventListener("visibilitychange", seen);
