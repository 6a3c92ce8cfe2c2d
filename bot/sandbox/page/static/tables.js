// data_table blocks: sorted by a press on a heading, turned page by page.

const places = new WeakMap();

function show(table, page = 0) {
  const size = Number(table.dataset.pageSize);
  const rows = [...table.querySelectorAll("tbody tr")];
  const last = Math.max(0, Math.ceil(rows.length / size) - 1);
  const at = Math.min(Math.max(page, 0), last);
  places.set(table, at);
  rows.forEach((row, index) => (row.hidden = Math.floor(index / size) !== at));
  const shown = table.querySelector("[data-shown]");
  if (!shown) return;
  shown.textContent = `${at * size + 1}–${Math.min(rows.length, (at + 1) * size)} of ${rows.length}`;
  const [back, on] = table.querySelectorAll("[data-turn]");
  back.disabled = at === 0;
  on.disabled = at === last;
}

function sort(heading) {
  const down = heading.getAttribute("aria-sort") === "ascending";
  heading.parentElement.querySelectorAll("th").forEach((one) => one.removeAttribute("aria-sort"));
  heading.setAttribute("aria-sort", down ? "descending" : "ascending");
  arrange(heading);
  show(heading.closest(".data-table"));
}

function arrange(heading) {
  const column = heading.cellIndex;
  const down = heading.getAttribute("aria-sort") === "descending";
  const body = heading.closest(".data-table").querySelector("tbody");
  const key = (row) => row.cells[column].dataset.sort;
  const numeric = [...body.rows].every((row) => key(row) !== "" && !Number.isNaN(Number(key(row))));
  const order = (a, b) => (numeric ? Number(key(a)) - Number(key(b)) : key(a).localeCompare(key(b)));
  body.append(...[...body.rows].sort((a, b) => (down ? order(b, a) : order(a, b))));
}

export function lay() {
  document.querySelectorAll(".data-table").forEach((table) => {
    const sorted = table.querySelector("th[aria-sort]"); // the server draws them as the bot sent them
    if (sorted) arrange(sorted);
    show(table, places.get(table) ?? 0);
  });
}

document.addEventListener("click", (event) => {
  const heading = event.target.closest(".data-table .sort");
  if (heading) sort(heading.closest("th"));
  const turn = event.target.closest(".data-table [data-turn]");
  if (turn) {
    const table = turn.closest(".data-table");
    show(table, (places.get(table) ?? 0) + Number(turn.dataset.turn));
  }
});
