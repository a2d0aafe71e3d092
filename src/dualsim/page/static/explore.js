// Explore: events as switches under a graph, what is expected, and what a change makes of it, in words.

import {make, refill, button, choice, pickOne, keepingFocus, leastSize} from "./dom.js";
import {drawCurves} from "./curves.js";
import {sharedLegend} from "./legends.js";
import {plotBox} from "./plot.js";
import {runsOf} from "./data.js";
import {say, sayNumber, upperFirst} from "./words.js";
import {measuresOf, groupsOf, hasGroups} from "./measures.js";
import {figureOf, drawnPanel, verdictOf, foundFor, dayOfLine} from "./figure.js";
import {sliderName} from "./verdict.js";
import {drawTimeline, shownEvents} from "./timeline.js";
import {drawEventCard} from "./eventcard.js";
import {octoberStrip} from "./october.js";
import {drawPrediction, drawExpected, answeredFor, mustAsk, draftSketch, draftLine, keepSketch} from "./predict.js";

export function makeExplore(app) {
  const parts = {};
  const slot = (name, tag, attributes) => {
    parts[name] = make(tag || "div", { id: name, class: name, ...attributes });
    return parts[name];
  };
  const element = make("section", { id: "view-explore", class: "view", "aria-labelledby": "heading-explore" },
    make("h2", { id: "heading-explore", class: "unseen", text: say("view.explore") }),
    slot("verdict", "p", { "aria-live": "polite", tabindex: "-1" }), slot("progress", "p"), slot("controls"),
    make("div", { class: "stage" }, make("div", { class: "figures-box" }, slot("figures"), slot("sharedLegend", "ul", { class: "shared-legend" })), slot("prediction", "section", { "aria-label": say("predict.title") })), slot("timeline"), make("p", { id: "timeline-help", class: "unseen", text: say("timeline.help") }), slot("october", "section", { "aria-label": say("october.title") }), slot("expected", "section", { "aria-label": say("predict.yours") }), slot("eventcard", "section", { "aria-label": say("event") }), slot("sliders", "section", { "aria-label": say("sliders") }), app.story.about ? make("p", { class: "about-line quiet", text: app.story.about }) : null);
  return { element, render: () => renderExplore(app, parts) };
}

function renderExplore(app, parts) {
  const figure = figureOf(app);
  keepingFocus(parts.controls, () => refill(parts.controls, controlsOf(app)));
  const lines = figure.panels.flatMap((panel) => panel.lines);
  drawPrediction(app, parts.prediction, figure.panels.length > 1 && app.state.layout !== "many" ? figure.panels[0].lines : lines);
  verdict(app, parts, figure);
  const layout = drawFigures(app, parts.figures, figure);
  const shared = sharedLegend(figure.panels);
  parts.sharedLegend.hidden = !shared.length;
  refill(parts.sharedLegend, shared);
  drawTimeline(app, parts.timeline, layout, app.eventDays(), leastSize());
  drawEventCard(app, parts.eventcard, app.eventDays());
  drawExpected(app, parts.expected);
  october(app, parts.october, figure, layout);
  sliders(app, parts.sliders);
}

function controlsOf(app) {
  const { state, place, story } = app;
  const hidden = story.events.length > shownEvents({ ...app, state: { ...state, every: false } }).length;
  return [
    choice("measure", say("measure"), measuresOf(story, place, app.source.kept), state.measure, (measure) => app.update({ measure, line: "", day: null })),
    hasGroups(state.measure) && state.layout === "one" ? choice("group", say("group"), groupsOf(story, place, state.measure, app.source.kept), state.group, (group) => app.update({ group, line: "", day: null })) : null,
    pickOne("layout", say("layout"), [["one", say("layout.one")], ["many", say("layout.many")]], state.layout, (layout) => app.update({ layout })),
    hidden && !app.source.stored ? pickOne("every", say("events"), [["main", say("events.main")], ["all", say("events.all")]], state.every ? "all" : "main", (which) => app.update({ every: which === "all" })) : null,
    state.askFirst ? null : button(say("predict.again"), () => app.update({ askFirst: true }), { id: "ask-first", class: "plain" }),
    app.isChanged() ? button(say("reset"), () => app.reset(), { id: "reset", title: say("reset.about") }) : null,
    state.answers.length ? button(say("new.class"), () => app.newClass(), { id: "new-class", title: say("new.class.about") }) : null,
  ];
}

function verdict(app, parts, figure) {
  const { kind, text } = verdictOf(app, figure);
  if (parts.verdict.textContent !== text) parts.verdict.textContent = text;
  parts.verdict.dataset.state = kind;
  parts.verdict.classList.toggle("is-quiet", kind === "base");
  const waited = figure.isAltered ? figure.main : figure.base;
  parts.progress.textContent = progressText(waited, app);
  parts.progress.dataset.done = String(waited.done);
  const said = kind === "done" && answeredFor(app.state);
  if (said && !said.found) {
    const found = foundFor(app, figure, said); // told once, when it is shown first
    Object.assign(said, { found: found ? found.text : text, day: found ? found.day : "" });
    app.remember();
  }
}

function progressText(answer, app) {
  if (app.offline) return say("progress.offline");
  if (answer.refused) return app.isChanged() ? "" : say("verdict.refused", { message: answer.refused });
  if (answer.queue > 0 && !runsOf(answer)) return say("progress.queued", { n: answer.queue });
  const n = runsOf(answer);
  if (!answer.done) return say("progress.filling", { k: n, n: answer.wanted });
  return say("progress.done", { n, people: sayNumber(app.people()) });
}

function panelSize(app, element, count) {
  const size = leastSize();
  const wide = element.clientWidth || app.width();
  if (count < 2) return { width: wide, height: app.figureHeight(), columns: 1 };
  const columns = wide < 560 ? 1 : count === 2 ? 2 : wide > 1300 && count > 4 ? 4 : 3;
  const gap = size;
  const rows = Math.ceil(count / columns);
  return { width: Math.floor((wide - gap * (columns - 1)) / columns), height: Math.max(size * 12, Math.floor((app.figureHeight() - rows * size * 2) / rows)), columns };
}

function drawFigures(app, element, figure) {
  const { panels } = figure;
  const { width, height, columns } = panelSize(app, element, panels.length);
  element.dataset.columns = String(columns);
  element.dataset.count = String(panels.length);
  element.dataset.measure = app.state.measure;
  while (element.children.length > panels.length) element.lastChild.remove();
  let layout = null;
  panels.forEach((panel, n) => {
    if (!element.children[n]) element.append(make("figure", { class: "figure" }, make("figcaption", {}), make("div", { class: "curves" })));
    const [caption, holder] = element.children[n].children;
    caption.textContent = panel.title;
    element.children[n].dataset.panel = panel.key;
    const drawn = drawCurves(holder, { ...drawnPanel(app, figure, panel), width, height, textSize: leastSize(), ...(panels.length > 1 ? { labels: "none" } : {}), ...reading(app, figure, panel) });
    if (!n) layout = drawn;
  });
  return panels.length === 1 ? layout : ownLayout(app, element);
}

function ownLayout(app, element) {
  const size = leastSize();
  const width = element.clientWidth || app.width();
  return { box: plotBox(width, 100, { left: size * 3, right: size * 3, top: 0, bottom: 0 }), days: app.story.days.length };
}

function reading(app, figure, panel) {
  const said = answeredFor(app.state);
  const isHeld = mustAsk(app.state);
  const hasLine = (key) => panel.lines.some((line) => line.key === key);
  const told = said && !said.isSkipped && said.measure === app.state.measure && hasLine(said.line) ? said.drawn : null;
  return {
    day: app.state.day,
    chosen: app.state.line,
    onLine: (key) => app.update({ line: key, day: app.state.day === null ? dayOfLine(app, figure, key) : app.state.day }),
    onDay: (day, isFirm, key) => isFirm && app.update(key ? { day, line: key } : { day }),
    sketch: isHeld && hasLine(draftLine()) ? draftSketch() : told,
    onSketch: isHeld && hasLine(draftLine()) ? keepSketch : null,
  };
}

function october(app, element, figure, layout) {
  const { story } = app;
  const width = layout.box.left + layout.box.width + layout.box.right;
  if (!runsOf(figure.base)) return refill(element);
  const isOpen = Boolean(element.querySelector("details[open]"));
  refill(element, octoberStrip(story, figure.base, figure.isAltered && !figure.isHeld && runsOf(figure.main) ? figure.main : null, layout, width, leastSize()));
  if (isOpen) element.querySelector("details").open = true;
  return null;
}

function sliders(app, element) {
  const { story, state } = app;
  element.hidden = !app.source.canSet || !story.sliders.length;
  if (element.hidden || element.contains(document.activeElement) && document.activeElement.type === "range") return;
  const isOpen = Boolean(element.querySelector("details[open]"));
  const rows = story.sliders.map((slider, n) => sliderRow(app, slider, n, state.set));
  const details = make("details", { class: "sliders-box" }, make("summary", { text: say("sliders") }), make("p", { class: "quiet", text: say("sliders.about") }), make("div", { class: "slider-grid" }, rows));
  details.open = isOpen;
  keepingFocus(element, () => refill(element, details));
}

function sliderRow(app, slider, n, set) {
  const id = `slider-${n}`;
  const value = slider.path in set ? set[slider.path] : slider.value;
  const range = make("input", { type: "range", id, min: slider.low, max: slider.high, step: (slider.high - slider.low) / 40, value, "data-path": slider.path });
  const shown = make("output", { for: id, text: sayNumber(value, 2) });
  range.addEventListener("input", () => {
    shown.textContent = sayNumber(Number(range.value), 2);
  });
  range.addEventListener("change", () => app.setTo(slider.path, Math.round(Number(range.value) * 1000) / 1000));
  return make("div", { class: `slider${slider.path in set ? " is-touched" : ""}` },
    make("label", { for: id, text: upperFirst(sliderName(slider)) }), range, shown,
    slider.path in set ? button(say("slider.back"), () => app.setTo(slider.path, slider.value), { class: "plain", "data-key": `${id}-back` }) : null,
    make("p", { class: "quiet", text: slider.origin }));
}
