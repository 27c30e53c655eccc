// The first page of an exported gallery: searches, filters and pages through the cards that are in it. The whole state is in the address.
// Without this script every card is there.
import { h, setText } from "../dom.js";
import { FILTERS, PER_PAGE, find, pageNumber, read, suggestion } from "./search.js";

/** @typedef {import("./search.js").Query} Query */
const TYPED = 250; // milliseconds after the last letter

/**
 * @template {HTMLElement} Kind
 * @param {string} selector
 */
const the = (selector) => /** @type {Kind} */ (document.querySelector(selector));
/** @type {HTMLFormElement} */
const form = the("form.site-search");
const list = the(".site-cards");
const count = the(".site-count");
const clear = the(".site-clear");
const empty = the(".site-empty");
const ways = the(".site-chips");
const pages = the(".site-pages");
const cards = new Map([...list.children].map((card) => [/** @type {HTMLElement} */ (card).dataset.id, card]));
/** @type {import("./search.js").Entry[]} */
const entries = await (await fetch(new URL(form.dataset.index ?? "", document.baseURI))).json();

/**
 * The address of a query.
 * @param {Partial<Query>} query
 */
function addressOf(query) {
  const given = /** @type {[string, string][]} */ (Object.entries(query).filter(([, value]) => value));
  return given.length ? `?${new URLSearchParams(given)}` : location.pathname;
}

/**
 * A link that changes the query without loading the page again.
 * @param {string} text
 * @param {Partial<Query>} query
 */
const link = (text, query) => h("a", { href: addressOf(query), "data-query": "" }, text);

/** What the form asks for. */
function asked() {
  const data = new FormData(form);
  return /** @type {Query} */ (Object.fromEntries(["q", ...FILTERS, "sort"].map((name) => [name, String(data.get(name) ?? "").trim()])));
}

/** Show what the address asks for. */
function show() {
  const query = read(location.search);
  for (const name of /** @type {const} */ (["q", ...FILTERS, "sort"])) {
    const field = /** @type {HTMLInputElement | HTMLSelectElement | null} */ (form.elements.namedItem(name));
    if (!field) continue;
    if (field instanceof HTMLSelectElement && query[name] && ![...field.options].some(({ value }) => value === query[name]))
      field.add(new Option(`${query[name]} (not here)`, query[name]));
    if (field.value.trim() !== query[name]) field.value = query[name]; // somebody may still be typing
  }
  const any = [query.q, ...FILTERS.map((name) => query[name])].some(Boolean);
  const found = find(entries, query);
  const last = Math.max(1, Math.ceil(found.length / PER_PAGE));
  const number = Math.min(pageNumber(query), last);
  const shown = found.slice((number - 1) * PER_PAGE, number * PER_PAGE);
  for (const card of cards.values()) /** @type {HTMLElement} */ (card).hidden = true;
  for (const { id } of shown) {
    const card = /** @type {HTMLElement} */ (cards.get(id));
    card.hidden = false;
    list.append(card);
  }
  const { some = "", all = "", one = "" } = count.dataset;
  setText(
    count,
    (any ? some : entries.length === 1 ? one : all).replace("{found}", String(found.length)).replace("{all}", String(entries.length)),
  );
  clear.hidden = !any;
  ways.hidden = any && found.length > 0;
  empty.hidden = found.length > 0;
  if (!found.length) nothing(query);
  pages.hidden = last === 1;
  const near = [...new Set([1, number - 1, number, number + 1, last])].filter((page) => page >= 1 && page <= last).sort((a, b) => a - b);
  pages.replaceChildren(
    ...near.map((page) =>
      page === number
        ? h("span", { "aria-current": "page" }, String(page))
        : link(String(page), { ...query, page: page === 1 ? "" : String(page) }),
    ),
  );
}

/**
 * Ways on when nothing is found.
 * @param {Query} query
 */
function nothing(query) {
  const { title = "", instead = "", without = "", keep = "", every = "" } = empty.dataset;
  const filters = { ...query, q: "", page: "" };
  const filtered = FILTERS.some((name) => query[name]);
  const nearest = suggestion(entries, query);
  const onward = [
    nearest && link(instead.replace("{q}", nearest), { ...query, q: nearest, page: "" }),
    query.q && filtered && find(entries, { ...read(""), q: query.q }).length
      ? link(without.replace("{q}", query.q), { q: query.q, sort: query.sort })
      : null,
    query.q && filtered && find(entries, filters).length ? link(keep, filters) : null,
    link(every, {}),
  ];
  empty.replaceChildren(
    h("h2", {}, query.q ? `${title} for “${query.q}”` : title),
    ...onward.filter((each) => each).map((each) => h("p", {}, each)),
  );
}

/**
 * @param {string} address
 * @param {boolean} [again] it replaces the one that is there
 */
function go(address, again = false) {
  if (address === location.search) return;
  history[again ? "replaceState" : "pushState"](null, "", address);
  show();
}

/** @type {number | undefined} */
let typing;
let begun = false; // what is typed in one go is one step of Back
form.addEventListener("input", (event) => {
  clearTimeout(typing);
  const text = /** @type {HTMLElement} */ (event.target).matches("input");
  const change = () => {
    go(addressOf(asked()), text && begun);
    begun = text;
  };
  if (text) typing = setTimeout(change, TYPED);
  else change();
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(typing);
  go(addressOf(asked()), begun);
});
form.addEventListener("focusout", () => (begun = false));
document.addEventListener("click", (event) => {
  const target = /** @type {HTMLElement} */ (event.target).closest("a[data-query]");
  if (!(target instanceof HTMLAnchorElement) || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  go(target.search || location.pathname);
  count.scrollIntoView({ block: "nearest" });
});
window.addEventListener("popstate", show);
window.addEventListener("pageshow", show); // a browser fills the fields again when somebody comes back
form.hidden = false;
show();
form.dataset.ready = "true";
