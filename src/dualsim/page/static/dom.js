// Elements made and changed: the few helpers that every view uses.

const svgSpace = "http://www.w3.org/2000/svg";

function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name.replace(/^on/, ""), value);
    else if (name === "text") element.textContent = value;
    else if (name === "value") element.value = value;
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children.flat(4)) if (child !== null && child !== undefined && child !== false) element.append(child);
  return element;
}

export function make(tag, attributes, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

export function makeSvg(tag, attributes, ...children) {
  return filled(document.createElementNS(svgSpace, tag), attributes, children);
}

export function refill(element, ...children) {
  element.replaceChildren(...children.flat(4).filter((child) => child !== null && child !== undefined && child !== false));
}

// A choice from a list; options are [value, text] pairs.
export function choice(id, label, options, value, chosen, attributes) {
  const select = make("select", { id, ...attributes, onchange: () => chosen(select.value) }, options.map(([key, text, title]) => make("option", { value: key, text, title })));
  select.value = value;
  return make("label", { class: "field", for: id }, make("span", { class: "field-name", text: label }), select);
}

export function button(text, clicked, attributes) {
  return make("button", { type: "button", text, onclick: clicked, ...attributes });
}

// A set of radio buttons that look like one switch of several places.
export function pickOne(name, label, options, value, chosen) {
  const made = options.map(([key, text]) => {
    const input = make("input", { type: "radio", name, value: key, onchange: () => chosen(key) });
    input.checked = key === value;
    return make("label", { class: "pick" }, input, make("span", { text }));
  });
  return make("fieldset", { class: "picks", "data-name": name }, make("legend", { text: label }), made);
}

// Draw again at the next frame, once however often it is asked.
export function atNextFrame(draw) {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      draw();
    });
  };
}

// Put new content in and keep the keyboard where it was, by the element's id or data-key.
export function keepingFocus(element, change) {
  const held = element.contains(document.activeElement) ? document.activeElement : null;
  const key = held && (held.id ? `#${held.id}` : held.dataset.key ? `[data-key="${held.dataset.key}"]` : held.name ? `[name="${held.name}"][value="${held.value}"]` : null);
  change();
  if (!key || document.activeElement === held) return;
  const again = element.querySelector(key);
  if (again) again.focus({ preventScroll: true });
}

export function leastSize() {
  const size = parseFloat(getComputedStyle(document.body).getPropertyValue("--least"));
  return size > 0 ? size : 14;
}
