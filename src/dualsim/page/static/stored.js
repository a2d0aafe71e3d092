// A report as a source: what it holds of a few scenarios, every subset of some events left out, no request made.

import {unpackTable, bytesOfBase64} from "./data.js";
import {inflate} from "./inflate.js";

const placesOf = (list, at) => new Map(list.map((value, n) => [at(value), n]));

// What stands in a report's file: JSON, deflated, in base64.
export function heldInFile() {
  const element = document.getElementById("stored");
  return element ? JSON.parse(new TextDecoder().decode(inflate(bytesOfBase64(element.textContent.trim())))) : null;
}

// The parts of a report with names of their own, for two may be of the same scenario.
function namedParts(parts) {
  const seen = new Map();
  return parts.map((part) => {
    const { name, title } = part.story;
    const n = (seen.get(name) || 0) + 1;
    seen.set(name, n);
    const story = n > 1 ? { ...part.story, name: `${name}-${n}`, title: `${title} (${n})` } : part.story;
    const place = story.places.find((one) => one.slug === part.place);
    const series = part.series;
    return { ...part, story, place, kept: placesOf(series, (row) => row), banded: placesOf(part.banded, (k) => series[k]), told: placesOf(part.told, (k) => series[k]), packed: part.subsets };
  });
}

export class StoredSource {
  constructor(held) {
    this.canMove = false;
    this.canScale = false;
    this.canSet = false;
    this.canUpload = false;
    this.canReport = false;
    this.command = held.command;
    this.differences = held.differences || {};
    this.parts = namedParts(held.parts);
    this.use(this.parts[0].story.name);
  }

  // From now on this scenario is the one that is looked at.
  use(name) {
    this.stored = this.partOf(name);
    this.kept = this.stored.kept;
  }

  partOf(name) {
    return this.parts.find((part) => part.story.name === name) || this.parts[0];
  }

  async usual() {
    const { people, runs, seed } = this.stored;
    return { people, runs, seed };
  }

  async scenarios() {
    return this.parts.map(({ story }) => ({ name: story.name, title: story.title, about: story.about }));
  }

  async story(name) {
    return this.partOf(name).story;
  }

  answer(question) {
    const part = this.partOf(question.scenario);
    const number = part.switches.reduce((sum, slug, bit) => sum + (question.without.includes(slug) ? 2 ** bit : 0), 0);
    const one = part.subsets[String(number)];
    const read = (packed, rows) => (packed ? unpackTable(packed, rows) : null);
    const three = (packed, rows, edges) => ({ median: read(packed.median, rows), low: read(packed.low, edges), high: read(packed.high, edges) });
    return {
      stored: true, done: true, courses: [], place: part.place, length: part.story.days.length, runs: part.runs, wanted: part.runs,
      kept: part.kept, banded: part.banded, told: part.told, power: one.power, events: one.events,
      tables: three(one, part.kept.size, part.banded.size),
      differences: one.difference ? three(one.difference, part.told.size, part.told.size) : null,
    };
  }

  ask(question, slot, listener) {
    let isOn = true;
    Promise.resolve().then(() => {
      if (!isOn) return;
      listener({ kind: "summary", summary: this.answer(question) });
      listener({ kind: "done" });
    });
    return { cancel: () => { isOn = false; } };
  }

  async film(question) {
    return this.partOf(question.scenario).film;
  }

  async why() {
    return null;
  }

  async diff(a, b) {
    return this.differences[`${a.scenario}|${b.scenario}`] || [];
  }
}
