// Walks through messages by the arrow keys; Tab then reaches what can be done with one.

document.addEventListener("keydown", (event) => {
  const message = event.target.matches?.(".message") && event.target;
  if (!message || !["ArrowUp", "ArrowDown", "Home", "End"].includes(event.key)) return;
  const all = [...message.parentElement.querySelectorAll(".message")];
  const at = all.indexOf(message);
  const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: all.length - 1 }[event.key];
  event.preventDefault();
  all[Math.min(Math.max(to, 0), all.length - 1)].focus();
});
