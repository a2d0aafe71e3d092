// A notebook cell: the curves of the page, drawn from what a model of plain data holds.

import {drawCurves} from "./curves.js";

const months = ["Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec"];

function numbersOf(values) {
  return values ? Float32Array.from(values, (value) => (value === null ? NaN : value)) : null;
}

function spokenDay(iso) {
  const [year, month, day] = iso.split("-").map(Number);
  return `${day} ${months[month - 1]} ${year}`;
}

export function renderCell({ model, el }) {
  const draw = () => {
    const given = model.get("figure");
    const lines = given.lines.map((line) => ({ ...line, median: numbersOf(line.median), low: numbersOf(line.low), high: numbersOf(line.high) }));
    drawCurves(el, { ...given, lines, width: el.clientWidth || 860, height: 380, month: (iso) => months[Number(iso.slice(5, 7)) - 1], date: spokenDay, says: { table: "Table", date: "Date" } });
  };
  model.on("change:figure", draw);
  requestAnimationFrame(draw);
}
