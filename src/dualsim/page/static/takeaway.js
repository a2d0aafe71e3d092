// Take away: files of the graph, a link, the offline report, the pupil's answers, a scenario of one's own.

import {make, refill, button, keepingFocus} from "./dom.js";
import {say} from "./words.js";
import {figureOf} from "./figure.js";
import {baseQuestion, questionOf} from "./state.js";
import {runsOf} from "./data.js";
import {paintSvg} from "./paint.js";
import {sheetOf, captionOf, saveSvg, savePng, saveCsv, saveFile, fileName, answersArticle, saveAnswersPage, saveAnswersData} from "./export.js";

export function makeTakeAway(app) {
  const body = make("div", { class: "take" });
  const show = { report: "", faults: null };
  const element = make("section", { id: "view-take", class: "view", "aria-labelledby": "heading-take" }, make("h2", { id: "heading-take", text: say("take.title") }), body);
  return { element, render: () => renderTakeAway(app, body, show) };
}

function renderTakeAway(app, body, show) {
  const figure = figureOf(app);
  const sheet = paintSvg(sheetOf(app, figure), 1);
  sheet.className = "sheet";
  sheet.setAttribute("role", "img");
  sheet.setAttribute("aria-label", captionOf(app, figure));
  keepingFocus(body, () => refill(body,
    part("graph", "take.graph", sheet, make("div", { class: "row" },
      button(say("take.png"), () => savePng(app, figure), { id: "save-png", class: "main", disabled: !runsOf(figure.shown) }),
      button(say("take.svg"), () => saveSvg(app, figure), { id: "save-svg" }),
      button(say("take.csv"), () => saveCsv(app, figure), { id: "save-csv" }))),
    make("div", { class: "take-parts" }, linkPart(app), answersPart(app), app.source.canReport ? reportPart(app, show) : null, app.source.canUpload ? uploadPart(app, show) : null)));
}

function part(name, title, ...inside) {
  return make("section", { class: "take-part", "data-part": name, "aria-label": say(title) }, make("h3", { text: say(title) }), inside);
}

function linkPart(app) {
  app.remember();
  const field = make("input", { id: "link", type: "text", readonly: true, value: location.href, "aria-label": say("take.link") });
  field.addEventListener("focus", () => field.select());
  const select = () => {
    field.focus();
    field.select();
  };
  return part("link", "take.link", field, make("div", { class: "row" }, button(say("take.link.select"), select, { id: "select-link" })), make("p", { class: "quiet", text: say("take.link.help") }));
}

function answersPart(app) {
  const has = app.state.answers.length > 0;
  return part("answers", "take.answers", answersArticle(app), has ? make("div", { class: "row" },
    button(say("take.answers.html"), () => saveAnswersPage(app), { id: "save-answers" }),
    button(say("take.answers.json"), () => saveAnswersData(app), { id: "save-answers-data" })) : null,
  app.state.askFirst ? null : button(say("predict.again"), () => app.update({ askFirst: true }), { id: "ask-again", class: "plain" }));
}

function reportPart(app, show) {
  const questions = app.isChanged() ? [baseQuestion(app.state), questionOf(app.state)] : [baseQuestion(app.state)];
  const ask = () => {
    show.report = say("take.report.wait");
    app.render();
    app.source.report(questions).then((text) => {
      saveFile(fileName(app, "html"), text, "text/html");
      show.report = say("take.report.ready");
      app.render();
    }).catch((error) => {
      show.report = error.message;
      app.render();
    });
  };
  return part("report", "take.report", button(say("take.report.make"), ask, { id: "save-report" }), make("p", { role: "status", class: "quiet", text: show.report }));
}

function uploadPart(app, show) {
  const field = make("input", { id: "upload", type: "file", accept: ".yaml,.yml,text/yaml" });
  field.addEventListener("change", () => {
    if (!field.files.length) return;
    field.files[0].text().then((text) => app.source.upload(text)).then((found) => {
      show.faults = null;
      app.scenarios = [...app.scenarios.filter((one) => one.name !== found.name), { name: found.name, title: found.title, about: "" }];
      app.update({ view: "explore" });
      return app.change(found.name, "");
    }).catch((error) => {
      show.faults = error.faults || [error.message];
      app.render();
    });
  });
  const faults = show.faults ? make("div", { role: "alert", class: "fault" }, make("p", { text: say("take.upload.faults") }), make("ul", {}, show.faults.map((text) => make("li", {}, make("code", { text }))))) : null;
  return part("upload", "take.upload", make("label", { for: "upload", text: say("take.upload.choose") }), field, faults);
}
