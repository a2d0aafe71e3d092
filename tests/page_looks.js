({
  // Every text that can be seen, and its size in pixels of the screen.
  texts: () => {
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const isHidden = (element, box) => box.width < 2 || box.height < 2 || element.closest(".unseen, script, style, noscript, option");
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const text = node.textContent.trim();
      const element = node.parentElement;
      if (!text || !element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      if (isHidden(element, range.getBoundingClientRect()) || isHidden(element, element.getBoundingClientRect())) continue;
      const scale = element.ownerSVGElement ? element.getScreenCTM().a : 1;
      found.push([text, parseFloat(getComputedStyle(element).fontSize) * scale]);
    }
    for (const field of document.querySelectorAll("input, select, textarea")) {
      if (field.checkVisibility()) found.push([`<${field.id || field.name}>`, parseFloat(getComputedStyle(field).fontSize)]);
    }
    return found;
  },

  // The labels at the ends of lines, graph by graph: text, box without the space between lines, edge of the graph.
  labels: () => [...document.querySelectorAll(".curves-svg")].map((svg) => [...svg.querySelectorAll("text.curves-label")].map((label) => {
    const box = label.getBoundingClientRect();
    const rows = Math.max(1, label.children.length);
    const spare = Math.max(0, box.height / rows - parseFloat(getComputedStyle(label).fontSize)) / 2;
    return [label.textContent, box.left, box.top + spare, box.right, box.bottom - spare, svg.getBoundingClientRect().right];
  })),

  // What part of the window some elements cover.
  covered: (selector) => {
    let sum = 0;
    for (const one of document.querySelectorAll(selector)) {
      if (!one.checkVisibility()) continue;
      const box = one.getBoundingClientRect();
      const wide = Math.max(0, Math.min(box.right, innerWidth) - Math.max(0, box.left));
      sum += wide * Math.max(0, Math.min(box.bottom, innerHeight) - Math.max(0, box.top));
    }
    return sum / (innerWidth * innerHeight);
  },

  // What the controls are called, but for those that are in another language on purpose.
  names: () => [...document.querySelectorAll("button, select, input, textarea, summary, a[href], [role=slider]")]
    .filter((one) => one.checkVisibility() && !one.hasAttribute("lang"))
    .map((one) => one.getAttribute("aria-label") || [...(one.labels || [])].map((label) => label.textContent).join(" ") || one.textContent),

  // The lines of each graph: key, colour, dashes.
  lines: () => [...document.querySelectorAll(".curves-svg")].filter((svg) => svg.checkVisibility()).map((svg) =>
    [...svg.querySelectorAll("path.curves-line")].map((line) => [line.dataset.line, line.getAttribute("stroke"), line.getAttribute("stroke-dasharray") || ""])),

  // What has the keyboard, and whether that can be seen.
  held: () => {
    const held = document.activeElement;
    const box = held.getBoundingClientRect();
    const isShown = (one) => Boolean(one) && getComputedStyle(one).outlineStyle !== "none" && parseFloat(getComputedStyle(one).outlineWidth) >= 2;
    return {
      what: held.id || held.dataset.event || `${held.name || held.dataset.key || held.tagName}=${held.value || held.textContent}`,
      tag: held.tagName,
      isSeen: isShown(held) || isShown(held.type === "radio" ? held.nextElementSibling : null),
      isThere: box.width > 2 && box.height > 2,
      isInside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    };
  },
})
