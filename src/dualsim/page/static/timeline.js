// The events on their days, as switches that can be turned off, dragged to another date, and read.

import {make, refill, keepingFocus} from "./dom.js";
import {dayToX, xToDay, textWidth} from "./plot.js";
import {say, sayDate} from "./words.js";
import {dayAsked} from "./state.js";
import {fallenWith, showTip, stateInWords, isTap, isHandheld, bringCard} from "./tips.js";

const dragFrom = 5;
const mostLanes = 10; // of dots that are seen at once; the others are scrolled to

// The events that a timeline shows: those of the place, the main ones only unless all are asked for.
export function shownEvents(app) {
  const { story, state } = app;
  const here = story.events.filter((event) => !event.places.length || event.places.includes(state.place) || story.places.length === 1);
  const listed = app.source.stored ? here.filter((event) => event.landmark || app.source.stored.switches.includes(event.slug)) : here;
  const isMain = (event) => event.landmark || event.slug === state.event || isTouched(state, event.slug);
  const main = listed.filter(isMain);
  return state.every || main.length < 3 ? listed : main;
}

export function isTouched(state, slug) {
  return state.without.includes(slug) || slug in state.move || slug in state.scale;
}

export function maySwitch(app, slug) {
  return !app.source.stored || app.source.stored.switches.includes(slug);
}

export function mayMove(app, event) {
  return app.source.canMove && event.day !== null && !app.state.without.includes(event.slug);
}

// The day on which to draw an event: as asked, or when it came in the runs as they were; null if never.
export function dayShown(app, event, came) {
  const asked = dayAsked(app.story, app.state, event.slug);
  if (asked !== null) return asked;
  return came.has(event.slug) ? came.get(event.slug) : null;
}

// The events in the order of their days, those that did not come last.
export function eventsInOrder(app, came) {
  const dayOf = (event) => {
    const day = dayShown(app, event, came);
    return day === null ? 1e6 : day;
  };
  return shownEvents(app).slice().sort((a, b) => dayOf(a) - dayOf(b));
}

function placed(app, layout, came, size) {
  const found = shownEvents(app).map((event) => ({ event, day: dayShown(app, event, came) }));
  const dated = found.filter((one) => one.day !== null && one.day >= 0 && one.day < app.story.days.length).sort((a, b) => a.day - b.day);
  const lanes = [];
  for (const one of dated) {
    one.x = dayToX(layout.box, layout.days, one.day);
    let lane = 0;
    while (lanes[lane] !== undefined && one.x - lanes[lane] < size) lane += 1;
    lanes[lane] = one.x;
    one.lane = lane;
  }
  return { dated, loose: found.filter((one) => !dated.includes(one)), lanes: Math.max(1, lanes.length) };
}

function described(app, event, day) {
  const isOff = app.state.without.includes(event.slug);
  const when = day === null ? say("event.undated") : sayDate(app.story.days[day], true);
  const scale = app.state.scale[event.slug];
  const cause = fallenWith(app.story, app.state.without).get(event.slug);
  return [event.name, when, scale === undefined ? "" : say("event.scaled", { factor: scale }), stateInWords(isOff, cause)].filter(Boolean).join(", ");
}

// What is said at the dot: its name and day, and at once if this report does not hold it.
function tipText(app, one) {
  const told = described(app, one.event, one.day === undefined ? null : one.day);
  return maySwitch(app, one.event.slug) ? told : `${told}. ${say("event.not.stored")}`;
}

function dot(app, tools, one, size) {
  const { event } = one;
  const isOff = app.state.without.includes(event.slug);
  const isFallen = tools.fallen.has(event.slug);
  const classes = ["event-dot", isFallen ? "is-fallen" : "", event.landmark ? "is-landmark" : "", isOff ? "is-off" : "", isTouched(app.state, event.slug) ? "is-touched" : "", app.state.event === event.slug ? "is-chosen" : "", mayMove(app, event) ? "" : "is-fixed"];
  const element = make("button", {
    type: "button", role: "switch", class: classes.filter(Boolean).join(" "), "data-event": event.slug, "data-key": `event-${event.slug}`,
    "aria-checked": String(!isOff && !isFallen), "aria-label": described(app, event, one.day === undefined ? null : one.day), tabindex: "-1", disabled: false,
  });
  if (!maySwitch(app, event.slug)) element.setAttribute("aria-disabled", "true");
  element.style.width = `${size}px`;
  element.style.height = `${size}px`;
  element.addEventListener("keydown", (event_) => dotKey(app, tools, one, event_));
  for (const kind of ["focus", "pointerenter"]) element.addEventListener(kind, () => tools.tell(element, tipText(app, one)));
  for (const kind of ["blur", "pointerleave"]) element.addEventListener(kind, () => tools.untell());
  dragging(app, tools, one, element);
  return element;
}

function toggle(app, tools, slug, isOnlyRead) {
  app.choose(slug);
  if (isOnlyRead) bringCard();
  else if (maySwitch(app, slug) && !tools.fallen.has(slug)) app.toggle(slug);
}

function dotKey(app, tools, one, press) {
  const { event } = one;
  const shift = { ArrowLeft: -1, ArrowRight: 1, PageUp: -7, PageDown: 7 }[press.key];
  const factor = { "0": 0, "5": 0.5, "1": 1, "2": 2 }[press.key];
  if (press.key === " " || press.key === "Enter") {
    if (!press.repeat) toggle(app, tools, event.slug, false); // at once: until the key is let go the dot may be drawn anew
  } else if (press.shiftKey && shift) {
    // From the day asked for by now: a dot stands where it was drawn, and keys come faster than frames.
    if (mayMove(app, event)) app.moveTo(event.slug, dayAsked(app.story, app.state, event.slug) + shift);
  } else if (factor !== undefined && !press.ctrlKey && !press.altKey && !press.metaKey) {
    if (event.scalable && app.source.canScale) app.scaleTo(event.slug, factor);
    return;
  } else if (press.key in { ArrowLeft: 1, ArrowRight: 1, ArrowUp: 1, ArrowDown: 1, Home: 1, End: 1 }) {
    tools.rove(event.slug, press.key);
  } else return;
  press.preventDefault();
}

// A press that goes nowhere turns the event off or on; one that travels takes it to another day.
function dragging(app, tools, one, element) {
  let from = null;
  element.addEventListener("pointerdown", (press) => {
    from = { x: press.clientX, left: one.x, moved: false, kind: press.pointerType };
  });
  element.addEventListener("pointermove", (press) => {
    if (!from || !mayMove(app, one.event) || one.x === undefined) return;
    if (!from.moved && Math.abs(press.clientX - from.x) < dragFrom) return;
    if (!from.moved) element.setPointerCapture(press.pointerId);
    from.moved = true;
    from.day = xToDay(tools.layout.box, tools.layout.days, from.left + press.clientX - from.x);
    element.style.left = `${dayToX(tools.layout.box, tools.layout.days, from.day)}px`;
    element.classList.add("is-dragged");
    tools.tell(element, `${one.event.name}: ${sayDate(app.story.days[from.day], true)}`);
  });
  element.addEventListener("click", (press) => {
    const held = from;
    from = null;
    if (held && held.moved) {
      press.preventDefault();
      app.moveTo(one.event.slug, held.day);
    } else toggle(app, tools, one.event.slug, isTap(press, held));
  });
  element.addEventListener("pointercancel", () => {
    from = null;
  });
}

// Names for the main events, in rows above the dots, as many as find room.
function nameLabels(app, dated, layout, size) {
  const rows = [[], []];
  const found = [];
  const order = dated.filter((one) => one.event.landmark || isTouched(app.state, one.event.slug)).sort((a, b) => rank(app, b) - rank(app, a));
  for (const one of order) {
    const wide = textWidth(one.event.name, size, "sans-serif") + size * 1.2;
    const left = Math.max(0, Math.min(one.x - wide / 2, layout.box.left + layout.box.width + layout.box.right - wide));
    const row = rows.findIndex((taken) => taken.every(([a, b]) => left + wide < a || left > b));
    if (row < 0) continue;
    rows[row].push([left, left + wide]);
    found.push({ one, left, row });
  }
  return found;
}

function rank(app, one) {
  return (isTouched(app.state, one.event.slug) ? 4 : 0) + (app.state.event === one.event.slug ? 2 : 0) + (maySwitch(app, one.event.slug) ? 1 : 0);
}

const drawnTimelines = new WeakMap();

// All that the timeline shows: where it is the same the dots stay, so that a press is not lost to runs that come in.
function isDrawn(app, element, layout, came, size) {
  const { without, move, scale, event, every, language: spoken, scenario, place } = app.state;
  const shown = JSON.stringify([spoken, scenario, place, without, move, scale, event, every, size, layout.box, layout.days, [...came]]);
  const isSame = drawnTimelines.get(element) === shown;
  drawnTimelines.set(element, shown);
  return isSame;
}

// Draw the timeline into its element, under a graph with this layout.
export function drawTimeline(app, element, layout, came, size) {
  if (isDrawn(app, element, layout, came, size)) return;
  const dotSize = app.state.every ? Math.round(size * 0.9) : Math.max(18, Math.round(size * 1.25));
  const { dated, loose, lanes } = placed(app, layout, came, dotSize + 1);
  const names = nameLabels(app, dated, layout, size);
  const nameRows = names.some((one) => one.row === 1) ? 2 : 1;
  const top = nameRows * size * 1.5;
  const hint = make("p", { class: "timeline-hint", "aria-hidden": "true", text: say(isHandheld() ? "timeline.hint.touch" : app.source.canMove ? "timeline.hint" : "timeline.hint.stored") });
  const tip = make("span", { class: "timeline-tip", "aria-hidden": "true", hidden: true });
  const tools = { layout, fallen: fallenWith(app.story, app.state.without), rove: null };
  tools.tell = (dotTold, text) => {
    hint.textContent = text;
    showTip(element, tip, dotTold, text);
  };
  const track = make("div", { class: "timeline-track", role: "group", "aria-label": say("timeline"), "aria-describedby": "timeline-help" });
  track.style.height = `${top + lanes * (dotSize + 1) + 6}px`;
  for (const { one, left, row } of names) {
    const label = make("span", { class: `timeline-name${app.state.without.includes(one.event.slug) || tools.fallen.has(one.event.slug) ? " is-off" : ""}`, "aria-hidden": "true", text: one.event.name, onclick: () => app.choose(one.event.slug) });
    label.style.left = `${left}px`;
    label.style.top = `${(nameRows - 1 - row) * size * 1.5}px`;
    const stem = make("span", { class: "timeline-stem", "aria-hidden": "true" });
    stem.style.left = `${one.x}px`;
    stem.style.top = `${(nameRows - row) * size * 1.5 - 2}px`;
    stem.style.height = `${row * size * 1.5 + 4 + one.lane * (dotSize + 1)}px`;
    track.prepend(stem);
    track.append(label);
  }
  const dots = dated.map((one) => {
    const element_ = dot(app, tools, one, dotSize);
    element_.style.left = `${one.x}px`;
    element_.style.top = `${top + 2 + one.lane * (dotSize + 1)}px`;
    if (one.event.slug in app.state.move) track.append(origin(layout, one, top, dotSize));
    track.append(element_);
    return element_;
  });
  const others = loose.map((one) => dot(app, tools, one, dotSize));
  const tray = others.length ? make("p", { class: "timeline-loose" }, make("span", { text: say("timeline.loose") }), others) : null;
  roving(app, tools, [...dots, ...others]);
  const strip = make("div", { class: "timeline-strip" }, track);
  if (lanes > mostLanes) strip.style.maxHeight = `${top + (mostLanes + 0.5) * (dotSize + 1)}px`;
  const chosen = [...dated, ...loose].find((one) => one.event.slug === app.state.event && !(names.some((other) => other.one === one) && maySwitch(app, one.event.slug)));
  const chosenDot = chosen && [...dots, ...others].find((one) => one.dataset.event === chosen.event.slug);
  tools.untell = () => showTip(element, tip, chosenDot, chosen && tipText(app, chosen));
  const scrolled = element.firstChild ? element.firstChild.scrollTop : 0;
  keepingFocus(element, () => {
    refill(element, strip, tray, hint, tip);
    strip.scrollTop = scrolled;
    tools.untell();
  });
}

function origin(layout, one, top, dotSize) {
  const was = dayToX(layout.box, layout.days, one.event.day);
  const trail = make("span", { class: "timeline-trail", "aria-hidden": "true" });
  trail.style.left = `${Math.min(was, one.x)}px`;
  trail.style.width = `${Math.abs(was - one.x)}px`;
  trail.style.top = `${top + 2 + one.lane * (dotSize + 1) + dotSize / 2}px`;
  return trail;
}

// One stop for the Tab key; arrows go from event to event.
function roving(app, tools, dots) {
  if (!dots.length) return;
  const held = dots.find((one) => one.dataset.event === app.state.event) || dots[0];
  held.tabIndex = 0;
  tools.rove = (slug, key) => {
    const at = dots.findIndex((one) => one.dataset.event === slug);
    const to = { Home: 0, End: dots.length - 1, ArrowLeft: at - 1, ArrowUp: at - 1, ArrowRight: at + 1, ArrowDown: at + 1 }[key];
    const next = dots[Math.max(0, Math.min(dots.length - 1, to))];
    next.tabIndex = 0;
    next.focus();
    app.choose(next.dataset.event);
  };
}
