// Curves over days as SVG: lines with bands, stacked areas, the ghost of what was, and a day that can be read.

import {makeSvg, make, refill} from "./dom.js";
import {plotBox, dayToX, xToDay, valueToY, yToValue, linePath, bandPath, stacked, lastKnown, spreadLabels, inLines, textWidth, monthTicks} from "./plot.js";
import {tableOf, readingOf} from "./reading.js";

const ink = "#22201c";
const faint = "#ddd5c5";
const quiet = "#5a5447";
const family = "'Segoe UI', 'Noto Sans', 'Helvetica Neue', Arial, sans-serif";
const boldWider = 1.08; // than letters that are measured
const faces = new WeakMap();
const plain = {
  kind: "lines", lines: [], dates: [], most: 1, least: 0, isShare: true, width: 0, height: 360, textSize: 14, labels: "auto",
  marks: [], day: null, title: "", month: (iso) => iso.slice(5, 7), date: (iso) => iso, says: {}, onDay: null, onLine: null, chosen: "", sketch: null, onSketch: null,
};

// Draw plain data into an element; drawing again into it keeps the keyboard where it was.
// Lines are {key, name, colour, dash, median, low, high, first, ghost}; dates are ISO texts, one a day.
export function drawCurves(element, options) {
  const given = { ...plain, ...options };
  const face = faceOf(element);
  face.given = given;
  const width = given.width || element.clientWidth || 860;
  const { svg, layout } = svgOfCurves({ ...given, width });
  face.layout = layout;
  refill(face.stage, svg);
  element.dataset.labels = layout.labelRoom ? "end" : "below";
  face.over = makeSvg("g", { class: "curves-over" });
  svg.append(face.over);
  drawReading(face);
  describe(face);
  return layout;
}

// The same as a figure of its own, to be saved.
export function svgOfCurves(options) {
  const given = { ...plain, ...options };
  const layout = layoutOf(given);
  const svg = makeSvg("svg", { class: "curves-svg", xmlns: "http://www.w3.org/2000/svg", width: given.width, height: given.height, viewBox: `0 0 ${given.width} ${given.height}`, "font-family": family, "font-size": given.textSize, "aria-hidden": "true" });
  if (given.background) svg.append(makeSvg("rect", { x: 0, y: 0, width: given.width, height: given.height, fill: given.background }));
  svg.append(axes(given, layout), given.kind === "areas" ? areas(given, layout) : lines(given, layout));
  if (layout.labelRoom) svg.append(endLabels(given, layout));
  else if (layout.legend) svg.append(legend(given, layout));
  return { svg, layout };
}

function layoutOf(given) {
  const size = given.textSize;
  const mode = given.labels === "auto" ? (given.width < 560 ? "legend" : "end") : given.labels;
  const needed = Math.max(0, ...given.lines.map((line) => textWidth(line.name, size, family))) * boldWider + size * 1.2;
  const longest = Math.max(size * 3, Math.min(given.width * 0.24, size * 13, needed));
  const labelRoom = mode === "end" ? longest : 0;
  const legendRows = mode === "legend" ? legendOf(given).rows : 0;
  const margins = { left: size * (given.isShare ? 3.1 : 2.2), right: labelRoom ? labelRoom + size : size * 0.9, top: size * 0.9, bottom: size * 1.7 + legendRows * size * 1.45 };
  return { box: { ...plotBox(given.width, given.height, margins), least: given.least }, days: Math.max(1, given.dates.length), labelRoom, legend: mode === "legend" };
}

function axes(given, { box, days }) {
  const group = makeSvg("g", { class: "curves-axes" });
  const size = given.textSize;
  const steps = given.least < 0 ? [given.least, 0, given.most] : given.isShare ? [0, 0.25, 0.5, 0.75, 1].map((one) => one * given.most) : Array.from({ length: Math.floor(given.most) + 1 }, (unused, n) => n);
  const few = box.height < size * 7 ? [steps[0], steps[Math.floor(steps.length / 2)], steps[steps.length - 1]] : steps;
  for (const step of few) {
    const y = valueToY(box, given.most, step);
    group.append(makeSvg("line", { x1: box.left, x2: box.left + box.width, y1: y, y2: y, stroke: step ? faint : quiet, "stroke-width": 1 }));
    group.append(makeSvg("text", { x: box.left - size * 0.45, y: y + size * 0.35, "text-anchor": "end", fill: quiet, text: given.isShare ? `${Math.round(step * 100)}%` : String(step) }));
  }
  const low = box.top + box.height;
  for (const tick of monthTicks(given.dates, box, days, size, given.month)) {
    group.append(makeSvg("line", { x1: tick.x, x2: tick.x, y1: low, y2: low + (tick.text ? 6 : 3), stroke: quiet, "stroke-width": 1 }));
    if (tick.text) group.append(makeSvg("text", { x: tick.x, y: low + size * 1.35, "text-anchor": "middle", fill: quiet, text: tick.text }));
  }
  for (const mark of given.marks) {
    const x = dayToX(box, days, mark.day);
    group.append(makeSvg("line", { class: "curves-mark", x1: x, x2: x, y1: box.top, y2: low, stroke: mark.isOff ? "#a3271b" : "#b9ae98", "stroke-width": 1, "stroke-dasharray": mark.isOff ? "2 4" : "1 3" }));
  }
  return group;
}

function lines(given, { box, days }) {
  const group = makeSvg("g", { class: "curves-lines", fill: "none", "stroke-linejoin": "round" });
  const heavy = given.textSize > 16 ? 3.2 : 2.4;
  for (const line of given.lines) {
    if (line.low && line.high) group.append(makeSvg("path", { class: "curves-band", d: bandPath(box, days, given.most, line.low, line.high), fill: line.colour, "fill-opacity": 0.13, stroke: "none" }));
  }
  for (const line of given.lines) {
    if (line.ghost) group.append(makeSvg("path", { class: "curves-ghost", d: linePath(box, days, given.most, line.ghost), stroke: line.colour, "stroke-width": heavy * 0.55, "stroke-opacity": 0.5 }));
    if (line.first) group.append(makeSvg("path", { class: "curves-first", d: linePath(box, days, given.most, line.first), stroke: line.colour, "stroke-width": 1, "stroke-opacity": 0.6 }));
  }
  for (const line of given.lines) {
    if (!line.median) continue;
    const dash = (line.dash || []).map((one) => Math.round(one * heavy * 4) / 10).join(" ");
    group.append(makeSvg("path", { class: "curves-line", "data-line": line.key, d: linePath(box, days, given.most, line.median), stroke: line.colour, "stroke-width": line.key === given.chosen ? heavy * 1.5 : heavy, "stroke-dasharray": dash || null }));
  }
  return group;
}

function areas(given, { box, days }) {
  const group = makeSvg("g", { class: "curves-areas" });
  const shown = given.lines.filter((line) => line.median);
  const parts = stacked(shown.map((line) => line.median));
  shown.forEach((line, n) => {
    group.append(makeSvg("path", { class: "curves-area", "data-line": line.key, d: bandPath(box, days, 1, parts[n].low, parts[n].high), fill: line.colour, stroke: "#fdfbf6", "stroke-width": 1.5 }));
  });
  const ghosts = given.lines.filter((line) => line.ghost);
  const old = stacked(ghosts.map((line) => line.ghost));
  ghosts.slice(0, -1).forEach((line, n) => {
    group.append(makeSvg("path", { class: "curves-ghost", d: linePath(box, days, 1, old[n].high), fill: "none", stroke: ink, "stroke-width": 1.4, "stroke-opacity": 0.55 }));
  });
  return group;
}

function labelsOf(given, { box }) {
  if (given.kind === "areas") {
    const shown = given.lines.filter((line) => line.median || line.ghost);
    const parts = stacked(shown.map((line) => line.median || line.ghost));
    return shown.map((line, n) => {
      const day = lastKnown(parts[n].high);
      const middle = day < 0 ? 0 : (parts[n].low[day] + parts[n].high[day]) / 2;
      return { line, y: valueToY(box, 1, middle), weight: day < 0 ? 0 : parts[n].high[day] - parts[n].low[day], day };
    });
  }
  return given.lines.map((line) => {
    const values = line.median || line.ghost;
    const day = values ? lastKnown(values) : -1;
    return { line, day, y: day < 0 ? box.top : valueToY(box, given.most, values[day]), weight: day < 0 ? -1 : values[day] };
  }).filter((label) => label.day >= 0);
}

function endLabels(given, layout) {
  const { box, days, labelRoom } = layout;
  const size = given.textSize;
  const group = makeSvg("g", { class: "curves-labels" });
  const textRoom = (labelRoom - size * 0.8) / boldWider;
  const wanted = labelsOf(given, layout).map((label) => ({ ...label, lines: inLines(label.line.name, size, family, textRoom) }));
  const room = (box.height + size) / Math.max(1, wanted.length);
  const tall = wanted.some((label) => label.lines.length > 1) && room > size * 2.35;
  const gap = tall ? size * 2.3 : size * 1.2;
  const left = box.left + box.width;
  for (const label of spreadLabels(wanted, gap, box.top + size * 0.2, box.top + box.height)) {
    const x = left + size * 1.5;
    const lineEnd = dayToX(box, days, label.day);
    group.append(makeSvg("path", { d: `M${lineEnd} ${label.y}L${left + 3} ${label.y}L${x - 4} ${label.at}`, fill: "none", stroke: given.kind === "areas" ? quiet : label.line.colour, "stroke-width": 1, "stroke-opacity": 0.6 }));
    const shown = tall || label.lines.length === 1 ? label.lines : [cutShort(label.line.name, size, textRoom)];
    const start = label.at + size * 0.35 - (shown.length - 1) * size * 0.52;
    group.append(makeSvg("text", { class: "curves-label", "data-line": label.line.key, x, y: start, fill: given.kind === "areas" ? ink : label.line.colour, "font-weight": 600 }, shown.map((text, n) => makeSvg("tspan", { x, y: start + n * size * 1.04, text }))));
  }
  return group;
}

function cutShort(name, size, width) {
  let text = name;
  while (text.length > 2 && textWidth(`${text}…`, size, family) * 1.08 > width) text = text.slice(0, -1);
  return text === name ? name : `${text.trim()}…`;
}

function legendOf(given) {
  const size = given.textSize;
  let x = 0;
  let row = 0;
  const items = given.lines.map((line) => {
    const width = size * 2.6 + line.name.length * size * 0.56;
    if (x && x + width > given.width - size * 2) {
      x = 0;
      row += 1;
    }
    const item = { line, x, row };
    x += width;
    return item;
  });
  return { items, rows: items.length ? row + 1 : 0 };
}

function legend(given, { box }) {
  const size = given.textSize;
  const top = box.top + box.height + size * 2.6;
  const group = makeSvg("g", { class: "curves-legend" });
  for (const { line, x, row } of legendOf(given).items) {
    const y = top + row * size * 1.45;
    const dash = (line.dash || []).map((one) => one * 0.8).join(" ");
    group.append(given.kind === "areas"
      ? makeSvg("rect", { x: x + 4, y: y - size * 0.4, width: size * 1.6, height: size * 0.8, fill: line.colour })
      : makeSvg("path", { d: `M${x + 4} ${y}h${size * 1.8}`, stroke: line.colour, "stroke-width": 3, "stroke-dasharray": dash || null }));
    group.append(makeSvg("text", { x: x + size * 2.3, y: y + size * 0.35, fill: ink, text: line.name }));
  }
  return group;
}

// The part that stays when the graph is drawn again: the stage, and what the keyboard and pointer hold.
function faceOf(element) {
  if (faces.has(element)) return faces.get(element);
  const stage = make("div", { class: "curves-stage", role: "slider", tabindex: "0", "aria-valuemin": "0" });
  const table = make("details", { class: "curves-table" });
  const face = { element, stage, table, given: plain, layout: null, over: null, drawn: null, line: null };
  refill(element, stage, table);
  faces.set(element, face);
  stage.addEventListener("keydown", (event) => byKey(face, event));
  stage.addEventListener("pointermove", (event) => byPointer(face, event, false));
  stage.addEventListener("pointerdown", (event) => byPointer(face, event, true));
  for (const kind of ["pointerup", "pointercancel"]) stage.addEventListener(kind, () => sketchDone(face));
  table.addEventListener("toggle", () => table.open && fillTable(face));
  return face;
}

function fillTable(face) {
  refill(face.table, make("summary", { text: face.given.says.table || "Table" }), face.table.open ? tableOf(face.given) : null);
}

function describe(face) {
  const { given, stage, layout } = face;
  stage.setAttribute("aria-label", given.title || "Graph");
  stage.setAttribute("aria-valuemax", String(layout.days - 1));
  const day = given.day === null ? layout.days - 1 : given.day;
  stage.setAttribute("aria-valuenow", String(day));
  stage.setAttribute("aria-valuetext", readingOf(given, day));
  stage.classList.toggle("is-sketch", Boolean(given.onSketch));
  fillTable(face);
}

function setDay(face, day, isFirm, key) {
  face.given.day = day;
  drawReading(face);
  face.stage.setAttribute("aria-valuenow", String(day));
  face.stage.setAttribute("aria-valuetext", readingOf(face.given, day));
  if (face.given.onDay) face.given.onDay(day, isFirm, key);
}

function byKey(face, event) {
  const { given, layout } = face;
  const step = { ArrowLeft: -1, ArrowRight: 1, ArrowDown: -1, ArrowUp: 1, PageDown: -10, PageUp: 10, Home: -1e6, End: 1e6 }[event.key];
  if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const from = given.day === null ? layout.days - 1 : given.day;
  setDay(face, Math.max(0, Math.min(layout.days - 1, from + step)), true);
}

function spot(face, event) {
  const frame = face.stage.getBoundingClientRect();
  const by = frame.width ? (face.given.width || face.element.clientWidth || frame.width) / frame.width : 1;
  return { x: (event.clientX - frame.left) * by, y: (event.clientY - frame.top) * by };
}

function byPointer(face, event, isPress) {
  const { given, layout } = face;
  const name = given.onLine && !face.drawn && event.target.closest ? event.target.closest(".curves-label") : null;
  if (name) {
    if (isPress) given.onLine(name.dataset.line);
    return;
  }
  const { x, y } = spot(face, event);
  const day = xToDay(layout.box, layout.days, x);
  if (given.onSketch && (isPress || face.drawn)) {
    if (isPress) {
      face.drawn = new Map();
      face.stage.setPointerCapture(event.pointerId);
    }
    face.drawn.set(day, yToValue(layout.box, given.most, y));
    given.sketch = [...face.drawn].sort((a, b) => a[0] - b[0]);
    drawReading(face);
    event.preventDefault();
  } else if (isPress || event.pointerType === "mouse") setDay(face, day, isPress, isPress ? nearestLine(face, day, y) : null);
}

function nearestLine(face, day, y) {
  const { given, layout } = face;
  if (given.kind === "areas") return null;
  let best = null;
  for (const line of given.lines) {
    const value = line.median ? line.median[day] : NaN;
    const away = Math.abs(valueToY(layout.box, given.most, value) - y);
    if (value === value && away < 40 && (!best || away < best.away)) best = { away, key: line.key };
  }
  return best && best.key;
}

function sketchDone(face) {
  const { drawn, given } = face;
  face.drawn = null;
  if (drawn && given.onSketch) given.onSketch([...drawn].sort((a, b) => a[0] - b[0]));
}

// The day that is pointed at, its values on the lines, and a prediction that was drawn.
function drawReading(face) {
  const { given, layout, over } = face;
  const { box, days } = layout;
  const size = given.textSize;
  const parts = [];
  if (given.sketch && given.sketch.length) {
    const path = given.sketch.map(([day, value], n) => `${n ? "L" : "M"}${dayToX(box, days, day)} ${valueToY(box, given.most, value)}`).join("");
    parts.push(makeSvg("path", { class: "curves-sketch", d: path, fill: "none", stroke: ink, "stroke-width": 4, "stroke-linecap": "round", "stroke-opacity": 0.75, "stroke-dasharray": "1 8" }));
  }
  if (given.day !== null && given.day >= 0 && given.day < days) {
    const x = dayToX(box, days, given.day);
    parts.push(makeSvg("line", { class: "curves-day", x1: x, x2: x, y1: box.top, y2: box.top + box.height, stroke: ink, "stroke-width": 1.2 }));
    const isLate = x > box.left + box.width * 0.6;
    parts.push(makeSvg("text", { class: "curves-date", x: x + (isLate ? -6 : 6), y: box.top + size * 0.85, "text-anchor": isLate ? "end" : "start", fill: ink, "font-weight": 600, "paint-order": "stroke", stroke: "#faf7f0", "stroke-width": 4, text: given.date(given.dates[given.day]) }));
    parts.push(...(given.kind === "lines" ? dotsOfDay(given, box, x) : sharesOfDay(given, box, x, isLate)));
  }
  refill(over, parts);
}

// The shares of a day, each in the middle of its area.
function sharesOfDay(given, box, x, isLate) {
  const size = given.textSize;
  const shown = given.lines.filter((line) => line.median);
  const parts = stacked(shown.map((line) => line.median));
  const labels = shown.map((line, n) => ({ line, low: parts[n].low[given.day], high: parts[n].high[given.day] })).filter((one) => one.high - one.low > 0.005).map((one) => ({ y: valueToY(box, 1, (one.low + one.high) / 2), weight: one.high - one.low, text: `${Math.round((one.high - one.low) * 100)}%` }));
  return spreadLabels(labels, size * 1.15, box.top + size * 1.9, box.top + box.height - size * 0.4).map((label) => makeSvg("text", { class: "curves-share", x: x + (isLate ? -8 : 8), y: label.at + size * 0.35, "text-anchor": isLate ? "end" : "start", fill: ink, "font-weight": 600, "paint-order": "stroke", stroke: "#faf7f0", "stroke-width": 4, text: label.text }));
}

function dotsOfDay(given, box, x) {
  const parts = [];
  const labels = [];
  for (const line of given.lines) {
    const value = line.median ? line.median[given.day] : NaN;
    if (value !== value) continue;
    const y = valueToY(box, given.most, value);
    parts.push(makeSvg("circle", { cx: x, cy: y, r: 4.5, fill: line.colour, stroke: "#faf7f0", "stroke-width": 1.5 }));
    labels.push({ y, weight: value, text: given.isShare ? `${Math.round(value * 100)}` : value.toFixed(1), colour: line.colour });
  }
  const size = given.textSize;
  for (const label of spreadLabels(labels, size * 1.05, box.top + size * 1.7, box.top + box.height)) {
    parts.push(makeSvg("text", { x: x + 9, y: label.at + size * 0.35, fill: label.colour, "font-weight": 600, "paint-order": "stroke", stroke: "#faf7f0", "stroke-width": 4, text: label.text }));
  }
  return parts;
}
