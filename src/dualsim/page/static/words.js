// The page's texts by key and language, with numbers and dates as the language writes them.

const spoken = { language: "en", texts: {}, rules: null, years: false };

export function hasLanguage(language) {
  return language === "en" || language === "ru";
}

// Texts that a report holds already, so that none is fetched.
export function holdWords(texts) {
  spoken.texts = { ...texts };
}

export const speak = async (language) => {
  if (!spoken.texts[language]) spoken.texts[language] = await (await fetch(`static/words.${language}.json`)).json();
  spoken.language = language;
  spoken.rules = new Intl.PluralRules(language);
  document.documentElement.lang = language;
};

export function language() {
  return spoken.language;
}

function textOf(key) {
  const texts = spoken.texts[spoken.language] || {};
  return texts[key];
}

// A text with its gaps filled; where it has forms by number, `n` chooses.
export function say(key, gaps) {
  let text = textOf(key);
  if (text && typeof text === "object" && !Array.isArray(text)) text = text[spoken.rules.select((gaps || {}).n)] || text.other;
  if (typeof text !== "string") return key;
  return text.replace(/\{(\w+)\}/g, (gap, name) => (gaps && name in gaps ? gaps[name] : gap));
}

// A name that a story gives, in the page's language where the page knows it; of a body that people founded also what may stand
// behind its name: which of several it is, and where.
export function sayName(given) {
  const known = textOf(`name.${given}`);
  if (known) return known;
  const which = /^(.+?)( \d+| \(\d+\))$/.exec(given);
  if (which) return sayName(which[1]) + which[2];
  const where = /^(.+), ([^,]+)$/.exec(given);
  return where ? `${sayName(where[1])}, ${sayName(where[2])}` : given;
}

// A title without its months; the whole of it is told on pointing.
export function shortTitle(title) {
  return title.replace(/, [A-Z][a-z]+( \d+)? to [A-Z][a-z]+( \d+)? 19\d\d$/, "");
}

export function sayOr(key, other) {
  const text = textOf(key);
  return typeof text === "string" ? text : other;
}

// Whether every date says its year: that of a story of several years.
export function sayYears(days) {
  spoken.years = days[0].slice(0, 4) !== days[days.length - 1].slice(0, 4);
}

export function sayDate(iso, isLong) {
  const [year, month, day] = iso.split("-").map(Number);
  const text = `${day} ${textOf("months")[month - 1]}`;
  return isLong || spoken.years ? `${text} ${year}` : text;
}

export function sayMonth(iso) {
  return textOf("months.short")[Number(iso.split("-")[1]) - 1];
}

export function sayNumber(value, places) {
  return value.toLocaleString(spoken.language === "ru" ? "ru-RU" : "en-GB", { minimumFractionDigits: places || 0, maximumFractionDigits: places || 0 });
}

export function sayList(texts) {
  if (texts.length < 2) return texts.join("");
  return `${texts.slice(0, -1).join(", ")} ${say("and")} ${texts[texts.length - 1]}`;
}

export function upperFirst(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
