// Changes and differences in words: what was changed, and what it made of one group on one day.

import {say, sayDate, sayList, sayName, sayNumber, upperFirst, language} from "./words.js";
import {authorityName, groupName} from "./measures.js";

function eventName(story, slug) {
  const event = story.events.find((one) => one.slug === slug);
  return event ? event.name : slug;
}

export function sliderName(slider) {
  return slider.name ? sayName(slider.name) : slider.path.replace(/[._]/g, " ");
}

export function changesInWords(story, state) {
  const parts = [];
  const without = state.without.map((slug) => say("quoted", { name: eventName(story, slug) }));
  if (without.length > 3) parts.push(say("change.without.many", { n: without.length }));
  else if (without.length) parts.push(say("change.without", { events: sayList(without), n: without.length }));
  for (const [slug, iso] of Object.entries(state.move)) parts.push(say("change.move", { event: eventName(story, slug), date: sayDate(iso) }));
  for (const [slug, factor] of Object.entries(state.scale)) parts.push(say("change.scale", { event: eventName(story, slug), factor: sayNumber(factor, factor % 1 ? 1 : 0) }));
  for (const [path, value] of Object.entries(state.set)) {
    const slider = story.sliders.find((one) => one.path === path);
    parts.push(say("change.set", { name: slider ? sliderName(slider) : path, value: sayNumber(value, 2) }));
  }
  if (parts.length > 3) return say("change.many", { first: sayList(parts.slice(0, 2)), n: parts.length - 2 });
  return sayList(parts);
}

// A group in the middle of a sentence; English writes "the workers", but "the Tatar peasants".
function inSentence(story, group) {
  const name = group === "" ? say("everyone") : groupName(story, group);
  if (language() !== "en") return name;
  const plain = /^(Tatar|Muslim)/.test(name) ? name : name.charAt(0).toLowerCase() + name.slice(1);
  return group === "" ? plain : `the ${plain}`;
}

// How large a difference is, without its sign: "14 to 22 points", or a plain range of what is no share.
function sizeText(low, high, isShare) {
  const by = isShare ? 100 : 1;
  const ends = [Math.abs(low * by), Math.abs(high * by)].sort((a, b) => a - b).map((one) => sayNumber(one, isShare ? 0 : 1));
  if (isShare && ends[1] === "0") return say("range.less.than.one");
  const range = ends[0] === ends[1] ? ends[0] : say("range", { low: ends[0], high: ends[1] });
  return isShare ? say("range.points", { range, n: Number(ends[1]) }) : range;
}

function gapsOf(story, line, founded) {
  const { group, of, measure } = line.about;
  const isBody = measure === "seats";
  return {
    group: isBody ? authorityName(story, group, founded) : group === undefined ? "" : inSentence(story, group),
    of: line.name,
    authority: measure === "allegiance" || measure === "real_power" || measure === "formal_power" ? authorityName(story, of, founded) : "",
    party: measure === "vote" || measure === "seats" ? sayName(line.name) : "",
  };
}

function ofNobody(line) {
  const { of, measure } = line.about;
  return (of === "none" || of === "abstain" || (measure === "stance" && of === "nobody")) && measure !== "seats";
}

// One sentence: what the change made of a line on a day; {text, isSure}.
export function differenceInWords(story, state, line, difference, day, founded) {
  const change = changesInWords(story, state);
  const date = sayDate(story.days[day]);
  const low = difference.low[day];
  const high = difference.high[day];
  const gaps = { ...gapsOf(story, line, founded), change, date };
  const { measure, of } = line.about;
  const topic = measure === "stance" ? `stance.${of}` : ofNobody(line) ? `${measure}.nobody` : measure;
  if (low !== low) return { text: say("difference.unknown", gaps), isSure: false };
  if (!(low > 0 || high < 0)) return { text: upperFirst(say("difference.chance", { ...gaps, what: say(`what.${topic}`, gaps) })), isSure: false };
  const size = sizeText(low, high, line.most === 1);
  const way = low > 0 ? "more" : "less";
  return { text: upperFirst(say(`difference.${topic}.${way}`, { ...gaps, points: size, range: size })), isSure: true };
}

function datesOf(story, found) {
  const days = found.map((one) => one.day).sort((a, b) => a - b);
  const first = sayDate(story.days[days[0]]);
  const last = sayDate(story.days[days[days.length - 1]]);
  return first === last ? first : say("range.dates", { first, last });
}

// Whether an authority takes power, in words: in how many runs, and when.
export function takeoversInWords(story, takeovers, winners) {
  const found = takeovers.filter(Boolean);
  const n = takeovers.length;
  if (!found.length) return say("october.none", { n });
  return say("october.some", { k: found.length, n, dates: datesOf(story, found), who: winners.join(", ") });
}

export function takeoverWinners(story, takeovers, founded) {
  return [...new Set(takeovers.filter(Boolean).map((one) => authorityName(story, one.authority, founded)))];
}
