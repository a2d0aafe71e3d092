"""What is to be seen of a page, measured in it: sizes of text, boxes of labels, names of controls."""

from __future__ import annotations

from typing import Any

from chromium import Tab

TEXTS = """() => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const isHidden = (element, box) => box.width < 2 || box.height < 2 || element.closest(".unseen, script, style, noscript, option");
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = node.textContent.trim();
    const element = node.parentElement;
    if (!text || !element.checkVisibility({visibilityProperty: true, opacityProperty: true})) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    if (isHidden(element, box) || isHidden(element, element.getBoundingClientRect())) continue;
    const scale = element.ownerSVGElement ? element.getScreenCTM().a : 1;
    found.push([text, parseFloat(getComputedStyle(element).fontSize) * scale]);
  }
  for (const field of document.querySelectorAll("input, select, textarea")) {
    if (field.checkVisibility()) found.push([field.id || field.name, parseFloat(getComputedStyle(field).fontSize)]);
  }
  return found;
}"""

LABELS = """() => [...document.querySelectorAll(".curves-svg")].map((svg) =>
  [...svg.querySelectorAll("text.curves-label")].map((label) => {
    const box = label.getBoundingClientRect();
    const size = parseFloat(getComputedStyle(label).fontSize);
    const rows = Math.max(1, label.children.length);
    const spare = Math.max(0, box.height / rows - size) / 2; // between the lines
    return [label.textContent, box.left, box.top + spare, box.right, box.bottom - spare, svg.getBoundingClientRect().right];
  }))"""

COVERED = """(selector) => {
  let sum = 0;
  for (const one of document.querySelectorAll(selector)) {
    if (!one.checkVisibility()) continue;
    const box = one.getBoundingClientRect();
    sum += Math.max(0, Math.min(box.right, innerWidth) - Math.max(0, box.left)) * Math.max(0, Math.min(box.bottom, innerHeight) - Math.max(0, box.top));
  }
  return sum / (innerWidth * innerHeight);
}"""

NAMES = """() => [...document.querySelectorAll("button, select, input, textarea, summary, a[href], [role=slider]")]
  .filter((one) => one.checkVisibility() && one.lang !== "en" && !one.hasAttribute("lang"))
  .map((one) => one.getAttribute("aria-label") || (one.labels && [...one.labels].map((label) => label.textContent).join(" ")) || one.textContent || "")"""

LINES = """() => [...document.querySelectorAll(".curves-svg")].filter((svg) => svg.checkVisibility()).map((svg) =>
  [...svg.querySelectorAll("path.curves-line")].map((line) => [line.dataset.line, line.getAttribute("stroke"), line.getAttribute("stroke-dasharray") || ""]))"""


def small_texts(tab: Tab, least: float) -> list[Any]:
    """Texts that are smaller than they may be, with their sizes."""
    return [(text[:50], size) for text, size in tab.call(TEXTS) if size < least - 0.05]


def texts(tab: Tab) -> list[str]:
    """All that can be read."""
    return [text for text, _ in tab.call(TEXTS)]


def overlapping(tab: Tab) -> list[tuple[str, str]]:
    """Labels at the ends of lines that lie on each other, or reach out of their graph."""
    found = []
    for labels in tab.call(LABELS):
        for n, (name, left, top, right, bottom, edge) in enumerate(labels):
            if right > edge + 1:
                found.append((name, "the edge"))
            for other, left_, top_, right_, bottom_, _ in labels[n + 1 :]:
                if left < right_ and left_ < right and top < bottom_ - 0.5 and top_ < bottom - 0.5:
                    found.append((name, other))
    return found


def covered(tab: Tab, selector: str) -> float:
    """What part of the window is covered by some elements."""
    return float(tab.call(COVERED, selector))


def lightness(colour: str) -> float:
    """How light a colour is, from 0 to 100 (CIE L*)."""

    def linear(byte: int) -> float:
        share = byte / 255
        return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)

    red, green, blue = (linear(int(colour[n : n + 2], 16)) for n in (1, 3, 5))
    shine = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return 116 * shine ** (1 / 3) - 16 if shine > 0.008856 else 903.3 * shine
