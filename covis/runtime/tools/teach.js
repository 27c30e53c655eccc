// Teach mode: the picture with its controls fills the screen, in type for the back row; the text is away. Keys lead through it (keys.js).
// What a hand moves is marked, and its value is said in large type.
import { h, setText } from "../dom.js";
import { kindOf } from "../state/kinds.js";

const TOUCHED = 2500; // milliseconds for which what was moved stays marked

export class Teach {
  on = false;
  screen = false; // it has the system's full screen
  /** @type {HTMLElement | null} */
  curtain = null;
  /** @type {Covis.Values} */
  before = {};
  /** @type {Element | null} what had the focus when it began */
  from = null;
  /** @type {number | undefined} */
  timer;

  /**
   * @param {import("../page/mount.js").Visualisation} page
   * @param {{keys: () => void, tell: (text: string) => void}} acts
   */
  constructor(page, { keys, tell }) {
    this.page = page;
    this.tell = tell;
    /**
     * @param {string} text
     * @param {() => void} onclick
     */
    const button = (text, onclick) => h("button", { type: "button", class: "covis-button covis-quiet", onclick }, text);
    this.told = h("p", { class: "covis-told", role: "status" });
    this.ending = button("End", () => this.leave());
    this.bar = h(
      "div",
      { class: "covis-teach-bar" },
      h("h2", {}, page.document.title),
      this.told,
      h(
        "div",
        { class: "covis-teach-buttons" },
        button("Keys", keys),
        button("Full screen", () => this.toggleScreen()),
        this.ending,
      ),
    );
  }

  /**
   * Begin; with `screen` on the system's full screen, which a browser gives only to a hand.
   * @param {boolean} [screen]
   */
  async enter(screen = false) {
    const { root, signal } = this.page;
    if (!this.on) {
      this.on = true;
      this.from = document.activeElement;
      this.listening = new AbortController();
      const until = { signal: AbortSignal.any([signal, this.listening.signal]) };
      document.addEventListener("fullscreenchange", () => this.#screenChanged(), until);
      document.addEventListener("focusin", (event) => this.#hold(event), until);
      this.before = { ...this.page.state.values };
      root.prepend(this.bar);
      root.dataset.teach = "";
      root.dataset.wordless = "";
      document.documentElement.classList.add("covis-teaching");
      this.#overAll();
      this.tell("Press ? for the keys");
      this.ending.focus({ preventScroll: true });
      this.ending.blur(); // the focus begins here, and no key is for the button
    }
    if (screen) await this.#fill();
    this.page.resized();
  }

  leave() {
    if (!this.on) return;
    const { root } = this.page;
    this.on = false;
    this.listening?.abort();
    this.#uncover();
    if (document.fullscreenElement === root) document.exitFullscreen();
    this.screen = false;
    root.removeAttribute("popover");
    for (const name of ["teach", "wordless", "bare"]) delete root.dataset[name];
    document.documentElement.classList.remove("covis-teaching");
    this.bar.remove();
    const address = new URL(location.href);
    if (address.searchParams.has("teach")) {
      address.searchParams.delete("teach");
      history.replaceState(history.state, "", address);
    }
    this.page.resized();
    if (this.from instanceof HTMLElement) this.from.focus({ preventScroll: true });
  }

  toggleScreen() {
    if (!this.on) this.enter(true);
    else if (this.screen) document.exitFullscreen();
    else this.#fill();
  }

  toggleText() {
    this.page.root.toggleAttribute("data-wordless");
    this.tell("wordless" in this.page.root.dataset ? "Text off" : "Text on");
    this.page.resized();
  }

  toggleControls() {
    this.page.root.toggleAttribute("data-bare");
    this.page.resized();
  }

  /** Nothing on the screen, so that the lecture theatre looks at the lecturer: any key or click brings it back. */
  blank() {
    if (this.curtain) return;
    const { root, signal } = this.page;
    const curtain = h("button", { type: "button", class: "covis-curtain", "aria-label": "The screen is blank. Show the picture again" });
    const from = document.activeElement;
    const over = new AbortController();
    /** @param {Event} event */
    const away = (event) => {
      event.preventDefault();
      event.stopImmediatePropagation();
      this.#uncover();
    };
    this.curtain = curtain;
    this.lift = () => {
      over.abort();
      if (from instanceof HTMLElement) from.focus({ preventScroll: true });
    };
    root.append(curtain);
    curtain.popover = "manual";
    curtain.showPopover?.();
    curtain.focus();
    const until = { capture: true, signal: AbortSignal.any([signal, over.signal]) };
    window.addEventListener("keydown", away, until);
    curtain.addEventListener("click", away, until);
  }

  /**
   * Something has moved: mark it, and where a hand moved it, say its value in large type. What a key leads to was announced by its name.
   * @param {boolean} hand
   */
  changed(hand) {
    const now = this.page.state.values;
    const moved = Object.keys(now).filter((name) => now[name] !== this.before[name]);
    this.before = { ...now };
    if (!this.on || !moved.length) return;
    const texts = moved.map((name) => {
      const control = /** @type {Covis.Control} */ (this.page.state.controls.get(name));
      const kind = kindOf(control);
      return `${control.label}: ${(kind.brief ?? kind.words)(control, now[name])}`;
    });
    if (hand) setText(this.told, texts.join("; "));
    for (const each of this.#controls())
      each.toggleAttribute(
        "data-touched",
        moved.some((name) => each.querySelector(`[name="${name}"]`)),
      );
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#controls().forEach((each) => each.removeAttribute("data-touched")), TOUCHED);
  }

  /**
   * To the next visualisation of the course that the address names, or back.
   * @param {number} count
   */
  async onward(count) {
    const { root } = this.page;
    const course = new URLSearchParams(location.search).get("course") ?? "";
    const home = root.dataset.home;
    if (!course || !home) return this.tell("Open it from a course's page: the keys then lead to the next visualisation of the course.");
    try {
      const answer = await fetch(new URL(`c/${encodeURIComponent(course)}/steps.json`, new URL(home, location.href)));
      if (!answer.ok) throw new Error(String(answer.status));
      const { title, steps } = /** @type {{title: string, steps: {id: string, title: string, address: string}[]}} */ (await answer.json());
      const next = steps[steps.findIndex(({ id }) => id === this.page.document.id) + count];
      if (!next) return this.tell(`This is the ${count > 0 ? "last" : "first"} visualisation of ${title}.`);
      const address = new URL(next.address, answer.url);
      if (this.on) address.searchParams.set("teach", "");
      location.assign(address);
    } catch {
      this.tell("The course could not be loaded. Check the connection and try again.");
    }
  }

  #controls() {
    return /** @type {NodeListOf<HTMLElement>} */ (this.page.root.querySelectorAll(".covis-control"));
  }

  /** Above everything in the window, whatever lies round the visualisation. */
  #overAll() {
    const { root } = this.page;
    if (document.fullscreenElement === root) return;
    root.popover = "manual";
    root.showPopover?.();
  }

  async #fill() {
    const { root } = this.page;
    if (!root.requestFullscreen) return;
    root.removeAttribute("popover"); // an element is one or the other
    try {
      await root.requestFullscreen();
      this.screen = this.on;
    } catch {
      if (this.on) this.#overAll();
    }
  }

  /** Escape ends the system's full screen before a page hears of it. */
  #screenChanged() {
    if (document.fullscreenElement || !this.screen) return;
    this.leave();
  }

  #uncover() {
    this.curtain?.remove();
    this.curtain = null;
    this.lift?.();
    this.lift = undefined;
  }

  /** What lies under the picture cannot be seen, so the focus does not go there. @param {FocusEvent} event */
  #hold(event) {
    if (event.target instanceof Element && !this.page.root.contains(event.target)) this.ending.focus();
  }
}
