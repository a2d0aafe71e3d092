// The page: its state, its source of answers, its views and what they share.

import {make, refill, button, choice, atNextFrame, keepingFocus} from "./dom.js";
import {speak, say, sayName, shortTitle, hasLanguage, holdWords, language, sayYears} from "./words.js";
import {decodeState, encodeState, freshState, questionOf, baseQuestion, isChanged, dayAsked} from "./state.js";
import {LiveSource} from "./sources.js";
import {StoredSource, heldInFile} from "./stored.js";
import {Answers} from "./answers.js";
import {eventDays, runsOf} from "./data.js";
import {mustAsk, forgetDraft} from "./predict.js";
import {makeExplore} from "./explore.js";
import {makeWatch} from "./watch.js";
import {makeCompare} from "./compare.js";
import {makeTakeAway} from "./takeaway.js";
import {makeLedger} from "./ledger.js";

const makers = { explore: makeExplore, watch: makeWatch, compare: makeCompare, report: makeLedger, take: makeTakeAway };

class Page {
  constructor() {
    this.state = freshState();
    this.story = null;
    this.place = null;
    this.offline = false;
    this.views = {};
    this.came = { key: "", days: new Map() };
    this.render = atNextFrame(() => this.renderNow());
  }

  // ---- what the views ask for

  answersShown() {
    const base = this.answers.of(baseQuestion(this.state), "base", this.story);
    const main = isChanged(this.state) ? this.answers.of(questionOf(this.state), "main", this.story) : base;
    return { base, main };
  }

  isChanged() {
    return isChanged(this.state);
  }

  eventDays() {
    const { base } = this.answersShown();
    const key = `${this.state.scenario}|${this.state.place}|${runsOf(base)}`;
    if (this.came.key !== key) {
      const days = eventDays(base);
      for (const event of this.story.events) if (!days.has(event.slug) && event.day !== null) days.set(event.slug, event.day);
      this.came = { key, days };
    }
    return this.came.days;
  }

  people() {
    return this.source.stored ? this.source.stored.people : this.state.people;
  }

  placeName() {
    return sayName(this.place.name);
  }

  width() {
    return Math.min(1800, Math.max(300, document.documentElement.clientWidth - 40));
  }

  figureHeight() {
    const top = this.main.getBoundingClientRect().top + window.scrollY;
    const room = window.innerHeight - top - (this.state.projector ? 320 : 430);
    const most = Math.max(this.state.projector ? 330 : 270, Math.min(700, room));
    if (this.state.projector && mustAsk(this.state) && window.innerWidth < 1500) return Math.max(260, window.innerHeight - top - 440); // the box stands below
    return mustAsk(this.state) && this.main.clientWidth > 800 ? Math.max(most, 430) : most;
  }

  viewNames() {
    const { stored } = this.source;
    return Object.keys(makers).filter((name) => (name === "report" ? stored : name === "watch" ? !stored || stored.film : true));
  }

  // ---- what the views change

  update(patch) {
    const isStep = patch.view !== undefined && patch.view !== this.state.view;
    Object.assign(this.state, patch);
    this.remember(isStep);
    this.render();
  }

  // All as it was; what was expected is past, so that the next change is asked again.
  reset() {
    forgetDraft();
    this.update({ without: [], move: {}, scale: {}, set: {}, day: null, line: "", askFirst: true, answers: this.state.answers.map((one) => ({ ...one, isPast: true })) });
  }

  // All as it was, and nothing kept of those who were here before.
  newClass() {
    this.reset();
    this.update({ answers: [], shelf: {}, event: "", person: null });
  }

  choose(event) {
    if (this.state.event !== event) this.update({ event });
  }

  toggle(slug) {
    const { without } = this.state;
    const isOff = without.includes(slug);
    const drop = (table) => Object.fromEntries(Object.entries(table).filter(([key]) => key !== slug));
    this.update({ without: isOff ? without.filter((one) => one !== slug) : [...without, slug], move: drop(this.state.move), scale: drop(this.state.scale), day: null, line: "" });
  }

  moveTo(slug, day) {
    const event = this.story.events.find((one) => one.slug === slug);
    const to = Math.max(0, Math.min(this.story.days.length - 1, day));
    const others = Object.fromEntries(Object.entries(this.state.move).filter(([key]) => key !== slug));
    const free = dayAsked(this.story, { move: others }, slug);
    const move = to === free ? others : { ...others, [slug]: this.story.days[to] };
    this.update({ move, event: event.slug, day: null, line: "" });
  }

  scaleTo(slug, factor) {
    const scale = { ...this.state.scale };
    delete scale[slug];
    if (factor !== 1) scale[slug] = factor;
    this.update({ scale, day: null, line: "" });
  }

  setTo(path, value) {
    const slider = this.story.sliders.find((one) => one.path === path);
    const set = { ...this.state.set };
    delete set[path];
    if (Math.abs(value - slider.value) > 1e-9) set[path] = value;
    this.update({ set, day: null, line: "" });
  }

  // The address says the state; another scenario or view is a step that the browser can go back.
  remember(isStep) {
    const link = `#${encodeState(this.state)}`;
    if (link === location.hash) return;
    if (isStep) history.pushState({ own: true }, "", link);
    else history.replaceState({ own: true }, "", link);
  }

  async goneBack() {
    const { answers, askFirst, shelf } = this.state;
    const isOwn = history.state && history.state.own;
    await this.restore();
    if (isOwn) Object.assign(this.state, { answers, askFirst, shelf });
    this.build();
  }

  // ---- stories

  async open(scenario, place) {
    this.story = await this.source.story(scenario);
    sayYears(this.story.days);
    if (this.source.use) this.source.use(scenario);
    const places = this.story.places.map((one) => one.slug);
    this.state.scenario = scenario;
    this.state.place = this.source.stored ? this.source.stored.place.slug : places.includes(place) ? place : places[0];
    this.place = this.story.places.find((one) => one.slug === this.state.place);
  }

  async change(scenario, place) {
    const isNew = scenario !== this.state.scenario;
    if (isNew) this.shelve(scenario);
    Object.assign(this.state, { day: null, line: "", group: "", watchDay: 0, person: null });
    await this.open(scenario, place);
    this.remember(true);
    this.build();
  }

  // What was changed in a scenario is kept for when it is chosen again.
  shelve(next) {
    const { scenario, without, move, scale, set, event, shelf } = this.state;
    const kept = isChanged(this.state) ? { ...shelf, [scenario]: { without, move, scale, set, event } } : { ...shelf, [scenario]: undefined };
    Object.assign(this.state, { without: [], move: {}, scale: {}, set: {}, event: "" }, kept[next], { shelf: JSON.parse(JSON.stringify({ ...kept, [next]: undefined })) });
  }

  async restore() {
    const own = (navigator.language || "en").startsWith("ru") ? "ru" : "en";
    await speak(hasLanguage(decodeState(location.hash).language) ? decodeState(location.hash).language : own);
    this.state = decodeState(location.hash, await this.source.usual());
    this.state.language = language();
    this.scenarios = await this.source.scenarios();
    const names = this.scenarios.map((one) => one.name);
    const wanted = this.state.scenario || "petrograd_1917";
    await this.open(names.includes(wanted) || wanted.startsWith("upload-") ? wanted : names[0], this.state.place);
    if (!this.viewNames().includes(this.state.view)) this.state.view = "explore";
  }

  async start() {
    const held = heldInFile();
    if (held) holdWords(held.words);
    this.source = held ? new StoredSource(held) : new LiveSource(this.hooks());
    this.answers = new Answers(this.source, this.render);
    this.main = document.getElementById("main");
    this.bar = document.getElementById("bar");
    await this.restore();
    this.build();
    window.addEventListener("hashchange", () => this.goneBack());
    window.addEventListener("resize", this.render);
    for (let n = 0; n < 3; n += 1) window.addEventListener("beforeprint", () => this.print(true)); // what one fetches is there for the next
    window.addEventListener("afterprint", () => this.print(false));
  }

  hooks() {
    return {
      online: () => this.setOffline(false),
      offline: () => this.setOffline(true),
      joinAsked: () => this.askJoin(),
    };
  }

  setOffline(offline) {
    if (this.offline === offline) return;
    this.offline = offline;
    if (this.story) this.render();
  }

  // ---- the frame around the views

  build() {
    document.title = `${this.story.title} – dualsim`;
    const skip = document.getElementById("skip");
    skip.textContent = say("skip");
    skip.onclick = (event) => {
      event.preventDefault();
      this.main.focus();
    };
    this.views = Object.fromEntries(this.viewNames().map((name) => [name, makers[name](this)]));
    refill(this.main, Object.values(this.views).map((view) => view.element));
    this.render();
  }

  async setLanguage(wanted) {
    await speak(wanted);
    this.state.language = wanted;
    this.remember();
    this.build();
  }

  renderBar() {
    const { state } = this;
    const tabs = this.viewNames().map((name) => button(say(`view.${name}`), () => this.update({ view: name }), { id: `tab-${name}`, "aria-current": state.view === name ? "page" : null }));
    const scenarios = this.scenarios.map((one) => [one.name, shortTitle(one.title), one.title]);
    if (!scenarios.some(([name]) => name === state.scenario)) scenarios.push([state.scenario, shortTitle(this.story.title), this.story.title]);
    const places = this.story.places.map((one) => [one.slug, sayName(one.name)]);
    const pickers = this.scenarios.length < 2 ? make("strong", { class: "story-title", text: shortTitle(this.story.title), title: this.story.title }) : choice("scenario", say("scenario"), scenarios, state.scenario, (name) => this.change(name, ""), { title: this.story.title });
    keepingFocus(this.bar, () => refill(this.bar,
      make("h1", { class: "unseen", text: this.story.title }),
      make("div", { class: "where" }, pickers, places.length > 1 && !this.source.stored ? choice("place", say("place"), places, state.place, (place) => this.change(state.scenario, place)) : null),
      make("nav", { "aria-label": say("views") }, tabs),
      make("div", { class: "tools" },
        button(say("projector"), () => this.update({ projector: !state.projector }), { id: "projector", "aria-pressed": String(state.projector) }),
        button(state.language === "ru" ? "English" : "Русский", () => this.setLanguage(state.language === "ru" ? "en" : "ru"), { id: "language", lang: state.language === "ru" ? "en" : "ru" }))));
  }

  // On paper every view stands, one after another.
  print(isOn) {
    if (!this.story) return;
    document.body.classList.toggle("printing", isOn);
    for (const [name, view] of Object.entries(this.views)) {
      view.element.hidden = !isOn && name !== this.state.view;
      view.render();
    }
  }

  renderNow() {
    if (!this.story) return;
    document.body.classList.toggle("projector", this.state.projector);
    this.renderBar();
    for (const [name, view] of Object.entries(this.views)) view.element.hidden = name !== this.state.view;
    this.views[this.state.view].render();
  }

  // ---- a classroom that asks a code

  askJoin() {
    if (document.getElementById("join-form")) return;
    const code = make("input", { id: "join-code", autocomplete: "off", autocapitalize: "characters", required: true });
    const wrong = this.source.join ? make("p", { id: "join-wrong", role: "alert", text: say("join.wrong") }) : null;
    const form = make("form", { id: "join-form" }, wrong, make("label", { for: "join-code", text: say("join.ask") }), code, make("button", { class: "main", text: say("join.enter") }));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.source.useJoin(code.value.trim());
      this.answers.forget();
      form.remove();
      if (this.story) this.render();
      else this.restore().then(() => this.build()).catch((error) => this.fail(error));
    });
    document.getElementById("notice").append(form);
    code.focus();
  }

  fail(error) {
    if (error.message === "join") return;
    const notice = document.getElementById("notice");
    refill(notice, make("p", { class: "fault", role: "alert", text: `${say("fault")} ${error.message}` }));
  }
}

const page = new Page();
page.start().catch((error) => page.fail(error));
