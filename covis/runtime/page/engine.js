// The loop: a change asks for one animation frame; the frame runs the program and draws every plot, readout and live number.
// A plot that is out of sight, or in a hidden tab, is left alone while things move; it follows when it is seen, asked for, or all rests.
// A throw of the program stays where it happened: the plot says so, and everything else goes on.
import { outputsOf } from "../drawing/breaks.js";
import { refreshText } from "./readouts.js";

const DESCRIBE_AFTER = 500; // milliseconds without a change
const DESCRIBE_AT_LEAST = 2000; // while a clock plays

/**
 * Run `work`; its result, or null with the message handed to `failed`.
 * @template Result
 * @param {() => Result} work
 * @param {(message: string) => void} failed
 */
function attempt(work, failed) {
  try {
    return work();
  } catch (error) {
    failed(error instanceof Error ? error.message : String(error));
    return null;
  }
}

export class Engine {
  /**
   * `parts`: {document, program, state, views, readouts, texts, drawn()}. `drawn` is called after every state drawn, `rested` when no other has followed for a moment.
   * @param {{document: Covis.Document, program: Covis.Program, state: import("../state/state.js").State, views: import("../drawing/plot.js").PlotView[],
   * readouts: {refresh(numbers: number[] | null): void}, texts: Element[], drawn: () => void, described?: () => void, rested?: () => void}} parts
   */
  constructor(parts) {
    this.document = parts.document;
    this.program = parts.program;
    this.state = parts.state;
    this.views = parts.views;
    this.readouts = parts.readouts;
    this.texts = parts.texts;
    this.drawn = parts.drawn;
    this.described = parts.described;
    this.rested = parts.rested;
    this.revision = 0;
    /** @type {{readouts: number[] | null, values: number[] | null}} */
    this.numbers = { readouts: null, values: null };
    /** @type {(() => void)[]} */
    this.waiting = [];
    this.frame = 0;
    this.running = false;
    this.behind = false; // the state has moved on while the tab was hidden
    this.describedAt = 0;
    /** @type {number | undefined} */
    this.timer = undefined;
  }

  /**
   * Compute the present state: the outputs of every plot that `wanted` names (null and a message where the program failed; null for
   * the others), readouts, values.
   * @param {(view: import("../drawing/plot.js").PlotView) => boolean} [wanted]
   */
  compute(wanted = () => true) {
    const controls = this.state.numbers();
    let fault = "";
    const shared = attempt(
      () => this.program.prepare(controls),
      (message) => (fault = message),
    );
    const each = this.views.map((view, k) => {
      view.stale = !wanted(view);
      if (view.stale) return null;
      let own = fault;
      const outputs = fault
        ? null
        : attempt(
            () => outputsOf(this.program, k, controls, shared),
            (message) => (own = message),
          );
      return { outputs, fault: own };
    });
    /** @param {"readouts" | "values"} name */
    const list = (name) =>
      fault
        ? null
        : attempt(
            () => this.program[name](controls, shared),
            (message) => console.warn(`covis: ${name}: ${message}`),
          );
    this.numbers = { readouts: list("readouts"), values: list("values") };
    return each;
  }

  /**
   * First drawing, each plot by `first`.
   * @param {(view: import("../drawing/plot.js").PlotView, outputs: Covis.Outputs | null) => unknown} first
   */
  async start(first) {
    const computed = this.compute();
    this.#say();
    await Promise.all(
      this.views.map(async (view, k) => {
        const { outputs, fault } = /** @type {{outputs: Covis.Outputs | null, fault: string}} */ (computed[k]); // all are wanted
        await first(view, outputs);
        view.fail(fault);
      }),
    );
    this.running = true;
    this.#drawn();
    this.#rest();
    if (this.waiting.length) this.request();
  }

  /**
   * Another way of drawing takes over, plot by plot, those in sight first; the state may move on meanwhile.
   * @param {(view: import("../drawing/plot.js").PlotView, outputs: Covis.Outputs | null) => Promise<void>} create
   */
  async replace(create) {
    for (const view of [...this.views].sort((one, other) => Number(other.near) - Number(one.near))) {
      this.catchUp();
      if (this.running) await create(view, view.outputs);
    }
  }

  /**
   * Ask for a drawing; the promise resolves when it is on its way to the screen. A hidden page draws without frames.
   * @returns {Promise<void>}
   */
  request() {
    /** @type {Promise<void>} */
    const done = new Promise((resolve) => this.waiting.push(resolve));
    if (this.running && !this.frame) {
      const draw = () => this.#draw();
      this.frame = document.hidden ? setTimeout(draw) : requestAnimationFrame(draw);
    }
    return done;
  }

  #draw() {
    this.frame = 0;
    if (!this.running) return;
    clearTimeout(this.timer);
    this.behind = document.hidden;
    if (this.behind) return this.#drawn(); // nothing is computed for a hidden tab: catchUp does it when it is seen, or asked for
    this.#show(this.compute((view) => view.near));
    this.#say();
    this.#drawn();
    if (performance.now() - this.describedAt > DESCRIBE_AT_LEAST) this.describe();
    this.timer = setTimeout(() => this.#rest(), DESCRIBE_AFTER);
  }

  /** @param {({outputs: Covis.Outputs | null, fault: string} | null)[]} computed */
  #show(computed) {
    this.views.forEach((view, k) => {
      if (!computed[k]) return;
      const { outputs, fault } = computed[k];
      if (fault) view.fail(fault);
      else
        attempt(
          () => view.draw(/** @type {Covis.Outputs} */ (outputs)),
          (message) => view.fail(message),
        );
    });
  }

  /** Bring what was left alone to the present state. */
  catchUp() {
    if (!this.running || !(this.behind || this.views.some((view) => view.stale))) return;
    const late = new Set(this.views.filter((view) => this.behind || view.stale));
    this.behind = false;
    this.#show(this.compute((view) => late.has(view)));
    this.#say();
    for (const view of this.views) view.stale = false;
  }

  /** Show the numbers as they are now. */
  #say() {
    this.readouts.refresh(this.numbers.readouts);
    for (const text of this.texts) refreshText(text, this.numbers.values, this.state);
  }

  #drawn() {
    this.revision++;
    this.drawn();
    for (const resolve of this.waiting.splice(0)) resolve();
  }

  #rest() {
    this.describe();
    this.rested?.();
  }

  /** Describe what the plots show now. */
  describe() {
    this.describedAt = performance.now();
    this.catchUp();
    for (const view of this.views) view.describe(this.numbers.values, this.state);
    this.described?.();
  }

  /** @returns {Covis.Snapshot} */
  snapshot() {
    this.describe();
    /** @param {number | undefined} value */
    const number = (value) => (value !== undefined && Number.isFinite(value) ? value : null);
    return {
      controls: { ...this.state.values },
      plots: this.views.map((view) => view.snapshot()),
      readouts: Object.fromEntries(this.document.readouts.map(({ label }, k) => [label, number(this.numbers.readouts?.[k])])),
      revision: this.revision,
    };
  }

  stop() {
    this.running = false;
    cancelAnimationFrame(this.frame);
    clearTimeout(this.frame);
    clearTimeout(this.timer);
  }
}
