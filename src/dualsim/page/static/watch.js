// Watch: a run day by day, the town's people as dots, who holds the levers, and the news.

import {make, refill, button, pickOne, keepingFocus, leastSize} from "./dom.js";
import {say, sayDate} from "./words.js";
import {baseQuestion, questionOf, questionKey, isChanged} from "./state.js";
import {mustAsk} from "./predict.js";
import {SIDES, authorityName, groupName} from "./measures.js";
import {readFilm, sidesOn, authoritiesOn, countsOn} from "./film.js";
import {layTown, drawTown, nearestPerson} from "./town.js";
import {leverBars, powerBars, newsOf} from "./levers.js";
import {drawReasons} from "./reasons.js";

const speeds = [2, 5, 10, 20];

export function makeWatch(app) {
  const canvas = make("canvas", { id: "town", class: "town", role: "img" });
  const above = make("canvas", { class: "town town-above", "aria-hidden": "true" });
  const parts = {
    canvas,
    above,
    controls: make("div", { class: "controls", id: "watch-controls" }),
    player: make("div", { class: "player", id: "player" }),
    legend: make("ul", { class: "town-legend", id: "town-legend" }),
    side: make("div", { class: "watch-side", id: "watch-side" }),
    counts: make("details", { class: "curves-table", id: "watch-counts" }),
    status: make("p", { class: "progress", role: "status" }),
  };
  const element = make("section", { id: "view-watch", class: "view", "aria-labelledby": "heading-watch" },
    make("h2", { id: "heading-watch", class: "unseen", text: say("view.watch") }),
    parts.player, parts.controls, parts.status,
    make("div", { class: "watch" }, make("div", { class: "watch-town" }, make("div", { class: "town-frame" }, canvas, above), parts.legend, app.source.stored ? null : make("p", { class: "quiet", text: say("watch.ask.hint") })), parts.side), parts.counts);
  const show = { film: null, key: "", films: new Map(), town: null, size: "", isPlaying: false, speed: 5, kinds: null, before: null, drawnDay: -1, changedAt: 0, frames: [], failed: "" };
  const view = { app, parts, show };
  canvas.addEventListener("click", (event) => clicked(view, event));
  parts.counts.addEventListener("toggle", () => parts.counts.open && counts(view));
  return { element, render: () => renderWatch(view) };
}

function filmQuestion(app) {
  const { state } = app;
  const isOther = isChanged(state) && !mustAsk(state) && state.watchWhich !== "base";
  const question = isOther && !app.source.stored ? questionOf(state) : baseQuestion(state);
  return { ...question, people: state.filmPeople, runs: 1 };
}

function renderWatch(view) {
  const { app, parts, show } = view;
  const question = filmQuestion(app);
  const key = questionKey(question);
  if (show.key !== key) load(view, question, key);
  controls(view);
  const isThere = Boolean(show.film);
  for (const part of [parts.player, parts.canvas, parts.above, parts.legend, parts.side, parts.counts]) part.hidden = !isThere;
  parts.status.textContent = isThere ? "" : show.failed || say("loading");
  if (!isThere) return;
  layOut(view);
  player(view);
  drawDay(view);
}

function load(view, question, key) {
  const { app, show } = view;
  Object.assign(show, { key, film: show.films.get(key) || null, town: null, failed: "", kinds: null, before: null, drawnDay: -1 });
  if (show.film) return;
  app.source.film(question).then((film) => {
    if (!film) {
      show.failed = say("watch.none");
      return app.render();
    }
    const read = { ...readFilm(film, app.place), question };
    show.films.set(key, read);
    if (show.films.size > 3) show.films.delete(show.films.keys().next().value);
    if (show.key === key) show.film = read;
    return app.render();
  }).catch((error) => {
    show.failed = error.message;
    show.key = error.message === "join" ? "" : show.key;
    app.render();
  });
}

function controls(view) {
  const { app, parts } = view;
  const { state } = app;
  const isOther = isChanged(state) && !mustAsk(state) && !app.source.stored;
  keepingFocus(parts.controls, () => refill(parts.controls,
    pickOne("watch-colour", say("watch.colour"), [["stance", say("watch.stance")], ["allegiance", say("watch.allegiance")]], state.watch, (watch) => app.update({ watch })),
    isOther ? pickOne("watch-which", say("watch.which"), [["base", say("watch.as.it.was")], ["main", say("watch.changed")]], state.watchWhich === "base" ? "base" : "main", (watchWhich) => app.update({ watchWhich })) : null,
    pickOne("watch-speed", say("watch.speed"), speeds.map((one) => [String(one), String(one)]), String(view.show.speed), (speed) => { view.show.speed = Number(speed); })));
}

function player(view) {
  const { app, parts, show } = view;
  const day = dayOf(view);
  if (!parts.slider) {
    parts.slider = make("input", { type: "range", id: "watch-day", min: 0, step: 1, "aria-label": say("watch.day") });
    parts.slider.addEventListener("input", () => goTo(view, Number(parts.slider.value)));
    parts.play = button("", () => play(view, !show.isPlaying), { id: "play", class: "main" });
    parts.date = make("output", { id: "watch-date", for: "watch-day", class: "watch-date" });
    refill(parts.player, parts.play, button("‹", () => goTo(view, dayOf(view) - 1), { "aria-label": say("watch.back"), id: "day-back" }), button("›", () => goTo(view, dayOf(view) + 1), { "aria-label": say("watch.on"), id: "day-on" }), parts.slider, parts.date);
  }
  parts.slider.max = String(show.film.days - 1);
  parts.slider.value = String(day);
  parts.slider.setAttribute("aria-valuetext", sayDate(app.story.days[day], true));
  parts.date.textContent = sayDate(app.story.days[day], true);
  parts.play.textContent = show.isPlaying ? say("watch.pause") : say("watch.play");
}

function dayOf(view) {
  return Math.max(0, Math.min(view.show.film.days - 1, view.app.state.watchDay));
}

function goTo(view, day) {
  const { app, show } = view;
  const to = Math.max(0, Math.min(show.film.days - 1, day));
  app.state.watchDay = to;
  if (!show.isPlaying) app.remember();
  player(view);
  drawDay(view);
}

function play(view, isOn) {
  const { app, parts, show } = view;
  if (isOn && dayOf(view) >= show.film.days - 1) app.state.watchDay = 0;
  show.isPlaying = isOn;
  show.frames = [];
  player(view);
  if (!isOn) {
    app.remember();
    return;
  }
  let last = performance.now();
  let part = 0;
  const step = (now) => {
    if (!show.isPlaying || !show.film || !parts.canvas.isConnected) return;
    if (app.state.view !== "watch") {
      play(view, false);
      return;
    }
    part += ((now - last) / 1000) * show.speed;
    last = now;
    if (part >= 1) {
      const days = Math.floor(part);
      part -= days;
      goTo(view, dayOf(view) + days);
    } else paint(view);
    countFrame(view, now);
    if (dayOf(view) >= show.film.days - 1) play(view, false);
    else requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
}

// Frames of the last second while playing, told on the canvas for whoever measures.
function countFrame(view, now) {
  const { frames } = view.show;
  frames.push(now);
  while (frames[0] < now - 1000) frames.shift();
  view.parts.canvas.dataset.fps = String(frames.length);
}

function layOut(view) {
  const { app, parts, show } = view;
  const size = leastSize();
  const width = Math.max(260, parts.canvas.parentElement.parentElement.clientWidth);
  const top = parts.canvas.getBoundingClientRect().top + window.scrollY;
  const height = Math.max(300, Math.min(900, window.innerHeight - top - size * 4.4, width * 1.3));
  const ratio = Math.min(2, window.devicePixelRatio || 1);
  const key = `${width}|${height}|${ratio}|${size}|${show.key}`;
  if (show.size === key && show.town) return;
  show.size = key;
  for (const canvas of [parts.canvas, parts.above]) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  show.town = layTown(show.film, width, height, size);
  show.ratio = ratio;
  show.names = Object.fromEntries(app.place.groups.map((slug) => [slug, groupName(app.story, slug)]));
}

function coloursOf(app) {
  if (app.state.watch === "stance") return SIDES.map((side) => app.story.sides[side].colour);
  return app.place.authorities.map((slug) => (app.story.authorities[slug] || {}).colour || "#6f6f6f");
}

function drawDay(view) {
  const { app, show } = view;
  const day = dayOf(view);
  const read = app.state.watch === "stance" ? sidesOn : authoritiesOn;
  if (show.drawnDay !== day || show.drawnBy !== app.state.watch) {
    show.before = show.drawnBy === app.state.watch && show.drawnDay >= 0 ? show.kinds : null;
    show.kinds = read(show.film, day);
    show.changedAt = performance.now();
    Object.assign(show, { drawnDay: day, drawnBy: app.state.watch });
  }
  paint(view);
  if (!show.isPlaying) settleDown(view);
  side(view, day);
  townLegend(view);
  if (view.parts.counts.open || !show.isPlaying) counts(view);
}

function settleDown(view) {
  const { show } = view;
  const again = () => {
    if (show.isPlaying || !show.film || !show.before) return;
    paint(view);
    if (performance.now() - show.changedAt < 400) requestAnimationFrame(again);
  };
  requestAnimationFrame(again);
}

function isCalm() {
  return window.matchMedia && window.matchMedia("(prefers-reduced-motion: reduce)").matches;
}

function paint(view) {
  const { app, parts, show } = view;
  const age = isCalm() ? 1e9 : performance.now() - show.changedAt;
  const person = app.state.person === null ? null : app.state.person - show.film.first;
  drawTown(parts.canvas.getContext("2d"), parts.above.getContext("2d"), show.film, show.town, { kinds: show.kinds, before: show.before, colours: coloursOf(app), day: show.drawnDay, names: show.names, nameSize: leastSize(), age, person, ratio: show.ratio });
}

function townLegend(view) {
  const { app, parts, show } = view;
  const isStance = app.state.watch === "stance";
  const names = isStance ? SIDES.map((one) => say(`side.${one}`)) : app.place.authorities.map((slug) => authorityName(app.story, slug, show.film.course.names));
  const colours = coloursOf(app);
  const totals = names.map(() => 0);
  for (const kind of show.kinds) totals[kind] += 1;
  const items = names.map((name, n) => {
    if (!isStance && totals[n] < show.film.people * 0.004) return null;
    const swatch = make("span", { class: n === names.length - 1 ? "swatch is-small" : "swatch", "aria-hidden": "true" });
    swatch.style.background = colours[n];
    return make("li", {}, swatch, `${name} ${Math.round((totals[n] / show.film.people) * 100)}%`);
  });
  refill(parts.legend, items, make("li", {}, make("span", { class: "swatch ring", "aria-hidden": "true" }), say("watch.ringed")));
  parts.canvas.setAttribute("aria-label", `${say("watch.town")}. ${names.map((name, n) => `${name} ${totals[n]}`).join(", ")}`);
}

function side(view, day) {
  const { app, parts, show } = view;
  if (app.state.person !== null) {
    drawReasons(app, parts.side, show.film, day);
    return;
  }
  const { names } = show.film.course;
  keepingFocus(parts.side, () => refill(parts.side,
    make("section", { "aria-label": say("watch.power") }, make("h3", { text: say("watch.power") }), powerBars(app.story, show.film, day, names)),
    make("section", { "aria-label": say("watch.levers") }, make("h3", { text: say("watch.levers") }), leverBars(app.story, show.film, day, names)),
    make("section", { "aria-label": say("watch.news"), class: "news-box" }, make("h3", { text: say("watch.news") }), newsOf(app, show.film, day)),
    app.source.stored ? null : asker(view)));
}

function asker(view) {
  const { app, show } = view;
  const select = make("select", { id: "ask-group" }, app.place.groups.map((slug) => make("option", { value: slug, text: groupName(app.story, slug) })));
  const ask = () => {
    const own = show.film.groups.map((group, n) => [group, n]).filter(([group]) => group === select.value);
    if (!own.length) return;
    const [, person] = own[crypto.getRandomValues(new Uint32Array(1))[0] % own.length];
    app.update({ person: show.film.first + person, watchDay: dayOf(view) });
  };
  return make("p", { class: "asker" }, make("label", { for: "ask-group", text: say("watch.ask.any") }), select, button(say("watch.ask"), ask, { id: "ask-person" }));
}

function clicked(view, event) {
  const { app, parts, show } = view;
  if (!show.town || app.source.stored) return;
  const frame = parts.canvas.getBoundingClientRect();
  const by = show.town.width / frame.width;
  const person = nearestPerson(show.town, (event.clientX - frame.left) * by, (event.clientY - frame.top) * by);
  if (person < 0) return;
  if (show.isPlaying) play(view, false);
  app.update({ person: show.film.first + person, watchDay: dayOf(view) });
}

function counts(view) {
  const { app, parts, show } = view;
  const head = [say("group"), say("watch.people"), ...SIDES.map((one) => say(`side.${one}`)), say("measure.mobilisation")];
  const rows = [...countsOn(show.film, dayOf(view))].map(([group, row]) => make("tr", {}, make("th", { scope: "row", text: groupName(app.story, group) }), [row.people, ...row.sides, row.active].map((number) => make("td", { text: String(number) }))));
  const table = make("table", { class: "reading" }, make("caption", { text: sayDate(app.story.days[dayOf(view)], true) }), make("thead", {}, make("tr", {}, head.map((text) => make("th", { scope: "col", text })))), make("tbody", {}, rows));
  refill(parts.counts, make("summary", { text: say("watch.counts") }), make("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-label": say("watch.counts") }, table));
}
