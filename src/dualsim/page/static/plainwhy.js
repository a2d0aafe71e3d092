// A person's decision in plain sentences: what was decided, and what spoke most for and against it.

import {make} from "./dom.js";
import {say, sayName, sayOr, sayList, upperFirst} from "./words.js";

const weighty = 0.05;

// The two strongest reasons of a kind; luck is no reason.
function strongest(terms, sign) {
  const found = Object.entries(terms || {}).filter(([key, value]) => key !== "luck" && value * sign > weighty);
  return found.sort((a, b) => (b[1] - a[1]) * sign).slice(0, 2).map(([key]) => sayOr(`plain.${key}`, sayOr(`term.${key}`, key)));
}

function reasonsFor(terms) {
  const pro = strongest(terms, 1);
  const contra = strongest(terms, -1);
  return [pro.length ? say("why.plain.for", { terms: sayList(pro) }) : "", contra.length ? say("why.plain.against", { terms: sayList(contra) }) : ""].filter(Boolean).join(" ");
}

function termsOf(choice, name) {
  const option = choice.options.find((one) => one.name === name);
  return option ? option.terms : {};
}

function plainLine(key, ...texts) {
  return make("p", { "data-plain": key }, make("strong", { text: `${say(`why.${key}`)}: ` }), texts.filter(Boolean).join(" "));
}

export function plainWhy(facts) {
  const { authority, accept, vote, rise } = facts;
  const pressing = facts.issues.filter((one) => one.presses).map((one) => sayName(one.issue));
  const would = facts.thinks_again ? "" : say("why.would", { name: sayName(authority.would) });
  const governs = accept.governs.map(sayName).join(", ");
  return make("div", { class: "why-plain" },
    pressing.length ? make("p", { text: upperFirst(say("why.plain.presses", { issues: sayList(pressing) })) }) : null,
    plainLine("authority", say(facts.thinks_again ? "why.thinks" : "why.stays", { name: sayName(authority.after) }), would, reasonsFor(termsOf(authority, authority.would))),
    governs ? plainLine("accept", say(accept.after ? "why.accepts.yes" : "why.accepts.no", { who: governs }), reasonsFor(accept.terms)) : plainLine("accept", say("why.governs.nobody")),
    plainLine("vote", say("why.votes", { name: sayName(vote.after) }), reasonsFor(termsOf(vote, vote.after))),
    plainLine("rise", say(rise.after ? "why.plain.rises" : "why.plain.stays"), reasonsFor(rise.terms)));
}
