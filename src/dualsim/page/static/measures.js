// What can be drawn of a place: each measure as panels of lines, each line as rows of a run's curves.

import {say, sayName} from "./words.js";

const groupLooks = {
  worker: ["#a3271b", []],
  soldier: ["#4d6314", [10, 4]],
  sailor: ["#1f5f8b", [3, 3]],
  peasant: ["#8a5a00", [14, 4, 3, 4]],
  officer: ["#3d3d3d", [6, 3]],
  townspeople: ["#75358f", [12, 3, 3, 3, 3, 3]],
  propertied: ["#00665a", [2, 4]],
};
const spareLooks = [["#8f2d5b", [8, 3, 2, 3]], ["#2b5c2b", [5, 5]], ["#5b4a8a", [16, 4]], ["#7a4b2a", [4, 2, 1, 2]], ["#2f6672", [9, 2, 2, 2]]];

export const MEASURE_KEYS = ["acceptance", "stance", "allegiance", "vote", "mobilisation", "power", "powers", "seats"];
export const SIDES = ["government", "both", "rival", "nobody"];

export function groupLook(story, slug) {
  if (slug === "") return { colour: "#22201c", dash: [] };
  const known = groupLooks[slug];
  const spare = Object.keys(story.groups).filter((one) => !groupLooks[one]).indexOf(slug);
  const [colour, dash] = known || spareLooks[Math.max(0, spare) % spareLooks.length];
  return { colour, dash };
}

export function groupName(story, slug) {
  return slug === "" ? say("everyone") : sayName(story.groups[slug]);
}

export function authorityName(story, slug, founded) {
  const given = (founded && founded[slug]) || (story.authorities[slug] && story.authorities[slug].name) || slug;
  return sayName(given);
}

export function rowsFinder(place) {
  const rows = new Map(place.series.map(([measure, group, of], n) => [`${measure}|${group}|${of}`, n]));
  return (measure, group, of) => rows.get(`${measure}|${group}|${of}`);
}

export function electedBodies(place) {
  return [...new Set(place.series.filter((one) => one[0] === "seats").map((one) => one[1]))];
}

// The measures that can be drawn of a place, with the names of the choice; of a report, those that it kept.
export function measuresOf(story, place, kept) {
  const isThere = (key) => (hasGroups(key) ? groupsOf(story, place, key, kept).length : keptPanels(panelsOf(story, place, { measure: key, group: "", layout: "one" }), kept).length);
  return MEASURE_KEYS.filter(isThere).map((key) => [key, say(`measure.${key}`)]);
}

export function groupsOf(story, place, measure, kept) {
  const all = ["", ...place.groups].map((slug) => [slug, groupName(story, slug)]);
  return kept ? all.filter(([group]) => keptPanels(panelsOf(story, place, { measure, group, layout: "one" }), kept).length) : all;
}

// The panels and lines of which a report kept the values.
export function keptPanels(panels, kept) {
  const isKept = (line) => !kept || line.rows.every((row) => kept.has(row));
  return panels.map((panel) => ({ ...panel, lines: panel.lines.filter(isKept) })).filter((panel) => panel.lines.length);
}

export function hasGroups(measure) {
  return measure === "stance" || measure === "allegiance" || measure === "vote";
}

function lineOf(key, name, look, rows, most, about) {
  return { key, name, colour: look.colour, dash: look.dash, rows, most, about };
}

// How many put up with the government; where that is no curve of its own, those for it alone and those for both.
function acceptanceRows(row, group) {
  const own = row("acceptance", group, "");
  return own === undefined ? [row("stance", group, "government"), row("stance", group, "both")] : [own];
}

function groupLines(story, place, measure) {
  const row = rowsFinder(place);
  return place.groups.map((group) => {
    const rows = measure === "mobilisation" ? [row(measure, group, "")] : acceptanceRows(row, group);
    return lineOf(group, groupName(story, group), groupLook(story, group), rows, 1, { measure, group });
  });
}

function stanceLines(story, place, group) {
  const row = rowsFinder(place);
  return SIDES.map((side) => lineOf(side, say(`side.${side}`), { colour: story.sides[side].colour, dash: [] }, [row("stance", group, side)], 1, { measure: "stance", group, of: side }));
}

function authorityLines(story, place, measure, group, founded) {
  const row = rowsFinder(place);
  return place.authorities.filter((slug) => row(measure, group, slug) !== undefined).map((slug) => lineOf(slug, authorityName(story, slug, founded), story.authorities[slug], [row(measure, group, slug)], 1, { measure, group, of: slug }));
}

function partyLines(story, place, measure, group) {
  const row = rowsFinder(place);
  return Object.keys(story.parties).filter((slug) => row(measure, group, slug) !== undefined).map((slug) => lineOf(slug, sayName(story.parties[slug].name), story.parties[slug], [row(measure, group, slug)], 1, { measure, group, of: slug }));
}

function powersLine(place) {
  const row = rowsFinder(place)("effective_powers", "", "");
  return [lineOf("powers", say("measure.powers"), { colour: "#22201c", dash: [] }, [row], place.series[row][3], { measure: "powers" })];
}

function panel(key, title, kind, lines, most) {
  return { key, title, kind, lines, most: most || 1, isShare: !most };
}

function manyPanels(story, place, choice, founded) {
  const { measure } = choice;
  if (measure === "acceptance" || measure === "mobilisation") return groupLines(story, place, measure).map((line) => panel(line.key, line.name, "lines", [line]));
  if (hasGroups(measure)) return place.groups.map((group) => panelOf(story, place, { ...choice, group }, founded));
  return null;
}

function panelOf(story, place, choice, founded) {
  const { measure } = choice;
  const group = place.groups.includes(choice.group) ? choice.group : "";
  const name = groupName(story, group);
  if (measure === "stance") return panel(group || "all", name, "areas", stanceLines(story, place, group));
  if (measure === "allegiance") return panel(group || "all", name, "lines", authorityLines(story, place, measure, group, founded));
  return panel(group || "all", name, "lines", partyLines(story, place, "vote", group));
}

// The panels of a choice {measure, group, layout: "one" | "many"}.
export function panelsOf(story, place, choice, founded) {
  const { measure } = choice;
  const many = choice.layout === "many" && manyPanels(story, place, choice, founded);
  if (many) return many;
  if (hasGroups(measure)) return [panelOf(story, place, choice, founded)];
  if (measure === "mobilisation") return [panel("groups", say("measure.mobilisation"), "lines", groupLines(story, place, measure))];
  if (measure === "powers") return [panel("powers", say("measure.powers"), "lines", powersLine(place), 5)];
  if (measure === "power") {
    return ["real_power", "formal_power"].map((kind) => panel(kind, say(`measure.${kind}`), "lines", authorityLines(story, place, kind, "", founded)));
  }
  if (measure === "seats") {
    const bodies = electedBodies(place);
    return bodies.map((body) => panel(body, authorityName(story, body, founded), "lines", partyLines(story, place, "seats", body)));
  }
  return [panel("groups", say("measure.acceptance"), "lines", groupLines(story, place, "acceptance"))];
}

// Lines that are never seen in any of the answers are left out, so that labels name what can be seen.
export function isSeen(band, measure) {
  const least = measure === "allegiance" ? 0.05 : 0.02; // small bodies that few ever recognise
  const values = (measure === "allegiance" ? null : band.high) || band.median;
  for (let day = 0; day < values.length; day += 1) if (values[day] > least) return true;
  return false;
}
