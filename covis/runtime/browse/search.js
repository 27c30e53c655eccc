// The search of an exported gallery: what covis/web/search.py does on a server, over search.json. tests/export/test_export_search.py compares the two.

export const PER_PAGE = 24;
const LONGEST = 200; // characters of a search, or of any value in an address
const MOST_WORDS = 16; // of a search: later words are ignored, and for more than 8 there is no suggestion
const LONGEST_NAME = 80; // of words that are compared
const LIKE = 0.7; // of two words: 1 is the same
// biome-ignore lint/suspicious/noControlCharactersInRegex: Python splits there too
const SPACE = /[\t-\r\x1c-\x20\x85\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\xa0]+/u; // where Python splits words
export const FILTERS = /** @type {const} */ (["course", "subject", "level", "status", "person"]);

/** @typedef {{id: string, title: string, text: string, course: string[], subject: string, level: string, status: string, person: string[],
 * rank: Record<string, number>}} Entry `rank`: the place of an entry, for each way to sort */
/** @typedef {Record<"q" | "sort" | "page" | (typeof FILTERS)[number], string>} Query */

/**
 * The first characters, counted as Python counts them.
 * @param {string} text
 */
const first = (text) => [...text].slice(0, LONGEST).join("");

/**
 * The text without white space around it.
 * @param {string} text
 */
function stripped(text) {
  let [from, to] = [0, text.length];
  while (from < to && SPACE.test(text[from])) from++;
  while (to > from && SPACE.test(text[to - 1])) to--;
  return text.slice(from, to);
}

/**
 * Lower case without accents: what a search compares.
 * @param {string} text
 */
export const plain = (text) => text.toLowerCase().toUpperCase().toLowerCase().replaceAll("ς", "σ").normalize("NFKD").replace(/\p{M}/gu, "");

/**
 * A query as an address has it, "" for any.
 * @param {string} address the part after the question mark
 * @returns {Query}
 */
export function read(address) {
  const given = new URLSearchParams(address);
  const names = /** @type {const} */ (["q", ...FILTERS, "sort", "page"]);
  return /** @type {Query} */ (Object.fromEntries(names.map((name) => [name, first(stripped(given.get(name) ?? ""))])));
}

/**
 * The words that a search looks for, each once.
 * @param {string} search
 */
export const searched = (search) => [...new Set(first(plain(search)).split(SPACE).filter(Boolean))].slice(0, MOST_WORDS);

/**
 * The entries that match the query, in the order that it asks for. Without one they are in their own; after a search, matches in titles come first.
 * @param {Entry[]} entries
 * @param {Query} query
 */
export function find(entries, query) {
  const kept = entries.filter(
    (entry) =>
      (!query.course || entry.course.includes(query.course)) &&
      (!query.subject || entry.subject === query.subject || entry.subject.startsWith(`${query.subject} / `)) &&
      (!query.level || entry.level === query.level) &&
      (!query.status || entry.status === query.status) &&
      (!query.person || entry.person.includes(query.person)),
  );
  const sorted = kept.length > 0 && Object.hasOwn(kept[0].rank, query.sort);
  if (sorted) kept.sort((one, other) => one.rank[query.sort] - other.rank[query.sort]);
  const words = searched(query.q);
  const found = kept.filter((entry) => words.every((word) => entry.text.includes(word)));
  /** @param {Entry} entry */
  const inTitle = (entry) => words.every((word) => entry.title.includes(word));
  return words.length && !sorted ? [...found.filter(inTitle), ...found.filter((entry) => !inTitle(entry))] : found;
}

/**
 * The number of the page that a query asks for.
 * @param {Query} query
 */
export const pageNumber = ({ page }) => (/^[0-9]{1,5}$/.test(page) && Number(page) > 0 ? Number(page) : 1);

/**
 * How many characters two words share: their longest common part, and what is shared to its left and to its right.
 * @param {string[]} a
 * @param {string[]} b
 * @returns {number}
 */
function sharedBy(a, b) {
  let [size, from, to] = [0, 0, 0];
  let before = Array(b.length + 1).fill(0); // how long the part is that ends there
  for (let i = 0; i < a.length; i++) {
    const ends = Array(b.length + 1).fill(0);
    for (let j = 0; j < b.length; j++) {
      if (a[i] !== b[j]) continue;
      ends[j + 1] = before[j] + 1;
      if (ends[j + 1] > size) [size, from, to] = [ends[j + 1], i + 1 - ends[j + 1], j + 1 - ends[j + 1]];
    }
    before = ends;
  }
  if (!size) return 0;
  return size + sharedBy(a.slice(0, from), b.slice(0, to)) + sharedBy(a.slice(from + size), b.slice(to + size));
}

/**
 * The most similar of the known words, as Python's `difflib.get_close_matches` finds it; "" where none is similar.
 * @param {string} word
 * @param {Iterable<string>} known
 */
export function closest(word, known) {
  const wanted = [...word];
  let [best, found] = [LIKE, ""];
  if (wanted.length > LONGEST_NAME) return "";
  for (const one of known) {
    const letters = [...one];
    const sum = letters.length + wanted.length;
    if (letters.length > LONGEST_NAME || (2 * Math.min(letters.length, wanted.length)) / sum < best) continue;
    const like = (2 * sharedBy(letters, wanted)) / sum;
    if (like > best || (like === best && one > found)) [best, found] = [like, one];
  }
  return found;
}

/**
 * For a search that finds nothing: the most similar words that the gallery uses, "" if there are none.
 * @param {Entry[]} entries
 * @param {Query} query
 */
export function suggestion(entries, query) {
  const words = searched(query.q);
  if (!words.length || words.length > MOST_WORDS / 2) return "";
  const there = new Set(entries.flatMap((entry) => entry.text.match(/[a-z0-9]{3,}/g) ?? []));
  const nearest = words.map((word) => (there.has(word) ? word : closest(word, there)));
  const text = nearest.join(" ");
  return nearest.every(Boolean) && text !== plain(query.q) ? text : "";
}
