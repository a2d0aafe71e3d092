// Why: one person's decision of a day, its terms in words and bars.

import {make, refill, button, keepingFocus} from "./dom.js";
import {say, sayDate, sayName, sayOr} from "./words.js";
import {groupName} from "./measures.js";
import {questionKey} from "./state.js";
import {plainWhy} from "./plainwhy.js";

const asked = { key: "", facts: null, text: "", failed: "" };
const folds = { bars: false, text: false }; // as the reader left them

export function drawReasons(app, element, film, day) {
  const { person } = app.state;
  const key = `${questionKey(film.question)}|${person}|${day}`;
  if (asked.key !== key) askWhy(app, film, person, day, key);
  const group = film.groups[person - film.first];
  const head = [
    make("div", { class: "event-head" }, make("h3", { text: say("why.title") }), button(say("why.back"), () => app.update({ person: null }), { id: "why-back" })),
    make("p", { class: "why-who", text: say("why.person", { n: person, group: groupName(app.story, group), date: sayDate(app.story.days[day], true) }) }),
  ];
  const isThere = asked.key === key && asked.facts;
  const body = isThere ? reasonsOf(asked.facts, asked.text) : make("p", { role: "status", text: asked.failed || say("why.asking") });
  keepingFocus(element, () => refill(element, make("section", { id: "why", "aria-label": say("why.title"), "data-ready": String(Boolean(isThere)) }, head, body)));
}

function askWhy(app, film, person, day, key) {
  Object.assign(asked, { key, facts: null, text: "", failed: "" });
  clearTimeout(asked.timer);
  asked.timer = setTimeout(() => {
    app.source.why(film.question, person, day).then((found) => {
      if (asked.key !== key) return;
      if (found) Object.assign(asked, { facts: found.facts, text: found.text });
      else asked.failed = say("why.none");
      app.render();
    }).catch((error) => {
      asked.failed = error.message;
      app.render();
    });
  }, 250);
}

function reasonsOf(facts, text) {
  return [plainWhy(facts), fold("bars", "why.bars", barsOf(facts)), fold("text", "why.text", make("pre", { text, tabindex: "0" }))];
}

function fold(name, title, ...inside) {
  const details = make("details", { class: `why-${name}` }, make("summary", { text: say(title) }), inside);
  details.open = folds[name];
  details.addEventListener("toggle", () => { folds[name] = details.open; });
  return details;
}

function barsOf(facts) {
  return [
    make("p", { class: "quiet", text: say("why.legend") }),
    choiceOf("authority", facts.authority, `${say(facts.thinks_again ? "why.thinks" : "why.stays", { name: nameOf(facts.authority.after) })} ${hadThey(facts, facts.authority)}`),
    acceptance(facts.accept),
    choiceOf("vote", facts.vote, `${say("why.votes", { name: nameOf(facts.vote.after) })} ${hadThey(facts, facts.vote)}`),
    rising(facts.rise),
    issues(facts.issues),
  ];
}

// What those who did not think again would have chosen.
function hadThey(facts, choice) {
  return facts.thinks_again ? "" : say("why.would", { name: nameOf(choice.would) });
}

function nameOf(name) {
  return sayName(name);
}

function signed(value) {
  return `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(2)}`;
}

function mostOf(tables) {
  return Math.max(0.01, ...tables.flatMap((terms) => Object.values(terms).map(Math.abs)));
}

// A bar from the middle: to the left what speaks against, to the right what speaks for.
function termBar(value, most) {
  const part = make("span", { class: value < 0 ? "term-part is-against" : "term-part is-for" });
  part.style.width = `${(Math.abs(value) / most) * 50}%`;
  return make("span", { class: "term-bar", "aria-hidden": "true" }, part);
}

function termRow(name, value, most, attributes) {
  return make("li", { class: "term", ...attributes }, make("span", { class: "term-name", text: name }), termBar(value, most), make("span", { class: "term-value", text: signed(value) }));
}

function termRows(terms, most) {
  const sorted = Object.entries(terms).sort((a, b) => Math.abs(b[1]) - Math.abs(a[1]));
  return sorted.map(([key, value]) => termRow(sayOr(`term.${key}`, key), value, most, { "data-term": key }));
}

function choiceOf(kind, choice, said) {
  const options = choice.options.slice().sort((a, b) => b.total - a.total);
  const most = Math.max(mostOf(options.map((one) => one.terms)), ...options.map((one) => Math.abs(one.total)));
  const made = options.map((option) => {
    const isChosen = option.name === choice.would;
    const details = make("details", { class: isChosen ? "option is-chosen" : "option", "data-option": option.name },
      make("summary", {}, make("span", { class: "term-name", text: nameOf(option.name) }), termBar(option.total, most), make("span", { class: "term-value", text: say("why.chance", { n: Math.round(option.chance * 100) }) })),
      make("ul", { class: "terms" }, termRows(option.terms, most), termRow(say("why.sum"), option.total, most, { "data-term": "total" })));
    details.open = isChosen;
    return details;
  });
  return make("section", { class: "why-part", "data-why": kind, "aria-label": say(`why.${kind}`) }, make("h4", { text: say(`why.${kind}`) }), make("p", { text: said }), made);
}

function acceptance(accept) {
  const part = (...inside) => make("section", { class: "why-part", "data-why": "accept", "aria-label": say("why.accept") }, make("h4", { text: say("why.accept") }), inside);
  if (!accept.governs.length) return part(make("p", { text: say("why.governs.nobody") }));
  const said = make("p", { text: say(accept.after ? "why.accepts.yes" : "why.accepts.no", { who: accept.governs.map(nameOf).join(", ") }) });
  if (!accept.terms || !Object.keys(accept.terms).length) return part(said, make("p", { text: say("why.accepts.first") }));
  const most = Math.max(mostOf([accept.terms]), Math.abs(accept.total), Math.abs(accept.luck));
  return part(said, make("ul", { class: "terms" }, termRows(accept.terms, most), termRow(say("why.sum"), accept.total, most, { "data-term": "total" }), termRow(say("why.luck"), accept.luck, most, { "data-term": "luck" })));
}

function rising(rise) {
  const most = Math.max(mostOf([rise.terms]), Math.abs(rise.total), Math.abs(rise.threshold));
  return make("section", { class: "why-part", "data-why": "rise", "aria-label": say("why.rise") }, make("h4", { text: say("why.rise") }), make("p", { text: say(rise.after ? "why.rises.yes" : "why.rises.no") }),
    make("ul", { class: "terms" }, termRows(rise.terms, most), termRow(say("why.sum"), rise.total, most, { "data-term": "total" }), termRow(say("why.threshold"), rise.threshold, most, { "data-term": "threshold" })));
}

function issues(list) {
  const rows = list.slice().sort((a, b) => b.chance - a.chance).map((one) => {
    const part = make("span", { class: "power-bar", "aria-hidden": "true" }, make("span", { class: "bar-part is-plain" }));
    part.firstChild.style.width = `${one.chance * 100}%`;
    const text = `${Math.round(one.chance * 100)}% – ${say("why.issue.row", { wants: signed(one.wants), life: signed(one.life) })}${one.presses ? `; ${say("why.pressed")}` : ""}`;
    return make("li", { class: one.presses ? "bar-row is-chosen" : "bar-row" }, make("span", { class: "bar-name", text: nameOf(one.issue) }), part, make("span", { class: "bar-text", text }));
  });
  return make("section", { class: "why-part", "data-why": "issues", "aria-label": say("why.issues") }, make("h4", { text: say("why.issues") }), make("ul", { class: "bars" }, rows));
}
