// One event told: when, what it changed in the world, its source; its switch, its date, its strength.

import {make, refill, button, pickOne, keepingFocus} from "./dom.js";
import {say, sayDate, sayNumber, upperFirst} from "./words.js";
import {dayAsked, followersOf} from "./state.js";
import {maySwitch, mayMove, eventsInOrder} from "./timeline.js";
import {fallenWith} from "./tips.js";

export const FACTORS = [0, 0.5, 1, 2];

export function drawEventCard(app, element, came) {
  const event = app.story.events.find((one) => one.slug === app.state.event);
  element.hidden = !event;
  if (!event) return refill(element);
  return keepingFocus(element, () => refill(element, eventHead(app, event, came), eventNote(event), eventControls(app, event), eventFalls(app, event), eventEffects(event), eventSource(event)));
}

function whenText(app, event, came) {
  const asked = dayAsked(app.story, app.state, event.slug);
  const dayText = (day) => (app.story.days[day] ? sayDate(app.story.days[day], true) : say("event.too.late"));
  if (asked !== null) return asked === event.day ? dayText(asked) : say("event.moved", { date: dayText(asked), was: dayText(event.day) });
  const day = came.get(event.slug);
  return day === undefined ? say("event.hangs.never") : say("event.hangs", { date: dayText(day) });
}

function eventHead(app, event, came) {
  return [
    make("div", { class: "event-head" }, make("h3", { text: event.name }), stepper(app, event, came, -1), stepper(app, event, came, 1), button("×", () => app.choose(""), { class: "close", "aria-label": say("close"), "data-key": "event-close" })),
    make("p", { class: "event-when", text: whenText(app, event, came) + newStyleText(app, event, came) }),
    event.when ? make("p", { class: "event-condition" }, `${say("event.condition")} `, make("span", { text: `${event.when}.` })) : null,
  ];
}

// The same day by the calendar of today, where the story counts by the old one.
function newStyleText(app, event, came) {
  const asked = dayAsked(app.story, app.state, event.slug);
  const day = asked === null ? came.get(event.slug) : asked;
  const iso = app.story.newStyle && app.story.newStyle[day];
  return iso ? ` (${say("event.new.style", { date: sayDate(iso) })})` : "";
}

function eventEffects(event) {
  return event.effects.length ? [make("h4", { text: say("event.effects") }), make("ul", { class: "effects" }, event.effects.map((text) => make("li", { text })))] : null;
}

// To the event before or after, where dots lie too near for a finger.
function stepper(app, event, came, step) {
  const order = eventsInOrder(app, came);
  const next = order[order.findIndex((one) => one.slug === event.slug) + step];
  const key = step < 0 ? "event.before" : "event.after";
  return button(step < 0 ? "‹" : "›", () => next && app.choose(next.slug), { class: "step", "aria-label": say(key), title: next ? next.name : say(key), disabled: !next, "data-key": step < 0 ? "event-before" : "event-after" });
}

// What falls away with an event, and what that takes along in turn.
function eventFalls(app, event) {
  const others = followersOf(app.story, event.slug);
  if (!others.length) return null;
  const isOff = app.state.without.includes(event.slug);
  return make("p", { class: isOff ? "event-falls is-off" : "event-falls" }, make("strong", { text: `${say(isOff ? "event.takes.along" : "event.would.take")} ` }), others.map((one) => one.name).join("; "));
}

function eventNote(event) {
  return event.note ? make("p", { class: "event-note", text: event.note }) : null;
}

function eventSource(event) {
  return event.source ? make("p", { class: "event-source" }, make("span", { text: `${say("event.source")}: ` }), event.source) : null;
}

function eventControls(app, event) {
  const isOff = app.state.without.includes(event.slug);
  const made = [];
  const cause = isOff ? null : fallenWith(app.story, app.state.without).get(event.slug);
  if (cause) made.push(make("p", { class: "event-fallen", text: upperFirst(say("event.falls", { event: cause.name })) }));
  else if (maySwitch(app, event.slug)) {
    made.push(button(isOff ? say("event.turn.on") : say("event.turn.off"), () => app.toggle(event.slug), { class: "main", "data-key": "event-switch", role: "switch", "aria-checked": String(!isOff) }));
  } else made.push(make("p", { class: "quiet", text: say("event.not.stored") }));
  if (mayMove(app, event)) made.push(mover(app, event));
  if (event.scalable && app.source.canScale && !isOff) {
    const scale = app.state.scale[event.slug];
    made.push(pickOne("event-scale", say("event.strength"), FACTORS.map((one) => [String(one), `× ${sayNumber(one, one % 1 ? 1 : 0)}`]), String(scale === undefined ? 1 : scale), (value) => app.scaleTo(event.slug, Number(value))));
  }
  return make("div", { class: "event-controls" }, made);
}

function mover(app, event) {
  const day = dayAsked(app.story, app.state, event.slug);
  const last = app.story.days.length - 1;
  const range = make("input", { type: "range", id: "event-day", min: 0, max: last, step: 1, value: day, "aria-valuetext": sayDate(app.story.days[Math.max(0, Math.min(last, day))], true) });
  const shown = make("output", { for: "event-day", text: app.story.days[day] ? sayDate(app.story.days[day]) : "" });
  range.addEventListener("input", () => {
    shown.textContent = sayDate(app.story.days[range.value]);
    range.setAttribute("aria-valuetext", shown.textContent);
  });
  range.addEventListener("change", () => app.moveTo(event.slug, Number(range.value)));
  const along = followersOf(app.story, event.slug).filter((one) => one.day !== null);
  return make("div", { class: "mover" },
    make("label", { for: "event-day", text: say("event.date") }), range, shown,
    event.slug in app.state.move ? button(say("event.back"), () => app.moveTo(event.slug, event.day), { "data-key": "event-back" }) : null,
    along.length ? make("p", { class: "quiet", text: say("event.along", { events: along.map((one) => one.name).join(", ") }) }) : null);
}
