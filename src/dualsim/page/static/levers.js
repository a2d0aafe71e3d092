// Who holds each lever, and law against fact, as bars with the holder's name; the day's news.

import {make, button, leastSize} from "./dom.js";
import {textWidth} from "./plot.js";
import {say, sayDate, sayName, upperFirst} from "./words.js";
import {authorityName} from "./measures.js";
import {leversOn, powerOn, wordOn} from "./film.js";

// Ink or paper, whichever is read on a colour.
function inkOn(colour) {
  const parts = (/^#(..)(..)(..)/.exec(colour) || []).slice(1).map((one) => parseInt(one, 16) / 255);
  const [red, green, blue] = parts.map((one) => (one <= 0.03928 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.18 ? "#22201c" : "#ffffff";
}

// What a part has room for: its name and share, its share alone, or nothing.
function partText(name, percent, room, size) {
  const fitting = [`${name} ${percent}`, percent].find((text) => textWidth(text, size, "sans-serif") * 1.05 + size * 0.5 < room);
  return fitting || "";
}

function barRoom(size) {
  const side = document.getElementById("watch-side");
  return Math.max(0, (side ? side.clientWidth : 0) - size * 9.1);
}

function bar(story, shares, names) {
  const size = leastSize();
  const room = barRoom(size);
  const held = shares.filter((one) => one[1] > 0.01);
  const sorted = held.slice().sort((a, b) => b[1] - a[1]);
  const told = ([slug, share]) => `${authorityName(story, slug, names)} ${Math.round(share * 100)}%`;
  let isNamed = false;
  const segments = held.map(([slug, share]) => {
    const colour = (story.authorities[slug] || {}).colour || "#6f6f6f";
    const text = partText(authorityName(story, slug, names), `${Math.round(share * 100)}%`, share * room, size);
    if (sorted[0][0] === slug) isNamed = text === told([slug, share]);
    const segment = make("span", { class: "bar-part", "data-authority": slug, title: told([slug, share]), text });
    segment.style.width = `${share * 100}%`;
    segment.style.background = colour;
    segment.style.color = inkOn(colour);
    return segment;
  });
  return [make("span", { class: "power-bar is-told", "aria-hidden": "true" }, segments), make("span", { class: "bar-text", "aria-hidden": "true", hidden: isNamed, text: sorted.slice(0, 1).map(told).join("") || "–" }), make("span", { class: "unseen", text: sorted.map(told).join(", ") || "–" })];
}

function row(name, made, attributes) {
  return make("li", { class: "bar-row", ...attributes }, make("span", { class: "bar-name", text: name }), made);
}

export function leverBars(story, film, day, names) {
  const levers = film.place.levers;
  return make("ul", { class: "bars", id: "levers" }, leversOn(film, day).map(({ slug, shares }) => row(sayName(levers[slug].name), bar(story, shares, names), { "data-lever": slug })));
}

export function powerBars(story, film, day, names) {
  const regime = story.regimes[wordOn(film, "regime", day)];
  const ending = wordOn(film, "ending", day); // the first is none
  const bars = make("ul", { class: "bars", id: "powers" }, [["formal", "watch.formal"], ["real", "watch.real"]].map(([kind, key]) => row(say(key), bar(story, powerOn(film, kind, day), names), { "data-power": kind })));
  return [regime ? make("p", { class: "regime", id: "regime", text: upperFirst(sayName(regime)) }) : null, ending ? make("p", { class: "regime", id: "ending", text: say("watch.ending", { ending: sayName(story.endings[ending]) }) }) : null, bars];
}

// What happened on the day, with its source; the last thing that did if nothing.
export function newsOf(app, film, day) {
  const { story } = app;
  const came = film.course.events.filter((one) => one[1] <= day);
  if (!came.length) return [make("p", { class: "quiet", text: say("watch.news.never") })];
  const last = came[came.length - 1][1];
  const told = came.filter((one) => one[1] === last).slice(-3).reverse();
  const isToday = last === day;
  return [
    isToday ? null : make("p", { class: "quiet", text: say("watch.news.none", { date: sayDate(story.days[last]) }) }),
    told.map(([slug]) => {
      const event = story.events.find((one) => one.slug === slug) || { name: slug, note: "", source: "" };
      return make("article", { class: isToday ? "news is-today" : "news", "data-event": slug }, make("h4", {}, button(event.name, () => app.update({ view: "explore", event: slug }), { class: "news-link", title: say("watch.news.more"), "data-key": `news-${slug}` })), event.note ? make("p", { text: event.note }) : null, event.source ? make("p", { class: "event-source", text: event.source }) : null);
    }),
  ];
}
