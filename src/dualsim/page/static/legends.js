// One legend under several graphs that draw the same lines.

import {make, makeSvg} from "./dom.js";

export function sharedLegend(panels) {
  if (panels.length < 2 || panels.every((panel) => panel.lines.length < 2)) return [];
  const lines = new Map(panels.flatMap((panel) => panel.lines.map((line) => [line.key, { ...line, isArea: panel.kind === "areas" }])));
  return [...lines.values()].map((line) => make("li", {}, swatchOf(line), line.name));
}

function swatchOf(line) {
  const dash = line.dash.map((one) => one * 0.9).join(" ");
  return makeSvg("svg", { width: 34, height: 12, "aria-hidden": "true" }, line.isArea ? makeSvg("rect", { width: 26, height: 12, fill: line.colour }) : makeSvg("path", { d: "M0 6H32", stroke: line.colour, "stroke-width": 3, "stroke-dasharray": dash || null }));
}
