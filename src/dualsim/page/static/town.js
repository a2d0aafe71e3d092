// The town: every person a dot, by cell, in districts by group, drawn on a canvas.

import {isActiveOn} from "./film.js";

const pulseTime = 350;

// Rectangles for sizes inside one, as square as can be: [{x, y, width, height}] in the order given.
export function squarified(sizes, frame) {
  const order = sizes.map((size, n) => [size, n]).sort((a, b) => b[0] - a[0]);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const scale = (frame.width * frame.height) / total;
  const found = new Array(sizes.length);
  let { x, y, width, height } = frame;
  let row = [];
  const worst = (areas, side) => {
    const sum = areas.reduce((a, b) => a + b, 0);
    return Math.max(...areas.map((one) => Math.max((side * side * one) / (sum * sum), (sum * sum) / (side * side * one))));
  };
  const lay = () => {
    const sum = row.reduce((a, one) => a + one[0], 0);
    const isTall = width >= height;
    const deep = sum / (isTall ? height : width);
    let at = isTall ? y : x;
    for (const [area, n] of row) {
      const long = area / deep;
      found[n] = isTall ? { x, y: at, width: deep, height: long } : { x: at, y, width: long, height: deep };
      at += long;
    }
    if (isTall) {
      x += deep;
      width -= deep;
    } else {
      y += deep;
      height -= deep;
    }
    row = [];
  };
  for (const [size, n] of order) {
    const side = Math.min(width, height);
    const areas = row.map((one) => one[0]);
    if (row.length && worst([...areas, size * scale], side) > worst(areas, side)) lay();
    row.push([size * scale, n]);
  }
  if (row.length) lay();
  return found;
}

// A number from 0 to 1 that is always the same for the same person.
function scatter(n, salt) {
  let value = Math.imul(n + 1, 2654435761) ^ Math.imul(salt + 7, 40503);
  value = Math.imul(value ^ (value >>> 15), 2246822519);
  return ((value ^ (value >>> 13)) >>> 0) / 4294967296;
}

function placeInCell(spots, from, size, frame) {
  const pad = Math.min(4, frame.width * 0.07, frame.height * 0.07);
  const width = frame.width - pad * 2;
  const height = frame.height - pad * 2;
  const columns = Math.max(1, Math.round(Math.sqrt((size * width) / Math.max(1, height))));
  const rows = Math.ceil(size / columns);
  for (let n = 0; n < size; n += 1) {
    const row = Math.floor(n / columns);
    const inRow = row === rows - 1 ? size - row * columns : columns;
    const column = n - row * columns + (columns - inRow) / 2;
    spots.x[from + n] = frame.x + pad + ((column + 0.5 + (scatter(from + n, 1) - 0.5) * 0.5) * width) / columns;
    spots.y[from + n] = frame.y + pad + ((row + 0.5 + (scatter(from + n, 2) - 0.5) * 0.5) * height) / rows;
  }
  return Math.min(width / columns, height / rows);
}

// Where everybody stands in a town of this size: {x, y, districts, radius}.
export function layTown(film, width, height, nameSize) {
  const groups = [...new Set(film.cells.map((cell) => cell[0]))];
  const sizes = groups.map((group) => film.cells.filter((cell) => cell[0] === group).reduce((sum, cell) => sum + cell[1], 0));
  const frames = squarified(sizes.map((size) => Math.max(size, film.people * 0.02)), { x: 0, y: 0, width, height });
  const town = { x: new Float32Array(film.people), y: new Float32Array(film.people), districts: [], radius: 3, width, height };
  const gaps = [];
  const cellFrames = film.cells.map(() => null);
  groups.forEach((group, n) => {
    const frame = frames[n];
    const inner = { x: frame.x + 4, y: frame.y + nameSize * 1.45, width: Math.max(6, frame.width - 8), height: Math.max(6, frame.height - nameSize * 1.45 - 4) };
    town.districts.push({ group, frame, people: sizes[n] });
    const own = film.cells.map((cell, index) => [cell, index]).filter(([cell]) => cell[0] === group);
    squarified(own.map(([cell]) => cell[1]), inner).forEach((one, k) => {
      cellFrames[own[k][1]] = one;
    });
  });
  let from = 0;
  film.cells.forEach((cell, n) => {
    gaps.push(placeInCell(town, from, cell[1], cellFrames[n]));
    from += cell[1];
  });
  gaps.sort((a, b) => a - b);
  town.radius = Math.max(1.2, Math.min(9, gaps[Math.floor(gaps.length * 0.2)] * 0.36));
  return town;
}

export function nearestPerson(town, x, y) {
  let best = -1;
  let least = 400;
  for (let n = 0; n < town.x.length; n += 1) {
    const away = (town.x[n] - x) ** 2 + (town.y[n] - y) ** 2;
    if (away < least) {
      least = away;
      best = n;
    }
  }
  return best;
}

function drawDistricts(pen, town, names, size) {
  pen.font = `600 ${size}px ${"'Iowan Old Style', Palatino, 'Noto Serif', Georgia, serif"}`;
  pen.textBaseline = "top";
  for (const { group, frame } of town.districts) {
    pen.fillStyle = "#f3ecdd";
    pen.fillRect(frame.x + 1.5, frame.y + 1.5, frame.width - 3, frame.height - 3);
    pen.save();
    pen.beginPath();
    pen.rect(frame.x, frame.y, frame.width, frame.height);
    pen.clip();
    pen.fillStyle = "#22201c";
    pen.fillText(names[group], frame.x + 6, frame.y + size * 0.25);
    pen.restore();
  }
}

function drawBatch(pen, town, chosen, radius) {
  pen.beginPath();
  for (const n of chosen) {
    pen.moveTo(town.x[n] + radius, town.y[n]);
    pen.arc(town.x[n], town.y[n], radius, 0, 6.2832);
  }
}

// Draw a day: `kinds` is a number for each person, `colours` a colour for each number.
export function drawTown(pen, film, town, view) {
  const { kinds, before, colours, day, names, nameSize, age, person } = view;
  const ratio = view.ratio || 1;
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.fillStyle = "#faf7f0";
  pen.fillRect(0, 0, town.width, town.height);
  drawDistricts(pen, town, names, nameSize);
  const batches = colours.map(() => []);
  const fresh = colours.map(() => []);
  const active = [];
  const isFresh = before && age < pulseTime;
  for (let n = 0; n < film.people; n += 1) {
    const kind = kinds[n];
    (isFresh && before[n] !== kind ? fresh : batches)[kind].push(n);
    if (isActiveOn(film, n, day)) active.push(n);
  }
  const swell = isFresh ? 1 + 0.7 * (1 - age / pulseTime) : 1;
  for (const [sets, radius] of [[batches, town.radius], [fresh, town.radius * swell]]) {
    sets.forEach((chosen, kind) => {
      if (!chosen.length) return;
      drawBatch(pen, town, chosen, radius);
      pen.fillStyle = colours[kind];
      pen.fill();
    });
  }
  drawBatch(pen, town, active, town.radius + 0.6);
  pen.lineWidth = Math.max(1, town.radius * 0.42);
  pen.strokeStyle = "#22201c";
  pen.stroke();
  if (person !== null && person >= 0) drawPerson(pen, town, person);
}

function drawPerson(pen, town, person) {
  pen.beginPath();
  pen.arc(town.x[person], town.y[person], town.radius * 2.4 + 2, 0, 6.2832);
  pen.lineWidth = 3;
  pen.strokeStyle = "#22201c";
  pen.stroke();
  pen.lineWidth = 1;
  pen.strokeStyle = "#ffffff";
  pen.stroke();
}
