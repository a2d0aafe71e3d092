// A report's own answers: every subset of its switches, worked out beforehand and packed into the file.

import {bytesOfBase64, unpackTable} from "./data.js";
import {inflate} from "./inflate.js";

const stepsOfMany = 100; // of what is kept of many runs together

export function storedReport(text) {
  return JSON.parse(new TextDecoder().decode(inflate(bytesOfBase64(text.trim()))));
}

export class StoredSource {
  constructor(report) {
    this.canMove = false;
    this.canScale = false;
    this.canSet = false;
    this.canUpload = false;
    this.canReport = false;
    this.report = report;
    this.use(report.parts[0].story.name);
  }

  // From here on the page is about this scenario.
  use(name) {
    this.stored = this.partOf(name);
    this.kept = keptOf(this.stored);
  }

  partOf(name) {
    return this.report.parts.find((one) => one.story.name === name) || this.report.parts[0];
  }

  async usual() {
    return {};
  }

  async scenarios() {
    return this.report.parts.map(({ story }) => ({ name: story.name, title: story.title, about: story.about }));
  }

  async story(name) {
    return this.partOf(name).story;
  }

  ask(question, slot, listener) {
    const summary = answerOf(this.partOf(question.scenario), question.without || []);
    let isOn = true;
    Promise.resolve().then(() => {
      if (!isOn) return;
      listener({ kind: "summary", summary });
      listener({ kind: "done" });
    });
    return { cancel: () => { isOn = false; } };
  }

  async film() {
    return this.stored.film;
  }

  async why() {
    return null;
  }

  async diff(a, b) {
    return (this.report.differences || {})[`${a.scenario}|${b.scenario}`] || [];
  }
}

function keptOf(part) {
  return new Map(part.series.map((row, n) => [String(row), n]));
}

// What the page draws with some events left out: tables, and for each row of a place where it stands in them.
function answerOf(part, without) {
  const number = part.switches.reduce((sum, slug, bit) => sum + (without.includes(slug) ? 2 ** bit : 0), 0);
  const one = part.subsets[String(number)];
  const kept = keptOf(part);
  const where = (rows) => new Map(rows.map((place, n) => [place, n]));
  const read = (text, rows) => ({ ...unpackTable(text, rows.length), at: where(rows) });
  const whole = part.series.map((row, n) => n);
  const differences = one.difference && { low: read(one.difference.low, part.told), median: read(one.difference.median, part.told), high: read(one.difference.high, part.told) };
  return {
    stored: true,
    done: true,
    place: part.story.places.find((place) => place.slug === part.place),
    length: part.story.days.length,
    runs: part.runs,
    wanted: part.runs,
    kept,
    courses: [],
    tables: { low: read(one.low, part.banded), median: read(one.median, whole), high: read(one.high, part.banded) },
    differences,
    steps: stepsOfMany,
    power: one.power,
    events: one.events,
  };
}
