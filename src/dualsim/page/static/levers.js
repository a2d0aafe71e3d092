// Who holds each lever, and law against fact, as bars with the holder's name; the day's news.

import {make} from "./dom.js";
import {say, sayDate, sayName} from "./words.js";
import {authorityName} from "./measures.js";
import {leversOn, powerOn} from "./film.js";

function bar(story, shares, names) {
  const held = shares.filter((one) => one[1] > 0.01);
  const sorted = held.slice().sort((a, b) => b[1] - a[1]);
  const segments = held.map(([slug, share]) => {
    const segment = make("span", { class: "bar-part", "data-authority": slug });
    segment.style.width = `${share * 100}%`;
    segment.style.background = (story.authorities[slug] || {}).colour || "#6f6f6f";
    return segment;
  });
  const text = sorted.slice(0, 1).map(([slug, share]) => `${authorityName(story, slug, names)} ${Math.round(share * 100)}%`).join(", ");
  return [make("span", { class: "power-bar", "aria-hidden": "true" }, segments), make("span", { class: "bar-text", text: text || "–" })];
}

function row(name, made, attributes) {
  return make("li", { class: "bar-row", ...attributes }, make("span", { class: "bar-name", text: name }), made);
}

export function leverBars(story, film, day, names) {
  const levers = film.place.levers;
  return make("ul", { class: "bars", id: "levers" }, leversOn(film, day).map(({ slug, shares }) => row(sayName(levers[slug].name), bar(story, shares, names), { "data-lever": slug })));
}

export function powerBars(story, film, day, names) {
  return make("ul", { class: "bars", id: "powers" }, [["formal", "watch.formal"], ["real", "watch.real"]].map(([kind, key]) => row(say(key), bar(story, powerOn(film, kind, day), names), { "data-power": kind })));
}

// What happened on the day, with its source; the last thing that did if nothing.
export function newsOf(story, film, day) {
  const came = film.course.events.filter((one) => one[1] <= day);
  if (!came.length) return [make("p", { class: "quiet", text: say("watch.news.never") })];
  const last = came[came.length - 1][1];
  const told = came.filter((one) => one[1] === last).slice(-3).reverse();
  const isToday = last === day;
  return [
    isToday ? null : make("p", { class: "quiet", text: say("watch.news.none", { date: sayDate(story.days[last]) }) }),
    told.map(([slug]) => {
      const event = story.events.find((one) => one.slug === slug) || { name: slug, note: "", source: "" };
      return make("article", { class: isToday ? "news is-today" : "news", "data-event": slug }, make("h4", { text: event.name }), event.note ? make("p", { text: event.note }) : null, event.source ? make("p", { class: "event-source", text: event.source }) : null);
    }),
  ];
}
