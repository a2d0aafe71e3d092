// The geometry of a graph: scales, paths, ticks, and labels at the ends of lines that never overlap.

export function plotBox(width, height, margins) {
  const { left, right, top, bottom } = margins;
  return { left, top, width: Math.max(10, width - left - right), height: Math.max(10, height - top - bottom), right, bottom };
}

export function dayToX(box, days, day) {
  return box.left + (days > 1 ? (day / (days - 1)) * box.width : 0);
}

export function xToDay(box, days, x) {
  return Math.max(0, Math.min(days - 1, Math.round(((x - box.left) / box.width) * (days - 1))));
}

// The box of a plot may say the least value at its foot; without that it is 0.
export function valueToY(box, most, value) {
  const least = box.least || 0;
  return box.top + box.height - ((Math.max(least, Math.min(value, most)) - least) / (most - least)) * box.height;
}

export function yToValue(box, most, y) {
  const least = box.least || 0;
  return Math.max(least, Math.min(most, least + ((box.top + box.height - y) / box.height) * (most - least)));
}

function short(number) {
  return Math.round(number * 10) / 10;
}

export function linePath(box, days, most, values) {
  let path = "";
  let isOpen = false;
  for (let day = 0; day < values.length; day += 1) {
    const value = values[day];
    if (value !== value) {
      isOpen = false;
      continue;
    }
    path += `${isOpen ? "L" : "M"}${short(dayToX(box, days, day))} ${short(valueToY(box, most, value))}`;
    isOpen = true;
  }
  return path;
}

export function bandPath(box, days, most, low, high) {
  let path = "";
  let start = -1;
  const close = (end) => {
    for (let day = start; day < end; day += 1) path += `${day === start ? "M" : "L"}${short(dayToX(box, days, day))} ${short(valueToY(box, most, high[day]))}`;
    for (let day = end - 1; day >= start; day -= 1) path += `L${short(dayToX(box, days, day))} ${short(valueToY(box, most, low[day]))}`;
    path += "Z";
    start = -1;
  };
  for (let day = 0; day < low.length; day += 1) {
    const isKnown = low[day] === low[day] && high[day] === high[day];
    if (isKnown && start < 0) start = day;
    if (!isKnown && start >= 0) close(day);
  }
  if (start >= 0) close(low.length);
  return path;
}

// Shares laid on each other, from the first at the bottom: [{low, high}] for each, made to fill the whole.
export function stacked(tables) {
  const length = tables.length ? tables[0].length : 0;
  const found = tables.map(() => ({ low: new Float32Array(length).fill(NaN), high: new Float32Array(length).fill(NaN) }));
  for (let day = 0; day < length; day += 1) {
    let total = 0;
    for (const table of tables) total += table[day];
    if (!(total > 0)) continue;
    let sum = 0;
    tables.forEach((table, n) => {
      found[n].low[day] = sum / total;
      sum += table[day];
      found[n].high[day] = sum / total;
    });
  }
  return found;
}

export function lastKnown(values) {
  for (let day = values.length - 1; day >= 0; day -= 1) if (values[day] === values[day]) return day;
  return -1;
}

// Places for labels that want to stand at `y`: apart by `gap`, between `top` and `bottom`; too many are dropped.
export function spreadLabels(labels, gap, top, bottom) {
  const room = Math.max(1, Math.floor((bottom - top) / gap) + 1);
  const kept = labels.slice().sort((a, b) => b.weight - a.weight).slice(0, room).sort((a, b) => a.y - b.y);
  kept.forEach((label, n) => {
    label.at = Math.max(label.y, top, n ? kept[n - 1].at + gap : top);
  });
  let limit = bottom;
  for (let n = kept.length - 1; n >= 0; n -= 1) {
    kept[n].at = Math.min(kept[n].at, limit);
    limit = kept[n].at - gap;
  }
  return kept;
}

let measuring = null;

export function textWidth(text, size, family) {
  if (!measuring) measuring = document.createElement("canvas").getContext("2d");
  measuring.font = `${size}px ${family}`;
  return measuring.measureText(text).width;
}

// A name cut into at most two lines that fit, the second with dots if it must.
export function inLines(text, size, family, width) {
  if (textWidth(text, size, family) <= width) return [text];
  const words = text.split(" ");
  let first = words.shift();
  while (words.length && textWidth(`${first} ${words[0]}`, size, family) <= width) first += ` ${words.shift()}`;
  let second = words.join(" ");
  while (second && textWidth(`${second}…`, size, family) > width && second.length > 1) second = second.slice(0, -1);
  return second ? [first, second === words.join(" ") ? second : `${second}…`] : [first];
}

const fewYears = 2; // of more than these an axis tells years and no months

// The first days of months, or of years, with room between their names.
export function monthTicks(dates, box, days, size, name) {
  const years = new Set(dates.map((iso) => iso.slice(0, 4)));
  if (years.size > fewYears) return ticksAt(dates, box, days, size, 4, (iso) => iso.slice(0, 4));
  return ticksAt(dates, box, days, size, 7, name);
}

// A tick where a new month, or year, begins; a first date that is not its first day begins none.
function ticksAt(dates, box, days, size, letters, name) {
  const isNew = (iso, day) => (day ? iso.slice(0, letters) !== dates[day - 1].slice(0, letters) : iso.endsWith("-01"));
  const firsts = dates.map((iso, day) => [iso, day]).filter(([iso, day]) => isNew(iso, day));
  const apart = firsts.length > 1 ? dayToX(box, days, firsts[1][1]) - dayToX(box, days, firsts[0][1]) : 1e9;
  const every = Math.max(1, Math.ceil((size * 3) / apart));
  return firsts.map(([iso, day], n) => ({ day, x: dayToX(box, days, day), text: n % every ? "" : name(iso) }));
}
