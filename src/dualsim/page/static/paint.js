// An SVG of our own painted on a canvas, so that a PNG needs no picture to be loaded.

function numberOf(element, name, other) {
  const value = parseFloat(element.getAttribute(name));
  return value === value ? value : other || 0;
}

function inherited(element, held) {
  const take = (name) => (element.hasAttribute(name) ? element.getAttribute(name) : held[name]);
  return Object.fromEntries(Object.keys(held).map((name) => [name, take(name)]));
}

function fillAndStroke(pen, element, look, path) {
  const alpha = (name) => (element.hasAttribute(name) ? numberOf(element, name, 1) : 1);
  if (look.fill !== "none") {
    pen.globalAlpha = alpha("fill-opacity");
    pen.fillStyle = look.fill;
    pen.fill(path);
  }
  if (look.stroke !== "none") {
    pen.globalAlpha = alpha("stroke-opacity");
    pen.strokeStyle = look.stroke;
    pen.lineWidth = Number(look["stroke-width"]);
    pen.lineJoin = "round";
    pen.setLineDash(element.hasAttribute("stroke-dasharray") ? element.getAttribute("stroke-dasharray").split(/[ ,]+/).map(Number) : []);
    pen.stroke(path);
  }
  pen.globalAlpha = 1;
}

function pathOf(element) {
  const path = new Path2D(element.tagName === "path" ? element.getAttribute("d") || "" : undefined);
  if (element.tagName === "rect") path.rect(numberOf(element, "x"), numberOf(element, "y"), numberOf(element, "width"), numberOf(element, "height"));
  if (element.tagName === "circle") path.arc(numberOf(element, "cx"), numberOf(element, "cy"), numberOf(element, "r"), 0, 6.2832);
  if (element.tagName === "line") {
    path.moveTo(numberOf(element, "x1"), numberOf(element, "y1"));
    path.lineTo(numberOf(element, "x2"), numberOf(element, "y2"));
  }
  return path;
}

function paintText(pen, element, look) {
  pen.font = `${element.getAttribute("font-style") || ""} ${look["font-weight"]} ${look["font-size"]}px ${look["font-family"]}`;
  pen.textAlign = { middle: "center", end: "right" }[element.getAttribute("text-anchor")] || "left";
  const rows = element.children.length ? [...element.children] : [element];
  for (const one of rows) {
    const at = [numberOf(one, "x", numberOf(element, "x")), numberOf(one, "y", numberOf(element, "y"))];
    if (element.getAttribute("paint-order") === "stroke") {
      pen.strokeStyle = look.stroke;
      pen.lineWidth = Number(look["stroke-width"]);
      pen.setLineDash([]);
      pen.strokeText(one.textContent, ...at);
    }
    pen.fillStyle = look.fill;
    pen.fillText(one.textContent, ...at);
  }
}

function paintNode(pen, element, held) {
  const look = inherited(element, held);
  const isFrame = element.tagName === "g" || element.tagName === "svg";
  if (isFrame) {
    pen.save();
    if (element.tagName === "svg") pen.translate(numberOf(element, "x"), numberOf(element, "y"));
    for (const child of element.children) paintNode(pen, child, look);
    pen.restore();
  } else if (element.tagName === "text") paintText(pen, element, look);
  else fillAndStroke(pen, element, look, pathOf(element));
}

export function paintSvg(svg, ratio) {
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(numberOf(svg, "width") * ratio);
  canvas.height = Math.round(numberOf(svg, "height") * ratio);
  const pen = canvas.getContext("2d");
  pen.scale(ratio, ratio);
  paintNode(pen, svg, { fill: "#000000", stroke: "none", "stroke-width": "1", "font-size": "14", "font-family": "sans-serif", "font-weight": "400" });
  return canvas;
}
