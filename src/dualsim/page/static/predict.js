// What the pupil expects, asked before the answer shows: a direction, words, a line drawn by hand, and why.

import {make, refill, button, pickOne, choice, keepingFocus} from "./dom.js";
import {say, sayDate} from "./words.js";
import {changeKey, isChanged} from "./state.js";
import {changesInWords} from "./verdict.js";

const draft = { key: "", way: "", text: "", reason: "", october: "", line: "", about: null, name: "", drawn: null };

// What was said of the change that is shown; what was said before all was turned back is past.
export function answeredFor(state) {
  const key = changeKey(state);
  return state.answers.find((one) => one.key === key && !one.isPast);
}

export function forgetDraft() {
  Object.assign(draft, { key: "", way: "", text: "", reason: "", october: "", line: "", about: null, name: "", drawn: null });
}

// Whether the answer is to be held back until the pupil has said what to expect.
export function mustAsk(state) {
  return state.askFirst && isChanged(state) && !answeredFor(state);
}

export function draftSketch() {
  return draft.drawn;
}

export function draftLine() {
  return draft.line;
}

export function keepSketch(points) {
  const step = Math.max(1, Math.ceil(points.length / 24));
  draft.drawn = points.filter((unused, n) => n % step === 0 || n === points.length - 1).map(([day, value]) => [day, Math.round(value * 1000) / 1000]);
}

function settle(app, isSkipped) {
  const { state, story } = app;
  const said = {
    key: changeKey(state), change: changesInWords(story, state), measure: state.measure, group: state.group, line: draft.line, about: draft.about, name: draft.name, way: draft.way, text: draft.text.trim().slice(0, 600),
    reason: draft.reason.trim().slice(0, 600), october: draft.october, drawn: draft.drawn, isSkipped,
  };
  Object.assign(draft, { key: "", way: "", text: "", reason: "", october: "", drawn: null });
  app.update({ answers: [...state.answers.filter((one) => one.isPast || one.key !== said.key), said].slice(-8), line: "", day: null });
  document.getElementById("verdict").focus();
}

function area(id, label, key) {
  const box = make("textarea", { id, rows: 2, maxlength: 600, "data-key": id });
  box.value = draft[key];
  box.addEventListener("input", () => {
    draft[key] = box.value;
  });
  return make("label", { class: "field tall", for: id }, make("span", { class: "field-name", text: label }), box);
}

function options(keys) {
  return keys.map((key) => [key, say(`predict.${key}`)]);
}

export function drawPrediction(app, element, lines) {
  const isAsked = mustAsk(app.state);
  const isNew = isAsked && element.hidden;
  element.hidden = !isAsked;
  if (!isAsked) return refill(element);
  if (isNew) requestAnimationFrame(() => (window.innerWidth > 800 ? element.parentElement : element).scrollIntoView({ block: "nearest" }));
  const key = changeKey(app.state);
  if (draft.key !== key) Object.assign(draft, { key, drawn: null });
  if (!lines.some((line) => line.key === draft.line)) draft.line = lines.length ? lines[0].key : "";
  const chosen = lines.find((line) => line.key === draft.line);
  Object.assign(draft, { about: chosen ? chosen.about : null, name: chosen ? chosen.name : "" });
  const isOne = lines.length < 2;
  return keepingFocus(element, () => refill(element,
    make("h3", { text: say("predict.title") }),
    make("p", { class: "predict-change", text: say("predict.change", { change: changesInWords(app.story, app.state) }) }),
    make("div", { class: "predict-row predict-ways" },
      isOne ? null : choice("predict-line", say("predict.line"), lines.map((line) => [line.key, line.name]), draft.line, (value) => {
        draft.line = value;
        draft.drawn = null;
        app.render();
      }),
      pickOne("predict-way", say("predict.way"), options(["more", "less", "same"]), draft.way, (value) => { draft.way = value; }),
      pickOne("predict-october", say("predict.october"), options(["yes", "later", "earlier", "no"]), draft.october, (value) => { draft.october = value; })),
    make("p", { class: "quiet predict-hint", text: say("predict.draw") }),
    area("predict-text", say("predict.text"), "text"),
    area("predict-reason", say("predict.reason"), "reason"),
    make("div", { class: "predict-row predict-buttons" },
      button(say("predict.show"), () => settle(app, false), { class: "main", id: "predict-show" }),
      button(say("predict.skip"), () => settle(app, true), { id: "predict-skip" }),
      button(say("predict.never"), () => app.update({ askFirst: false }), { id: "predict-never", class: "plain" }))));
}

// What was expected, beside what came of it.
export function drawExpected(app, element) {
  const said = answeredFor(app.state);
  const isShown = Boolean(said) && !said.isSkipped;
  element.hidden = !isShown;
  if (!isShown) return refill(element);
  const parts = expectedInWords(said);
  return refill(element, make("h3", { text: say("predict.yours") }), parts.map((text) => make("p", { text })));
}

export function expectedInWords(said) {
  const parts = [];
  if (said.name) parts.push(say("predict.said.line", { line: said.name, measure: say(`measure.${said.measure}`) }));
  if (said.way) parts.push(say("predict.said.way", { way: say(`predict.${said.way}`) }));
  if (said.october) parts.push(say("predict.said.october", { way: say(`predict.${said.october}`) }));
  if (said.text) parts.push(say("quoted", { name: said.text }));
  if (said.reason) parts.push(say("predict.said.reason", { reason: said.reason }));
  if (said.drawn) parts.push(say("predict.said.drawn"));
  return parts.length > (said.name ? 1 : 0) ? parts : [say("predict.said.nothing")];
}

export function sketchInWords(story, said) {
  return (said.drawn || []).map(([day, value]) => `${sayDate(story.days[day], true)}: ${Math.round(value * 100)}%`);
}
