// What the answers hold: packed tables read, medians and bands over runs, differences pair by pair.

import {inflate} from "./inflate.js";

export const UNDEFINED_BYTE = 255;
export const STEPS_OF_SHARE = 250;
export const STEPS_OF_REPORT = 100; // a report keeps what is drawn to a point
const lowShare = 0.05;
const highShare = 0.95;

export function bytesOfBase64(text) {
  const letters = atob(text);
  const bytes = new Uint8Array(letters.length);
  for (let n = 0; n < letters.length; n += 1) bytes[n] = letters.charCodeAt(n);
  return bytes;
}

export function unpackTable(text, rows) {
  const bytes = inflate(bytesOfBase64(text)).slice();
  const days = rows ? bytes.length / rows : 0;
  for (let row = 0; row < rows; row += 1) {
    for (let n = row * days + 1; n < (row + 1) * days; n += 1) bytes[n] += bytes[n - 1];
  }
  return { rows, days, bytes };
}

export function readCourse(course, place) {
  const table = unpackTable(course.curves, place.series.length);
  return { ...course, curves: null, table };
}

export function emptyAnswer(place, length, wanted) {
  return { place, length, wanted, courses: [], done: false, refused: "", queue: 0 };
}

export function addCourse(answer, course) {
  if (!answer.courses.some((one) => one.seed === course.seed)) answer.courses.push(course);
  answer.courses.sort((a, b) => a.seed - b.seed);
}

// The sum of some rows of one run on every day, as a number; NaN where it is not defined.
function valuesOf(course, rows, series, length) {
  const found = new Float32Array(length).fill(NaN);
  const { bytes, days } = course.table;
  for (let day = 0; day < Math.min(days, length); day += 1) {
    let sum = 0;
    for (const row of rows) {
      const byte = bytes[row * days + day];
      sum = byte === UNDEFINED_BYTE ? NaN : sum + (byte / STEPS_OF_SHARE) * series[row][3];
    }
    found[day] = sum;
  }
  return found;
}

export function percentile(sorted, share) {
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
}

function bandOver(tables, length) {
  const band = { median: new Float32Array(length).fill(NaN), low: new Float32Array(length).fill(NaN), high: new Float32Array(length).fill(NaN) };
  for (let day = 0; day < length; day += 1) {
    const known = [];
    for (const table of tables) if (table[day] === table[day]) known.push(table[day]);
    if (!known.length || known.length * 2 < tables.length) continue;
    known.sort((a, b) => a - b);
    band.median[day] = percentile(known, 0.5);
    band.low[day] = percentile(known, lowShare);
    band.high[day] = percentile(known, highShare);
  }
  return band;
}

export function bandOf(answer, rows) {
  if (answer.stored) return storedBand(answer, rows);
  const { series } = answer.place;
  return bandOver(answer.courses.map((one) => valuesOf(one, rows, series, answer.length)), answer.length);
}

// How far the changed runs lie above those as it was: by pairs that share their luck.
export function differenceOf(answer, base, rows) {
  if (answer.stored) return storedDifference(answer, rows);
  const { series } = answer.place;
  const tables = [];
  for (const after of answer.courses) {
    const before = base.courses.find((one) => one.seed === after.seed);
    if (!before) continue;
    const a = valuesOf(after, rows, series, answer.length);
    const b = valuesOf(before, rows, series, answer.length);
    tables.push(a.map((value, day) => value - b[day]));
  }
  return { ...bandOver(tables, answer.length), pairs: tables.length };
}

// A row of a report's table as numbers; null where it holds no such row.
function storedRow(answer, table, row, number) {
  if (!table || row === undefined) return null;
  const found = new Float32Array(answer.length).fill(NaN);
  for (let day = 0; day < Math.min(answer.length, table.days); day += 1) {
    const byte = table.bytes[row * table.days + day];
    if (byte !== UNDEFINED_BYTE) found[day] = number(byte);
  }
  return found;
}

// What a report holds of some curves together: the middle of the runs, and the band where it kept one.
function storedBand(answer, rows) {
  const most = answer.place.series[rows[0]][3];
  const number = (byte) => (byte / STEPS_OF_REPORT) * most;
  const tables = rows.map((row) => storedRow(answer, answer.tables.median, answer.kept.get(row), number));
  const median = new Float32Array(answer.length).fill(NaN);
  for (let day = 0; day < answer.length; day += 1) median[day] = tables.reduce((sum, table) => sum + (table ? table[day] : NaN), 0);
  const edge = (table) => (rows.length === 1 ? storedRow(answer, table, answer.banded.get(rows[0]), number) : null);
  return { median, low: edge(answer.tables.low), high: edge(answer.tables.high) };
}

function storedDifference(answer, rows) {
  const at = rows.length === 1 && answer.differences ? answer.told.get(rows[0]) : undefined;
  const read = (table) => storedRow(answer, table, at, (byte) => (byte - 125) / 125) || new Float32Array(answer.length).fill(NaN);
  const { median, low, high } = answer.differences || {};
  return { median: read(median), low: read(low), high: read(high), pairs: answer.runs };
}

export function runsOf(answer) {
  return answer.stored ? answer.runs : answer.courses.length;
}

function powerLists(answer) {
  return answer.stored ? answer.power : answer.courses.map((one) => one.power);
}

// The place of which to tell who took power: this one, or else that in which it was taken in most runs.
export function placeOfTakeovers(answer) {
  const counts = new Map();
  for (const list of powerLists(answer)) for (const place of new Set(list.map((one) => one[2] || answer.place.slug))) counts.set(place, (counts.get(place) || 0) + 1);
  if (!counts.size || counts.has(answer.place.slug)) return answer.place.slug;
  return [...counts].sort((a, b) => b[1] - a[1])[0][0];
}

// The day on which an authority first took power in a place, and which, run by run; null where none did.
export function takeoversOf(answer, place) {
  return powerLists(answer).map((list) => {
    const here = list.filter((one) => (one[2] || answer.place.slug) === place);
    here.sort((a, b) => a[1] - b[1]);
    return here.length ? { authority: here[0][0], day: here[0][1] } : null;
  });
}

// On which day each event came, as the middle of the runs in which it did.
export function eventDays(answer) {
  const found = new Map();
  const lists = answer.stored ? [answer.events] : answer.courses.map((one) => one.events);
  for (const list of lists) {
    for (const [event, day] of list || []) {
      if (!found.has(event)) found.set(event, []);
      found.get(event).push(day);
    }
  }
  for (const [event, days] of found) {
    days.sort((a, b) => a - b);
    found.set(event, days[Math.floor((days.length - 1) / 2)]);
  }
  return found;
}

export function foundedNames(answer) {
  const found = {};
  for (const course of answer.courses || []) Object.assign(found, course.names || {});
  return found;
}

// The line and the day of the widest difference that is sure, by its nearer end; the widest at all if none.
export function widestDifference(lines, differences) {
  let best = null;
  lines.forEach((line, n) => {
    const { median, low, high } = differences[n];
    for (let day = 0; day < median.length; day += 1) {
      if (median[day] !== median[day]) continue;
      const sure = low[day] > 0 || high[day] < 0;
      const size = (sure ? Math.min(Math.abs(low[day]), Math.abs(high[day])) : Math.abs(median[day])) / line.most;
      const weight = sure ? size + 10 : size;
      if (!best || weight > best.weight) best = { line: n, day, weight };
    }
  });
  return best;
}
