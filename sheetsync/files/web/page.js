"use strict";
// Tables that sort and filter. Without this script the page shows everything all the same.
// A column is offered as a list where its values repeat: each stands twice on the average, at least.
const MOST_CHOICES = 12, LONGEST_CHOICE = 24;
const language = document.documentElement.lang;
const order = new Intl.Collator(language, { numeric: true });

const keyOf = (row, column) => {
  const cell = row.cells[column];
  return cell.dataset.key === undefined ? cell.textContent.trim() : Number(cell.dataset.key);
};

const compare = (a, b) => (typeof a === "number" && typeof b === "number" ? a - b : order.compare(a, b));

function sort(table, heading) {
  const body = table.tBodies[0], column = heading.cellIndex;
  const down = heading.getAttribute("aria-sort") === "ascending";
  for (const each of table.tHead.rows[0].cells) each.removeAttribute("aria-sort");
  heading.setAttribute("aria-sort", down ? "descending" : "ascending");
  const rows = [...body.rows].map((row) => [keyOf(row, column), row]);
  // what is blank comes last, whichever way
  const blank = (key) => key === "";
  rows.sort(([a], [b]) => blank(a) - blank(b) || (down ? compare(b, a) : compare(a, b)));
  body.append(...rows.map(([, row]) => row));
}

function filter(section) {
  const words = section.querySelector("input").value.toLocaleLowerCase(language).split(/\s+/).filter(Boolean);
  const chosen = [...section.querySelectorAll("select")].filter((each) => each.selectedIndex > 0);
  const rows = [...section.querySelector("tbody").rows];
  let count = 0;
  for (const row of rows) {
    const text = row.textContent.toLocaleLowerCase(language);
    const fits = words.every((word) => text.includes(word)) && chosen.every((each) => row.cells[each.dataset.column].textContent.trim() === each.value);
    row.hidden = !fits;
    count += fits;
  }
  section.querySelector("output").textContent = words.length || chosen.length ? `${count} / ${rows.length}` : "";
  section.querySelector(".none").hidden = count > 0;
}

function offerChoices(section, filters, table) {
  const rows = [...table.tBodies[0].rows];
  for (const heading of table.tHead.rows[0].cells) {
    const column = heading.cellIndex;
    const found = [...new Set(rows.map((row) => row.cells[column].textContent.trim()))].sort(order.compare);
    if (found.length < 2 || found.length > Math.min(MOST_CHOICES, rows.length / 2) || found.some((text) => text.length > LONGEST_CHOICE)) continue;
    const label = document.createElement("label"), select = document.createElement("select");
    select.dataset.column = column;
    select.add(new Option(filters.dataset.all, "\0"));
    for (const text of found) select.add(new Option(text || filters.dataset.blank, text));
    select.addEventListener("change", () => filter(section));
    label.append(`${heading.textContent.trim()} `, select);
    filters.insertBefore(label, filters.querySelector("output"));
  }
}

for (const section of document.querySelectorAll("details")) {
  const table = section.querySelector("table"), filters = section.querySelector(".filters");
  if (!table) continue;
  section.querySelector("input").addEventListener("input", () => filter(section));
  for (const heading of table.tHead.rows[0].cells) heading.firstElementChild.addEventListener("click", () => sort(table, heading));
  offerChoices(section, filters, table);
}

function unfold() {
  const place = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const section = place && place.closest("details");
  if (!section) return;
  section.open = true;
  const row = place.closest("tr");
  if (row) row.hidden = false;
  place.scrollIntoView();
}
addEventListener("hashchange", unfold);
unfold();
