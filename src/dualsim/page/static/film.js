// A film read: what each dot does on a day, whose side it is on, and who holds each lever.

import {readCourse, unpackTable, STEPS_OF_SHARE} from "./data.js";
import {rowsFinder, SIDES} from "./measures.js";

const nobodyRow = 31;
const acceptsBit = 32;
const activeBit = 64;

export function readFilm(film, place) {
  const course = readCourse(film, place);
  const dots = unpackTable(film.dots, film.people);
  const levers = unpackTable(film.levers, Object.keys(place.levers).length * place.authorities.length);
  const find = rowsFinder(place);
  const rowsOf = (measure) => place.authorities.map((slug) => find(measure, "", slug));
  const read = { course, dots, levers, place, cells: film.cells, first: film.first, people: film.people, days: dots.days, formal: rowsOf("formal_power"), real: rowsOf("real_power") };
  return { ...read, groups: groupsOfCells(film.cells) };
}

function groupsOfCells(cells) {
  const found = [];
  for (const [group, size] of cells) for (let n = 0; n < size; n += 1) found.push(group);
  return found;
}

function shareOf(film, row, day) {
  const { bytes, days } = film.course.table;
  const byte = row === undefined || day >= days ? 255 : bytes[row * days + day];
  return byte === 255 ? 0 : byte / STEPS_OF_SHARE;
}

// [authority slug, share] of formal or real power on a day; what is left is nobody's.
export function powerOn(film, kind, day) {
  const shares = film.place.authorities.map((slug, n) => [slug, shareOf(film, film[kind][n], day)]).filter(([slug]) => slug !== "none");
  const sum = shares.reduce((total, one) => total + one[1], 0);
  return sum < 0.995 ? [...shares, ["none", 1 - sum]] : shares;
}

// Who is obeyed on a day, or how dual power ends ("regime", "ending"), as the row among a story's words for it; nothing if that is not defined.
export function wordOn(film, measure, day) {
  const row = rowsFinder(film.place)(measure, "", "");
  const { bytes, days } = film.course.table;
  const byte = row === undefined || day >= days ? 255 : bytes[row * days + day];
  return byte === 255 ? undefined : byte;
}

export function leversOn(film, day) {
  const { authorities, levers } = film.place;
  const at = Math.min(day, film.levers.days - 1);
  return Object.keys(levers).map((slug, n) => ({ slug, shares: authorities.map((authority, k) => [authority, film.levers.bytes[(n * authorities.length + k) * film.levers.days + at] / STEPS_OF_SHARE]) }));
}

// Which authorities hold formal power on a day, by their row among those of the place.
export function governing(film, day) {
  return film.place.authorities.map((slug, n) => slug !== "none" && shareOf(film, film.formal[n], day) > 0);
}

// The side of every dot on a day as a number: 0 government, 1 both, 2 rival, 3 nobody.
export function sidesOn(film, day, into) {
  const holds = governing(film, day);
  const found = into || new Uint8Array(film.people);
  const { bytes, days } = film.dots;
  for (let n = 0; n < film.people; n += 1) {
    const byte = bytes[n * days + day];
    const row = byte & nobodyRow;
    const accepts = (byte & acceptsBit) > 0;
    if (row === nobodyRow) found[n] = accepts ? 0 : 3;
    else if (holds[row]) found[n] = 0;
    else found[n] = accepts ? 1 : 2;
  }
  return found;
}

// The row of the authority that every dot turns to; the last row of the place is nobody.
export function authoritiesOn(film, day, into) {
  const found = into || new Uint8Array(film.people);
  const { bytes, days } = film.dots;
  const nobody = film.place.authorities.length - 1;
  for (let n = 0; n < film.people; n += 1) {
    const row = bytes[n * days + day] & nobodyRow;
    found[n] = row === nobodyRow ? nobody : row;
  }
  return found;
}

export function isActiveOn(film, person, day) {
  return (film.dots.bytes[person * film.dots.days + day] & activeBit) > 0;
}

// How many of each group are on each side, and mobilised: a row a group.
export function countsOn(film, day) {
  const sides = sidesOn(film, day);
  const rows = new Map(film.place.groups.map((group) => [group, { people: 0, sides: SIDES.map(() => 0), active: 0 }]));
  for (let n = 0; n < film.people; n += 1) {
    const row = rows.get(film.groups[n]);
    if (!row) continue;
    row.people += 1;
    row.sides[sides[n]] += 1;
    if (isActiveOn(film, n, day)) row.active += 1;
  }
  return rows;
}
