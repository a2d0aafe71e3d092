// A graph told without being seen: the values of a day in words, and a table by weeks.

import {make} from "./dom.js";

const every = 7;

export function valueText(given, value) {
  if (!(value === value)) return "–";
  return given.isShare ? `${Math.round(value * 100)}%` : value.toFixed(1);
}

export function readingOf(given, day) {
  const date = given.dates.length ? given.date(given.dates[day]) : "";
  const values = given.lines.map((line) => {
    const table = line.median || line.ghost;
    return table && table[day] === table[day] ? `${line.name} ${valueText(given, table[day])}` : "";
  });
  return [date, ...values].filter(Boolean).join(", ");
}

function cellText(given, line, day) {
  const table = line.median || line.ghost;
  if (!table || table[day] !== table[day]) return "–";
  const middle = valueText(given, table[day]);
  const isWide = line.median && line.low && line.low[day] === line.low[day] && line.high[day] - line.low[day] > 0.01;
  return isWide ? `${middle} (${valueText(given, line.low[day])} – ${valueText(given, line.high[day])})` : middle;
}

// A row a week, a column a line; the ghost has columns of its own.
export function tableOf(given) {
  const hasGhost = given.lines.some((line) => line.ghost && line.median);
  const head = [make("th", { scope: "col", text: given.says.date || "Date" })];
  for (const line of given.lines) {
    head.push(make("th", { scope: "col", text: line.name }));
    if (hasGhost) head.push(make("th", { scope: "col", text: `${line.name}, ${given.says.ghost || "as it was"}` }));
  }
  const rows = [];
  for (let day = 0; day < given.dates.length; day += every) {
    const cells = [make("th", { scope: "row", text: given.date(given.dates[day]) })];
    for (const line of given.lines) {
      cells.push(make("td", { text: cellText(given, line, day) }));
      if (hasGhost) cells.push(make("td", { text: cellText(given, { ghost: line.ghost }, day) }));
    }
    rows.push(make("tr", {}, cells));
  }
  const table = make("table", { class: "reading" }, make("caption", { text: given.title }), make("thead", {}, make("tr", {}, head)), make("tbody", {}, rows));
  return make("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-label": given.title || "Table" }, table);
}
