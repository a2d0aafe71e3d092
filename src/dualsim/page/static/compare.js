// Compare: two places side by side on shared axes, and what differs between them in words.

import {make, refill, button, choice, keepingFocus, leastSize} from "./dom.js";
import {drawCurves} from "./curves.js";
import {sharedLegend} from "./legends.js";
import {bandOf, runsOf, foundedNames} from "./data.js";
import {say, sayDate, sayMonth, sayName, shortTitle, upperFirst} from "./words.js";
import {baseQuestion} from "./state.js";
import {panelsOf, keptPanels, measuresOf, groupsOf, hasGroups, isSeen} from "./measures.js";
import {topOf} from "./figure.js";
import {changesInWords} from "./verdict.js";

const fewFacts = 5;
const forStudies = ["Numbers to vary in studies", "Where numbers come from", "Behaviour"]; // shown when asked for

export function makeCompare(app) {
  const parts = {
    controls: make("div", { class: "controls", id: "compare-controls" }),
    pair: make("div", { class: "pair", id: "pair" }),
    legend: make("ul", { class: "shared-legend", id: "pair-legend" }),
    status: make("p", { class: "progress", role: "status" }),
    facts: make("section", { id: "differences", class: "differences", "aria-label": say("compare.differences") }),
  };
  const element = make("section", { id: "view-compare", class: "view", "aria-labelledby": "heading-compare" }, make("h2", { id: "heading-compare", class: "unseen", text: say("view.compare") }), parts.controls, parts.status, parts.legend, parts.pair, parts.facts);
  const show = { stories: new Map(), diffKey: "", facts: null, isWhole: new Set(), isEvery: false, failed: "" };
  return { element, render: () => renderCompare({ app, parts, show }) };
}

// The two sides as {story, place, answer, title}; null while a story is on its way.
function sidesOf(view) {
  const { app, show } = view;
  if (isAlone(app)) {
    const { base, main } = app.answersShown();
    const side = (answer, title) => ({ story: app.story, place: app.place, answer, title });
    return [side(base, say("as.it.was")), side(main, app.isChanged() ? upperFirst(changesInWords(app.story, app.state)) : say("as.it.was"))];
  }
  const wanted = wantedSides(app);
  return wanted.map(({ scenario, place }, n) => {
    const story = scenario === app.state.scenario ? app.story : show.stories.get(scenario);
    if (!story) return fetchStory(view, scenario);
    const found = app.source.stored ? app.source.partOf(scenario).place : story.places.find((one) => one.slug === place) || story.places[0];
    const question = { ...baseQuestion(app.state), scenario, place: found.slug };
    return { story, place: found, scenario, answer: app.answers.of(question, n ? "right" : "left", story), title: story.places.length > 1 ? `${sayName(found.name)} (${story.title})` : story.title };
  });
}

// Whether there is one scenario only: then what is compared is how it was, and how it is without some events.
function isAlone(app) {
  return app.source.stored && app.scenarios.length < 2;
}

function fetchStory(view, scenario) {
  const { app, show } = view;
  show.stories.set(scenario, null);
  app.source.story(scenario).then((story) => {
    show.stories.set(scenario, story);
    app.render();
  }).catch((error) => {
    show.failed = error.message;
    app.render();
  });
  return null;
}

function wantedSides(app) {
  const { state } = app;
  const left = state.left || { scenario: state.scenario, place: state.place };
  if (state.right) return [left, state.right];
  const places = app.story.places.map((one) => one.slug);
  if (!state.left && places.length > 1) return [left, { scenario: state.scenario, place: places.find((one) => one !== state.place) }];
  const names = app.scenarios.map((one) => one.name);
  const other = ["saratov_1917", "petrograd_1917", ...names].find((name) => names.includes(name) && name !== left.scenario);
  return [left, { scenario: other || left.scenario, place: "" }];
}

function renderCompare(view) {
  const { app, parts, show } = view;
  const sides = sidesOf(view);
  keepingFocus(parts.controls, () => refill(parts.controls, compareControls(view, sides)));
  const isThere = sides.every(Boolean);
  parts.status.textContent = show.failed || (isThere ? sides.map((side) => side.answer.refused).filter(Boolean).join(" ") : say("loading"));
  if (!isThere) return;
  drawPair(view, sides);
  differences(view, sides);
}

function compareControls(view, sides) {
  const { app } = view;
  const { state } = app;
  const place = sides[0] ? sides[0].place : app.place;
  const story = sides[0] ? sides[0].story : app.story;
  const pickers = isAlone(app) ? [make("p", { class: "quiet", text: say("compare.stored") })] : wantedSides(app).map((wanted, n) => sidePicker(view, wanted, sides[n], n));
  return [
    pickers,
    choice("compare-measure", say("measure"), measuresOf(story, place, app.source.kept), state.measure, (measure) => app.update({ measure })),
    hasGroups(state.measure) ? choice("compare-group", say("group"), groupsOf(story, place, state.measure, app.source.kept), state.group, (group) => app.update({ group })) : null,
  ];
}

function sidePicker(view, wanted, side, n) {
  const { app } = view;
  const name = n ? "right" : "left";
  const options = app.scenarios.map((one) => [one.name, shortTitle(one.title), one.title]);
  if (!options.some(([key]) => key === wanted.scenario)) options.push([wanted.scenario, side ? side.story.title : wanted.scenario]);
  const places = side && !app.source.stored ? side.story.places.map((one) => [one.slug, sayName(one.name)]) : [];
  return make("div", { class: "side-picker" },
    choice(`compare-${name}`, say(`compare.${name}`), options, wanted.scenario, (scenario) => app.update({ [name]: { scenario, place: "" } })),
    places.length > 1 ? choice(`compare-${name}-place`, say("place"), places, side.place.slug, (place) => app.update({ [name]: { scenario: wanted.scenario, place } })) : null);
}

// The days of both, in order; the values of each are put on them.
function sharedDates(sides) {
  return [...new Set(sides.flatMap((side) => side.story.days))].sort();
}

function onDates(table, days, dates) {
  if (days.length === dates.length) return table;
  const found = new Float32Array(dates.length).fill(NaN);
  const from = days.map((iso) => dates.indexOf(iso)); // what is told by weeks holds until the next
  const last = from[days.length - 1] + (days.length > 1 ? from[days.length - 1] - from[days.length - 2] : 1);
  table.forEach((value, day) => found.fill(value, from[day], day + 1 < days.length ? from[day + 1] : last));
  return found;
}

function panelsOfSide(app, side, dates) {
  const group = side.place.groups.includes(app.state.group) ? app.state.group : "";
  const panels = keptPanels(panelsOf(side.story, side.place, { measure: app.state.measure, group, layout: "one" }, foundedNames(side.answer)), app.source.stored ? side.answer.kept || app.source.kept : undefined);
  return panels.map((panel) => {
    const lines = panel.lines.map((line) => {
      if (!runsOf(side.answer)) return { ...line, median: null };
      const band = bandOf(side.answer, line.rows);
      return { ...line, isWhole: panel.kind === "areas" || isSeen(band, line.about.measure), median: onDates(band.median, side.story.days, dates), low: band.low && onDates(band.low, side.story.days, dates), high: band.high && onDates(band.high, side.story.days, dates) };
    });
    const seen = lines.filter((line) => line.isWhole);
    return { ...panel, lines: seen.length ? seen : lines.slice(0, 1) };
  });
}

// On a projector both graphs end where the screen does.
function pairRoom(app, pair) {
  if (!app.state.projector) return app.figureHeight() + 150;
  return Math.max(400, window.innerHeight - pair.getBoundingClientRect().top - window.scrollY - leastSize() * 5);
}

function drawPair(view, sides) {
  const { app, parts } = view;
  parts.pair.dataset.measure = app.state.measure;
  const dates = sharedDates(sides);
  const panels = sides.map((side) => panelsOfSide(app, side, dates));
  const count = Math.max(...panels.map((one) => one.length));
  const top = topOf(panels.flat());
  refill(parts.legend, sharedLegend(panels.flat()));
  while (parts.pair.children.length < 2) parts.pair.append(make("div", { class: "pair-side" }, make("h3", {})));
  sides.forEach((side, n) => {
    const column = parts.pair.children[n];
    column.firstChild.textContent = shortTitle(side.title);
    column.firstChild.title = side.title;
    while (column.children.length > panels[n].length + 1) column.lastChild.remove();
    panels[n].forEach((panel, k) => {
      if (!column.children[k + 1]) column.append(make("figure", { class: "figure" }, make("figcaption", {}), make("div", { class: "curves" })));
      const [caption, holder] = column.children[k + 1].children;
      caption.textContent = panel.title;
      const others = document.documentElement.clientWidth < 700 ? 1 : count;
      drawCurves(holder, {
        kind: panel.kind, lines: panel.lines, dates, most: panel.isShare ? 1 : top, isShare: panel.isShare, title: `${side.title}: ${panel.title}`, month: sayMonth, date: (iso) => sayDate(iso),
        height: Math.max(230, pairRoom(app, parts.pair) / Math.max(1, others)), textSize: leastSize(), labels: "none", day: app.state.day !== null && app.state.day < dates.length ? app.state.day : null,
        says: { table: say("table"), date: say("table.date") }, onDay: (day, isFirm) => isFirm && app.update({ day }),
      });
    });
  });
}

function differences(view, sides) {
  const { app, parts, show } = view;
  if (isAlone(app)) return refill(parts.facts);
  const asked = sides.map((side) => ({ scenario: side.scenario, place: side.place.slug }));
  const key = JSON.stringify(asked);
  if (show.diffKey !== key) {
    Object.assign(show, { diffKey: key, facts: null, isWhole: new Set() });
    app.source.diff(asked[0], asked[1]).then((facts) => {
      if (show.diffKey === key) show.facts = facts;
      app.render();
    }).catch((error) => {
      show.failed = error.message;
      app.render();
    });
  }
  const head = make("h3", { text: say("compare.differences") });
  if (!show.facts) return refill(parts.facts, head, make("p", { class: "quiet", text: say("loading") }));
  if (!show.facts.length) return refill(parts.facts, head, make("p", { text: say("compare.same") }));
  const all = [...new Set(show.facts.map((fact) => fact.section))];
  const sections = show.isEvery ? all : all.filter((section) => !forStudies.includes(section));
  const flip = () => {
    show.isEvery = !show.isEvery;
    app.render();
  };
  const more = all.some((section) => forStudies.includes(section)) ? button(say(show.isEvery ? "compare.pupils" : "compare.every"), flip, { id: "facts-all" }) : null;
  return keepingFocus(parts.facts, () => refill(parts.facts, head, sections.map((section, n) => factsOf(view, section, n, sides)), more));
}

// What one side says: nothing, only that it is there, or something.
function sideOf(said) {
  return said === null ? say("compare.nothing") : said || say("compare.there");
}

function factsOf(view, section, n, sides) {
  const { app, show } = view;
  const own = show.facts.filter((fact) => fact.section === section && fact.about !== "title" && fact.about !== "about");
  if (!own.length) return null;
  const isWhole = show.isWhole.has(section);
  const shown = isWhole ? own : own.slice(0, fewFacts);
  const rows = shown.map((fact) => make("tr", {}, make("th", { scope: "row" }, fact.subject ? make("strong", { text: fact.subject }) : null, [fact.subject ? " " : "", fact.about]), make("td", { text: sideOf(fact.first) }), make("td", { text: sideOf(fact.second) })));
  const flip = () => {
    if (isWhole) show.isWhole.delete(section);
    else show.isWhole.add(section);
    app.render();
  };
  return make("section", { class: "facts", "data-section": section, "aria-label": section },
    make("h4", { text: `${section} (${own.length})` }),
    make("table", { class: "reading facts-table" }, make("thead", {}, make("tr", {}, make("td", {}), sides.map((side) => make("th", { scope: "col", text: side.title })))), make("tbody", {}, rows)),
    own.length > fewFacts ? button(isWhole ? say("compare.few") : say("compare.all", { n: own.length }), flip, { class: "plain", "data-key": `facts-${n}` }) : null);
}

