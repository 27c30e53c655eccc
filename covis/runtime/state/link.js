// The state in the URL's fragment: read at the start and when it changes, written 200 ms after the last change.
// Only what differs from the start is written, with replaceState: a drag makes no history.
import { read, written } from "./views.js";

const WRITE_AFTER = 200; // milliseconds
/** The element in which a single file keeps the state it was saved in, and the measurement that was laid over it. */
export const KEPT = "covis-kept";

/** @typedef {{id: string, state: string, lab?: import("../lab/lab.js").Kept}} Kept `state`: as the fragment of a link */

/**
 * What this page keeps of a visualisation.
 * @param {string} id
 * @returns {Kept | undefined}
 */
export function keptHere(id) {
  const text = document.getElementById(KEPT)?.textContent;
  /** @type {Kept | undefined} */
  const kept = text ? JSON.parse(text) : undefined;
  return kept?.id === id ? kept : undefined;
}

export class Link {
  /**
   * `apply(changes, faults)` takes what a fragment says; `skip()` names the controls that are not written (a playing clock). `plots` are those
   * whose views are written too.
   * @param {import("./state.js").State} state
   * @param {{apply: (changes: Covis.Values, faults: string[]) => void, skip: () => Set<string>, plots?: import("./views.js").Seen[], enabled: boolean, signal: AbortSignal}} how
   */
  constructor(state, { apply, skip, plots = [], enabled, signal }) {
    this.state = state;
    this.plots = plots;
    this.skip = skip;
    this.enabled = enabled;
    /** @type {string | null} */
    this.written = null;
    /** @type {number | undefined} */
    this.timer = undefined;
    if (!enabled) return;
    window.addEventListener("hashchange", () => this.#arrived(apply), { signal });
  }

  /**
   * What the address says now, or else `kept`: {changes, faults}.
   * @param {string} [kept]
   */
  read(kept = "") {
    return this.enabled ? this.#said(location.hash.slice(1) || kept) : { changes: {}, faults: [] };
  }

  /**
   * What a fragment says of the controls; the views that it names are taken at once.
   * @param {string} text
   */
  #said(text) {
    const { changes, faults } = this.state.fromFragment(text);
    return { changes, faults: [...faults, ...read(this.plots, text)] };
  }

  /** The state as a fragment. @param {Set<string>} [skip] */
  #fragment(skip) {
    return [this.state.toFragment(skip), ...written(this.plots)].filter(Boolean).join("&");
  }

  /** @param {(changes: Covis.Values, faults: string[]) => void} apply */
  #arrived(apply) {
    const text = location.hash.slice(1);
    if (`#${text}` === this.written || (text && !text.includes("="))) return;
    clearTimeout(this.timer);
    const { changes, faults } = this.#said(text);
    apply(changes, faults);
  }

  schedule() {
    if (!this.enabled) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.write(), WRITE_AFTER);
  }

  /** What the address says of this state, or will say in a moment. */
  now() {
    return this.#fragment(this.skip());
  }

  write() {
    clearTimeout(this.timer);
    if (!this.enabled) return;
    const fragment = this.now();
    this.written = `#${fragment}`;
    if (location.hash.slice(1) === fragment) return;
    if (!fragment && !location.hash.includes("=")) return; // somebody's anchor stays
    history.replaceState(history.state, "", `${location.pathname}${location.search}${fragment && `#${fragment}`}`);
  }

  /** The address of this state; `base` is the page to name when this one is only an embed. */
  href(base = location.href) {
    const url = new URL(base, location.href);
    url.hash = this.#fragment();
    return url.href;
  }

  /** Leave the address as another visualisation should find it. */
  dispose() {
    clearTimeout(this.timer);
    if (this.enabled && this.written?.includes("=") && location.hash === this.written) {
      history.replaceState(history.state, "", location.pathname + location.search);
    }
  }
}
