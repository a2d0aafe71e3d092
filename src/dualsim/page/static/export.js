// What can be taken away: the figure as SVG, PNG and CSV, and the pupil's answers as a page or as data.

import {make, makeSvg} from "./dom.js";
import {svgOfCurves} from "./curves.js";
import {drawnPanel, verdictOf} from "./figure.js";
import {inLines} from "./plot.js";
import {paintSvg} from "./paint.js";
import {runsOf} from "./data.js";
import {say, sayNumber, upperFirst} from "./words.js";
import {changesInWords} from "./verdict.js";
import {expectedInWords, sketchInWords, answeredFor} from "./predict.js";

const paper = "#faf7f0";
const sheet = { width: 1600, height: 900, size: 22 };
const serif = "Georgia, 'Noto Serif', serif";

export function saveFile(name, content, kind) {
  const blob = content instanceof Blob ? content : new Blob([content], { type: kind });
  const url = URL.createObjectURL(blob);
  const link = make("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 30000);
}

export function fileName(app, ending) {
  const { scenario, place, measure } = app.state;
  return `${[scenario, scenario.startsWith(place) ? "" : place, measure].filter(Boolean).join("-")}.${ending}`.replace(/[^\w.-]+/g, "-");
}

export function captionOf(app, figure) {
  const isAltered = figure.isAltered && !figure.isHeld;
  return say("take.caption", {
    scenario: app.story.title, place: app.placeName(), change: isAltered ? upperFirst(changesInWords(app.story, app.state)) : say("take.as.it.was"),
    runs: runsOf(figure.shown), people: sayNumber(app.people()), seed: app.state.seed,
  });
}

// The whole figure on one sheet, with its caption under it.
export function sheetOf(app, figure) {
  const { width, height, size } = sheet;
  const { panels } = figure;
  const columns = panels.length === 1 ? 1 : panels.length < 5 ? 2 : 3;
  const rows = Math.ceil(panels.length / columns);
  const svg = makeSvg("svg", { xmlns: "http://www.w3.org/2000/svg", width, height, viewBox: `0 0 ${width} ${height}`, "font-family": serif, "font-size": size }, makeSvg("rect", { x: 0, y: 0, width, height, fill: paper }));
  const title = `${app.placeName()}: ${say(`measure.${app.state.measure}`)}`;
  svg.append(makeSvg("text", { x: 40, y: 52, "font-size": 34, "font-weight": 600, fill: "#22201c", text: title }));
  const verdictNow = verdictOf(app, figure);
  const told = verdictNow.kind === "done" ? verdictNow.text : "";
  inLines(told, 24, serif, width - 80).forEach((text, n) => svg.append(makeSvg("text", { x: 40, y: 90 + n * 30, "font-size": 24, fill: "#22201c", text })));
  const top = told ? 135 : 80;
  const each = { width: (width - 80) / columns, height: (height - top - 90) / rows };
  panels.forEach((panel, n) => {
    const x = 40 + (n % columns) * each.width;
    const y = top + Math.floor(n / columns) * each.height;
    if (panels.length > 1) svg.append(makeSvg("text", { x: x + 8, y: y + size, "font-style": "italic", fill: "#5a5447", text: panel.title }));
    const lift = panels.length > 1 ? size * 1.3 : 0;
    const labels = panels.length === 1 ? "end" : panel.lines.length < 2 ? "none" : "legend";
    const drawn = svgOfCurves({ ...drawnPanel(app, figure, panel), width: each.width - 10, height: each.height - lift, textSize: panels.length > 4 ? 17 : size, labels, sketch: null }).svg;
    drawn.setAttribute("x", String(x));
    drawn.setAttribute("y", String(y + lift));
    svg.append(drawn);
  });
  inLines(captionOf(app, figure), 18, serif, width - 80).forEach((text, n) => svg.append(makeSvg("text", { x: 40, y: height - 44 + n * 24, "font-size": 18, fill: "#5a5447", text })));
  return svg;
}

export function saveSvg(app, figure) {
  const text = new XMLSerializer().serializeToString(sheetOf(app, figure));
  saveFile(fileName(app, "svg"), text, "image/svg+xml");
}

export function savePng(app, figure) {
  paintSvg(sheetOf(app, figure), 1).toBlob((blob) => saveFile(fileName(app, "png"), blob), "image/png");
}

function cell(value) {
  if (typeof value === "number") return value === value ? String(Math.round(value * 10000) / 10000) : "";
  return /[",\n]/.test(value) ? `"${value.replace(/"/g, '""')}"` : value;
}

export function csvOf(app, figure) {
  const { story } = app;
  const columns = figure.panels.flatMap((panel) => panel.lines.map((line) => ({ name: figure.panels.length > 1 && panel.title !== line.name ? `${panel.title}: ${line.name}` : line.name, line })));
  const head = ["date", ...(story.newStyle ? ["new_style"] : [])];
  for (const { name, line } of columns) head.push(`${name}`, `${name} (5%)`, `${name} (95%)`, ...(line.ghost ? [`${name} (${say("as.it.was")})`] : []));
  const rows = [head];
  story.days.forEach((iso, day) => {
    const row = [iso, ...(story.newStyle ? [story.newStyle[day]] : [])];
    for (const { line } of columns) for (const table of [line.median, line.low, line.high, ...(line.ghost ? [line.ghost] : [])]) row.push(table ? table[day] : NaN);
    rows.push(row);
  });
  return `\ufeff${rows.map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}

export function saveCsv(app, figure) {
  saveFile(fileName(app, "csv"), csvOf(app, figure), "text/csv");
}

// ---- the pupil's answers

export function answersData(app) {
  const { state, story } = app;
  return {
    scenario: state.scenario, title: story.title, place: state.place, people: state.people, runs: state.runs, seed: state.seed, link: location.href,
    answers: state.answers.map((one) => ({ ...one, key: undefined, drawn: sketchInWords(story, one) })), now: answeredFor(state) ? changesInWords(story, state) : "",
  };
}

export function answersArticle(app) {
  const { state, story } = app;
  if (!state.answers.length) return make("p", { class: "quiet", text: say("take.answers.none") });
  return make("ol", { class: "answers" }, state.answers.map((one) => make("li", {},
    make("strong", { text: upperFirst(one.change) }),
    one.isSkipped ? make("p", { text: say("take.skipped") }) : expectedInWords(one).map((text) => make("p", { text })),
    one.drawn && !one.isSkipped ? make("p", { class: "quiet", text: sketchInWords(story, one).join("; ") }) : null,
    one.found ? make("p", {}, make("em", { text: `${say("take.found")}: ` }), one.found) : null)));
}

export function saveAnswersPage(app) {
  const root = document.implementation.createHTMLDocument(say("take.answers"));
  root.documentElement.lang = document.documentElement.lang;
  const meta = root.createElement("meta");
  meta.setAttribute("charset", "utf-8");
  root.head.prepend(meta);
  const link = make("a", { href: location.href, text: app.story.title });
  root.body.append(make("h1", { text: say("take.answers") }), make("p", {}, link, `, ${app.placeName()}`), answersArticle(app));
  saveFile("my-answers.html", `<!doctype html>\n${root.documentElement.outerHTML}`, "text/html");
}

export function saveAnswersData(app) {
  saveFile("my-answers.json", JSON.stringify(answersData(app), null, 2), "application/json");
}
