// The state of the page, kept in the address after the #, so that a link brings all of it back.

const fresh = {
  language: "", projector: false, view: "explore",
  scenario: "", place: "", without: [], move: {}, scale: {}, set: {}, people: 2000, seed: 1, runs: 8,
  measure: "acceptance", group: "", layout: "one", every: false, event: "", day: null, line: "",
  askFirst: true, answers: [], watch: "stance", watchDay: 0, watchWhich: "main", person: null, filmPeople: 5000,
  left: null, right: null, shelf: {},
};

const always = ["people", "runs", "seed"]; // told by every link, for a server may have its own usual ones

export function freshState(usual) {
  return { ...JSON.parse(JSON.stringify(fresh)), ...usual };
}

export function encodeState(state) {
  const told = {};
  for (const [key, value] of Object.entries(state)) {
    if (always.includes(key) || key in fresh && JSON.stringify(value) !== JSON.stringify(fresh[key])) told[key] = value;
  }
  const bytes = new TextEncoder().encode(JSON.stringify(told));
  let letters = "";
  for (const byte of bytes) letters += String.fromCharCode(byte);
  return btoa(letters).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

// What a link says; anything that is not of the kind that it should be is left as it is at first.
export function decodeState(text, usual) {
  const state = freshState(usual);
  try {
    const letters = atob(text.replace(/^#/, "").replace(/-/g, "+").replace(/_/g, "/"));
    const told = JSON.parse(new TextDecoder().decode(Uint8Array.from(letters, (one) => one.charCodeAt(0))));
    for (const key of Object.keys(fresh)) if (key in told && isAlike(fresh[key], told[key])) state[key] = told[key];
  } catch (error) {
    return freshState(usual);
  }
  return state;
}

function isAlike(model, value) {
  if (model === null) return true;
  return typeof model === typeof value && Array.isArray(model) === Array.isArray(value);
}

export function questionOf(state, place) {
  const { scenario, without, move, scale, set, people, seed, runs } = state;
  return { scenario, place: place || state.place, without: without.slice().sort(), move, scale, set, people, seed, runs };
}

export function baseQuestion(state) {
  const { scenario, place, people, seed, runs } = state;
  return { scenario, place, without: [], move: {}, scale: {}, set: {}, people, seed, runs };
}

export function questionKey(question) {
  const sorted = (table) => Object.entries(table).sort();
  const { scenario, place, without, move, scale, set, people, seed, runs } = question;
  return JSON.stringify([scenario, place, without, Object.entries(move), sorted(scale), sorted(set), people, seed, runs]);
}

export function isChanged(state) {
  return state.without.length > 0 || [state.move, state.scale, state.set].some((table) => Object.keys(table).length > 0);
}

export function changeKey(state) {
  return questionKey({ ...questionOf(state), people: 0, seed: 0, runs: 0 });
}

const daysKept = { story: null, move: null, days: new Map() };

// On which day every dated event is to come: moves in their order, each taking along what follows.
function daysAsked(story, move) {
  if (daysKept.story === story && daysKept.move === move) return daysKept.days;
  const days = new Map(story.events.filter((one) => one.day !== null).map((one) => [one.slug, one.day]));
  for (const [moved, iso] of Object.entries(move)) {
    if (!days.has(moved)) continue;
    const by = story.days.indexOf(iso) - days.get(moved);
    for (const one of [moved, ...followersOf(story, moved).map((other) => other.slug)]) if (days.has(one)) days.set(one, days.get(one) + by);
  }
  Object.assign(daysKept, { story, move, days });
  return days;
}

// On which day an event is to come after the change; null if it has no day.
export function dayAsked(story, state, slug) {
  const day = daysAsked(story, state.move).get(slug);
  return day === undefined ? null : day;
}

export function followsFrom(story, event, slug) {
  const seen = new Set();
  const look = (one) => one.follows.some((name) => {
    if (name === slug) return true;
    if (seen.has(name)) return false;
    seen.add(name);
    const next = story.events.find((other) => other.slug === name);
    return Boolean(next) && look(next);
  });
  return look(event);
}

export function followersOf(story, slug) {
  return story.events.filter((event) => event.slug !== slug && followsFrom(story, event, slug));
}
