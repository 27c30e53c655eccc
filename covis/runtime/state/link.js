// The state in the URL's fragment: read at the start and when it changes, written 200 ms after the last change.
// Only what differs from the start is written, with replaceState: a drag makes no history.

const WRITE_AFTER = 200; // milliseconds

export class Link {
  /**
   * `apply(changes, faults)` takes what a fragment says; `skip()` names the controls that are not written (a playing clock).
   * @param {import("./state.js").State} state
   * @param {{apply: (changes: Covis.Values, faults: string[]) => void, skip: () => Set<string>, enabled: boolean, signal: AbortSignal}} how
   */
  constructor(state, { apply, skip, enabled, signal }) {
    this.state = state;
    this.skip = skip;
    this.enabled = enabled;
    /** @type {string | null} */
    this.written = null;
    /** @type {number | undefined} */
    this.timer = undefined;
    if (!enabled) return;
    window.addEventListener("hashchange", () => this.#arrived(apply), { signal });
  }

  /** What the address says now: {changes, faults}. */
  read() {
    return this.enabled ? this.state.fromFragment(location.hash.slice(1)) : { changes: {}, faults: [] };
  }

  /** @param {(changes: Covis.Values, faults: string[]) => void} apply */
  #arrived(apply) {
    const text = location.hash.slice(1);
    if (`#${text}` === this.written || (text && !text.includes("="))) return;
    clearTimeout(this.timer);
    const { changes, faults } = this.state.fromFragment(text);
    apply(changes, faults);
  }

  schedule() {
    if (!this.enabled) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.write(), WRITE_AFTER);
  }

  write() {
    clearTimeout(this.timer);
    if (!this.enabled) return;
    const fragment = this.state.toFragment(this.skip());
    this.written = `#${fragment}`;
    if (location.hash.slice(1) === fragment) return;
    if (!fragment && !location.hash.includes("=")) return; // somebody's anchor stays
    history.replaceState(history.state, "", `${location.pathname}${location.search}${fragment && `#${fragment}`}`);
  }

  /** The address of this state; `base` is the page to name when this one is only an embed. */
  href(base = location.href) {
    const url = new URL(base, location.href);
    url.hash = this.state.toFragment();
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
