// What a dot of the timeline is called, said at the dot; and what falls away with what is turned off.

import {say} from "./words.js";
import {followersOf} from "./state.js";

// Of every event that falls away, which one that is off it follows: {slug: event}.
export function fallenWith(story, without) {
  const found = new Map();
  for (const slug of without) {
    const cause = story.events.find((event) => event.slug === slug);
    if (cause) for (const one of followersOf(story, slug)) if (!found.has(one.slug) && !without.includes(one.slug)) found.set(one.slug, cause);
  }
  return found;
}

// Put a small label over a dot, within its frame; without a dot it goes.
export function showTip(frame, tip, dot, text) {
  tip.hidden = !dot;
  if (!dot) return;
  tip.textContent = text;
  tip.style.left = "0px";
  const own = dot.getBoundingClientRect();
  const around = frame.getBoundingClientRect();
  const middle = own.left + own.width / 2 - around.left;
  tip.style.left = `${Math.max(0, Math.min(middle - tip.offsetWidth / 2, around.width - tip.offsetWidth))}px`;
  tip.style.top = `${own.top - around.top - tip.offsetHeight - 5}px`;
}

export function stateInWords(isOff, cause) {
  if (isOff) return say("off");
  return cause ? say("event.falls", { event: cause.name }) : say("on");
}

// A finger opens the card first; only a mouse or the keyboard turns an event off at once.
export function isTap(press, held) {
  const byKey = press.detail === 0 && !held;
  return Boolean(held && held.kind === "touch") || (!byKey && window.innerWidth < 600);
}

export function isHandheld() {
  return window.innerWidth < 600 || Boolean(window.matchMedia && window.matchMedia("(pointer: coarse)").matches);
}

export function bringCard() {
  requestAnimationFrame(() => requestAnimationFrame(() => {
    const card = document.getElementById("eventcard");
    if (card && !card.hidden) card.scrollIntoView({ block: "nearest" });
  }));
}
