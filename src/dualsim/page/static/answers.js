// Questions asked of the source and the answers as they come in, kept so that none is asked twice.

import {emptyAnswer, addCourse} from "./data.js";
import {questionKey} from "./state.js";

const kept = 24;

export class Answers {
  constructor(source, changed) {
    this.source = source;
    this.changed = changed;
    this.known = new Map();
    this.slots = new Map();
  }

  // The answer to a question so far, from what is known; asks if it is new in its slot.
  of(question, slot, story) {
    const key = questionKey(question);
    const held = this.known.get(key);
    const last = this.slots.get(slot);
    if (last && last.key !== key) {
      last.cancel();
      if (!last.answer.done) this.known.delete(last.key);
      this.slots.delete(slot);
    }
    if (held) {
      this.known.delete(key);
      this.known.set(key, held);
      return held;
    }
    return this.ask(question, slot, story, key);
  }

  ask(question, slot, story, key) {
    const place = story.places.find((one) => one.slug === question.place);
    const answer = emptyAnswer(place, story.days.length, question.runs);
    this.known.set(key, answer);
    const hold = this.source.ask(question, slot, (news) => this.heard(key, news));
    this.slots.set(slot, { key, answer, cancel: hold.cancel });
    for (const old of this.known.keys()) {
      if (this.known.size <= kept) break;
      this.known.delete(old);
    }
    return answer;
  }

  heard(key, news) {
    const answer = this.known.get(key);
    if (!answer) return;
    if (news.kind === "queued") answer.queue = news.place;
    else if (news.kind === "course") {
      answer.queue = 0;
      addCourse(answer, news.course);
    } else if (news.kind === "summary") Object.assign(answer, news.summary);
    else if (news.kind === "refused") {
      answer.refused = news.message;
      answer.done = true;
    } else answer.done = true;
    this.changed();
  }

  forget() {
    for (const [key, answer] of this.known) if (answer.refused || !answer.done) this.known.delete(key);
    this.slots.clear();
  }
}
