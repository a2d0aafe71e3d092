// Where answers come from: a server that runs them as they are asked, or what a report holds already.

import {readCourse, unpackTable} from "./data.js";

export function hexToken() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function heldJoin(value) {
  try {
    if (value !== undefined) sessionStorage.setItem("dualsim-join", value);
    return sessionStorage.getItem("dualsim-join") || "";
  } catch (error) {
    return value || "";
  }
}

export class LiveSource {
  constructor(hooks) {
    this.canMove = true;
    this.canScale = true;
    this.canSet = true;
    this.canUpload = true;
    this.canReport = true;
    this.hooks = hooks || {};
    this.token = hexToken();
    this.join = heldJoin();
    this.waiting = new Map();
    this.stories = new Map();
    this.stream = null;
    this.number = 0;
  }

  useJoin(code) {
    this.join = heldJoin(code);
    if (this.stream) this.stream.close();
    this.stream = null;
  }

  listen() {
    if (this.stream) return;
    const join = this.join ? `&join=${encodeURIComponent(this.join)}` : "";
    const stream = new EventSource(`api/answers?token=${this.token}${join}`);
    this.stream = stream;
    stream.addEventListener("open", () => {
      this.tell("online");
      for (const one of this.waiting.values()) this.post(one);
    });
    stream.addEventListener("error", () => {
      this.tell("offline");
      if (stream.readyState === 2) {
        this.stream = null;
        setTimeout(() => this.waiting.size && this.listen(), 3000);
      }
    });
    for (const kind of ["queued", "course", "done", "refused"]) {
      stream.addEventListener(kind, (event) => this.heard(kind, JSON.parse(event.data)));
    }
  }

  tell(what) {
    if (this.hooks[what]) this.hooks[what]();
  }

  heard(kind, data) {
    const one = this.waiting.get(data.id);
    if (!one) return;
    if (kind === "queued") one.listener({ kind, place: data.place });
    else if (kind === "course") one.listener({ kind, n: data.n, of: data.of, course: readCourse(data.course, one.place) });
    else {
      this.waiting.delete(data.id);
      one.listener(kind === "done" ? { kind } : { kind, message: data.message });
    }
  }

  ask(question, slot, listener) {
    for (const [id, one] of this.waiting) if (one.slot === slot) this.waiting.delete(id);
    this.number += 1;
    const place = this.stories.get(question.scenario).places.find((one) => one.slug === question.place);
    const asked = { id: `${this.token.slice(0, 8)}-${this.number}`, question, slot, listener, place };
    this.waiting.set(asked.id, asked);
    if (this.stream && this.stream.readyState === 1) this.post(asked);
    else this.listen();
    return { cancel: () => this.waiting.delete(asked.id) };
  }

  post(asked) {
    const { id, question, slot } = asked;
    this.send("api/ask", { token: this.token, id, question, slot }).catch((error) => {
      if (!this.waiting.delete(id)) return;
      asked.listener({ kind: "refused", message: error.message });
    });
  }

  async send(path, body, isText) {
    const headers = { "Content-Type": isText ? "text/plain" : "application/json" };
    return this.fetched(path, { method: "POST", headers, body: isText ? body : JSON.stringify(body) });
  }

  async fetched(path, options) {
    const headers = { ...(options && options.headers) };
    if (this.join) headers["X-Join"] = this.join;
    const answer = await fetch(path, { ...options, headers });
    if (answer.status === 401) {
      this.tell("joinAsked");
      throw new Error("join");
    }
    const kind = answer.headers.get("Content-Type") || "";
    const body = kind.includes("json") ? await answer.json() : await answer.text();
    if (answer.ok) return body;
    const error = new Error((body && body.message) || `${answer.status}`);
    error.faults = body && body.faults;
    throw error;
  }

  scenarios() {
    return this.fetched("api/scenarios");
  }

  async story(name) {
    if (!this.stories.has(name)) this.stories.set(name, await this.fetched(`api/story?scenario=${encodeURIComponent(name)}`));
    return this.stories.get(name);
  }

  film(question) {
    return this.send("api/film", { token: this.token, question });
  }

  why(question, person, day) {
    return this.send("api/why", { token: this.token, question, person, day });
  }

  diff(a, b) {
    return this.send("api/diff", { a, b });
  }

  upload(text) {
    return this.send("api/upload", text, true);
  }

  report(questions) {
    return this.send("api/report", { token: this.token, questions });
  }
}

export class StoredSource {
  constructor(stored) {
    this.stored = stored;
    this.canMove = false;
    this.canScale = false;
    this.canSet = false;
    this.canUpload = false;
    this.canReport = false;
    this.place = stored.story.places.find((one) => one.slug === stored.place);
    this.kept = new Map(stored.series.map((rows, n) => [[].concat(rows).join("+"), n]));
  }

  async scenarios() {
    const { name, title, about } = this.stored.story;
    return [{ name, title, about }];
  }

  async story() {
    return this.stored.story;
  }

  answer(without) {
    const number = this.stored.switches.reduce((sum, slug, bit) => sum + (without.includes(slug) ? 2 ** bit : 0), 0);
    const one = this.stored.subsets[String(number)];
    const tables = (packed) => packed && { median: this.table(packed.median), low: this.table(packed.low), high: this.table(packed.high) };
    return {
      stored: true,
      done: true,
      place: this.place,
      length: this.stored.story.days.length,
      runs: this.stored.runs,
      wanted: this.stored.runs,
      kept: this.kept,
      courses: [],
      tables: tables(one),
      differences: tables(one.difference),
      power: one.power,
      events: one.events,
    };
  }

  table(text) {
    return unpackTable(text, this.kept.size);
  }

  ask(question, slot, listener) {
    const summary = this.answer(question.without || []);
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

  async diff() {
    return null;
  }
}
