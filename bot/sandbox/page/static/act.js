// Tells the server what the person does.

const toasts = document.getElementById("toasts"); // a form that is drawn anew drops it

export function here() {
  const { base, channel } = document.body.dataset;
  return { base, channel };
}

// Returns the answer; null when it could not be done, after saying why (unless it is `quiet`).
export async function act(doing, said, { quiet = false } = {}) {
  let answer;
  try {
    answer = await fetch(`${here().base}/do/${doing}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(said),
    });
  } catch {
    if (!quiet) toast("The workspace cannot be reached. Is it still running?");
    return null;
  }
  const body = await answer.json().catch(() => ({}));
  if (answer.ok) return body;
  if (quiet) return null;
  toast(answer.status === 409 ? "That is no longer there; the page shows what is." : "The workspace could not do that.");
  return null;
}

export function toast(words) {
  const box = document.createElement("div");
  const text = document.createElement("span");
  const close = document.createElement("button");
  box.className = "toast";
  text.textContent = words;
  close.type = "button";
  close.textContent = "✕";
  close.setAttribute("aria-label", "Hide this notice");
  close.onclick = () => box.remove();
  box.append(text, close);
  const open = document.querySelector("dialog[open]");
  (open || document.body).append(toasts);
  toasts.append(box);
  setTimeout(() => box.remove(), 12000);
}
