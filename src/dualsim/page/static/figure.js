// The figure that is shown: panels with their lines, taken from the answers as they stand.

import {bandOf, differenceOf, runsOf, foundedNames, widestDifference} from "./data.js";
import {panelsOf, keptPanels, isSeen} from "./measures.js";
import {say, sayDate, sayMonth, upperFirst} from "./words.js";
import {isChanged, dayAsked} from "./state.js";
import {mustAsk, answeredFor} from "./predict.js";
import {changesInWords, differenceInWords} from "./verdict.js";

// What is drawn now: {panels: [{...panel, lines with values}], shown, base, isHeld, isAltered, names}.
export function figureOf(app, found) {
  const { story, state } = app;
  const { base, main } = found || app.answersShown();
  const isAltered = isChanged(state);
  const isHeld = mustAsk(state);
  const shown = isAltered && !isHeld ? main : base;
  const names = { ...foundedNames(base), ...foundedNames(shown) };
  const panels = keptPanels(panelsOf(story, app.place, state, names), app.source.kept).map((panel) => ({ ...panel, lines: seenLines(panel, shown, isAltered && !isHeld ? base : null) }));
  return { panels, shown, base, main, isHeld, isAltered, names };
}

function seenLines(panel, shown, ghost) {
  const filled = panel.lines.map((line) => {
    const band = runsOf(shown) ? bandOf(shown, line.rows) : null;
    const old = ghost && runsOf(ghost) ? bandOf(ghost, line.rows) : null;
    const isWhole = panel.kind === "areas" || (band && isSeen(band, line.about.measure)) || (old && isSeen(old, line.about.measure));
    return { ...line, ...drawnBand(band, panel), ghost: old && old.median, isWhole };
  });
  const seen = filled.filter((line) => line.isWhole);
  return seen.length ? seen : filled.slice(0, 1);
}

function drawnBand(band, panel) {
  if (!band) return { median: null, low: null, high: null };
  return panel.kind === "areas" ? { median: band.median, low: band.low, high: band.high } : band;
}

export function topOf(panels) {
  let most = 1;
  for (const panel of panels) {
    if (panel.isShare) continue;
    for (const line of panel.lines) for (const table of [line.high, line.ghost]) if (table) for (const value of table) if (value > most) most = value;
  }
  return Math.ceil(most + 0.2);
}

// What the drawing of one panel is given, whoever draws it.
export function drawnPanel(app, figure, panel) {
  return {
    kind: panel.kind, lines: panel.lines, dates: app.story.days, most: panel.isShare ? 1 : topOf(figure.panels), isShare: panel.isShare, title: panel.title,
    marks: marksOf(app), month: sayMonth, date: (iso) => sayDate(iso), says: { table: say("table"), date: say("table.date"), ghost: say("as.it.was") },
  };
}

function marksOf(app) {
  const { story, state } = app;
  const wanted = new Set([...state.without, ...Object.keys(state.move), ...Object.keys(state.scale), state.event].filter(Boolean));
  const came = app.eventDays();
  const dayOf = (slug) => {
    const asked = dayAsked(story, state, slug);
    return asked === null ? came.get(slug) : asked;
  };
  return [...wanted].map((slug) => ({ slug, day: dayOf(slug), isOff: state.without.includes(slug) })).filter((mark) => mark.day !== undefined && mark.day >= 0 && mark.day < story.days.length);
}

// The line that a pupil spoke of, whatever is drawn now.
function lineSaid(app, said, names) {
  const { story, place } = app;
  if (!said || !said.about) return null;
  const told = JSON.stringify(said.about);
  const panels = keptPanels(panelsOf(story, place, { measure: said.measure, group: said.about.group || "", layout: "one" }, names), app.source.kept);
  return panels.flatMap((panel) => panel.lines).find((line) => JSON.stringify(line.about) === told) || null;
}

function widestOf(figure, line) {
  const difference = differenceOf(figure.main, figure.base, line.rows);
  const best = difference && difference.pairs ? widestDifference([line], [difference]) : null;
  return best && { line, difference, day: best.day };
}

// What came of a prediction: of its own line and measure, on the day of their widest difference.
export function foundFor(app, figure, said) {
  const line = said.isSkipped ? null : lineSaid(app, said, figure.names);
  const told = line && runsOf(figure.main) && runsOf(figure.base) ? widestOf(figure, line) : null;
  return told && { day: app.story.days[told.day], text: differenceInWords(app.story, app.state, line, told.difference, told.day, figure.names).text };
}

// The day on which a line differs most; the middle of the time where nothing is changed.
export function dayOfLine(app, figure, key) {
  const line = figure.panels.flatMap((panel) => panel.lines).find((one) => one.key === key);
  const told = line && figure.isAltered && !figure.isHeld && runsOf(figure.main) && runsOf(figure.base) ? widestOf(figure, line) : null;
  return told ? told.day : Math.floor((app.story.days.length - 1) / 2);
}

// The difference that is told: of the line and the day that are pointed at, or else the widest one.
export function toldDifference(app, figure) {
  const { state } = app;
  if (!figure.isAltered || figure.isHeld || !runsOf(figure.main) || !runsOf(figure.base)) return null;
  const lines = figure.panels.flatMap((panel) => panel.lines);
  const differences = lines.map((line) => differenceOf(figure.main, figure.base, line.rows));
  if (!differences[0] || !differences[0].pairs) return null;
  const said = answeredFor(state);
  const own = said && !said.isSkipped && !state.line && said.measure === state.measure ? lineSaid(app, said, figure.names) : null;
  const ownTold = own && widestOf(figure, own);
  if (ownTold) return state.day === null ? ownTold : { ...ownTold, day: state.day };
  const pointed = lines.findIndex((line) => line.key === state.line);
  if (pointed >= 0 && state.day !== null) return { line: lines[pointed], difference: differences[pointed], day: state.day };
  const onDay = state.day === null ? differences : differences.map((one) => onlyDay(one, state.day));
  const some = pointed >= 0 ? [lines[pointed]] : lines;
  const best = widestDifference(some, pointed >= 0 ? [onDay[pointed]] : onDay);
  if (!best) return null;
  const at = lines.indexOf(some[best.line]);
  return { line: lines[at], difference: differences[at], day: best.day };
}

function onlyDay(difference, day) {
  const only = (table) => table.map((value, n) => (n === day ? value : NaN));
  return { median: only(difference.median), low: only(difference.low), high: only(difference.high) };
}

// The sentence over the graph, and in what state it is.
export function verdictOf(app, figure) {
  const { state, story } = app;
  const { main } = figure;
  const change = upperFirst(changesInWords(story, state));
  if (!figure.isAltered) return { kind: "base", text: say(app.source.canMove ? "verdict.base" : "verdict.base.stored", { place: app.placeName() }) };
  if (figure.isHeld) return { kind: "held", text: say("verdict.held", { change }) };
  if (main.refused) return { kind: "refused", text: say("verdict.refused", { message: main.refused }) };
  if (app.source.stored && !figure.panels.some((panel) => panel.lines.some((line) => main.told.has(line.rows[0])))) return { kind: "done", text: say("verdict.untold", { change }) };
  const told = main.done || runsOf(main) > 3 ? toldDifference(app, figure) : null;
  if (!told) return { kind: "filling", text: say("verdict.waiting", { change }) };
  const said = differenceInWords(story, state, told.line, told.difference, told.day, figure.names);
  return { kind: main.done ? "done" : "filling", text: said.text, isSure: said.isSure };
}
