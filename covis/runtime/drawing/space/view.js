// One plot in three dimensions. It is drawn on a canvas from the beginning (canvas.js) and turned by the reader (turning.js); Plotly makes the picture
// that is downloaded, where it can.
import { KeyedPlot } from "../legend.js";
import { tracesOfMark } from "../marks.js";
import { h } from "../../dom.js";
import { hasWebGL } from "../plot.js";
import { plotTheme } from "../theme.js";
import { SceneDrawing } from "./canvas.js";
import { directions } from "./projection.js";
import { settled, Turning } from "./turning.js";

const FAR = 2; // of Plotly's camera, as in evaluate/projection.py

export class SceneView extends KeyedPlot {
  /**
   * @param {Covis.Plot} spec
   * @param {number} number
   * @param {string} id
   * @param {Covis.HandleParts} parts
   */
  constructor(spec, number, id, parts) {
    super(spec, number, id, parts);
    this.turned = parts.turned;
    /** @type {[number, number]} */
    this.start = settled(spec.scene?.view ?? [0, 0]);
    /** @type {[number, number]} */
    this.seen = this.start;
    this.frame = 0;
    this.turning = new Turning(this.name, { view: () => this.seen, turn: (view) => this.turn(view), used: parts.used });
    this.stage.append(this.turning.element);
  }

  /** There are no axes to be fitted. */
  tools() {
    const tools = super.tools();
    delete tools.Fit;
    return { ...tools, "Reset view": () => this.resetView() };
  }

  get toolTitles() {
    return { "Reset view": "Turn it back to the first view" };
  }

  /** @param {Covis.Outputs | null} outputs */
  begin(outputs) {
    this.size();
    const root = /** @type {HTMLElement} */ (this.element.closest(".covis") ?? this.element);
    this.space = new SceneDrawing(this.spec, () => plotTheme(root));
    this.space.view = this.seen;
    this.light = this.space;
    for (const k of this.hidden) this.space.hide(tracesOfMark(this.spec, k), true);
    this.area.after(this.space.element);
    this.space.resize(this.area);
    if (outputs) this.draw(outputs);
    matchMedia("(forced-colors: active)").addEventListener("change", this.recolour);
  }

  recolour = () => this.space?.refreshTheme();

  /**
   * Plotly has arrived: it is there for the picture that is downloaded.
   * @param {Covis.Full} full
   * @param {Covis.Theme} _theme
   * @param {Covis.Outputs | null} outputs
   */
  async create(full, _theme, outputs) {
    this.full = full;
    this.Plotly = full.Plotly;
    if (!this.space) this.begin(outputs);
    else if (outputs) this.draw(outputs);
    this.later?.();
  }

  /** @param {() => unknown} work */
  whenFull(work) {
    if (this.full) work();
    else this.later = work;
  }

  /** @param {Covis.Theme} _theme */
  theme(_theme) {
    this.recolour();
  }

  /**
   * See it from elsewhere. Drawn with the next frame.
   * @param {[number, number]} view
   */
  turn(view) {
    if (view[0] === this.seen[0] && view[1] === this.seen[1]) return;
    this.seen = view;
    this.turning.refresh();
    this.turned?.();
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      if (!this.space) return;
      this.space.view = this.seen;
      this.space.move();
    });
  }

  /** The view, to be kept when the page is left and come back to. */
  get view() {
    return { view: this.seen };
  }

  /** @param {Record<string, number[]> | null} kept */
  set view(kept) {
    if (kept?.view) this.turn(settled(/** @type {[number, number]} */ (kept.view)));
  }

  resetView() {
    this.turn(this.start);
  }

  snapshot() {
    const [azimuth, elevation] = this.seen;
    return { ...super.snapshot(), view: { azimuth, elevation } };
  }

  /** As Plotly draws it where there is WebGL, with title and key; else the canvas as it is. */
  download() {
    if (!this.space) return null;
    const { full, spec, space, area } = this;
    const size = { width: Math.max(area.clientWidth, 480), height: area.clientHeight + 76 };
    if (!hasWebGL()) return this.#canvas();
    const { data, layout } = full.themedFigure({ ...spec, figure: { ...spec.figure } }, space.theme, false);
    for (const { trace, array, output } of spec.bindings) {
      const values = this.outputs?.[output];
      if (values) data[trace][array] = spec.shapes[output].length === 2 ? rows(values, spec.shapes[output][0]) : Array.from(values);
    }
    data.forEach((trace, k) => (trace.visible = !space.away(k)));
    const [x, y, z] = directions(this.seen).near.map((each) => FAR * each);
    layout.scene.camera = { ...layout.scene.camera, eye: { x, y, z } };
    const title = { text: this.name, x: 0, xref: "paper", xanchor: "left", y: 1, yref: "container", yanchor: "top", pad: { t: 12 } };
    const ground = { paper_bgcolor: space.theme.ground, showlegend: this.keys.size > 0 };
    return this.Plotly.downloadImage(
      { data, layout: { ...layout, ...ground, title, margin: { l: 0, r: 0, b: 0, t: 84 } } },
      { format: "png", filename: this.file, ...size, scale: 2 },
    );
  }

  /** The canvas on its ground, with the title above. */
  #canvas() {
    const { canvas, theme, density } = /** @type {SceneDrawing} */ (this.space);
    const head = Math.round(2.5 * theme.size * density);
    const picture = Object.assign(document.createElement("canvas"), { width: canvas.width, height: canvas.height + head });
    const context = /** @type {CanvasRenderingContext2D} */ (picture.getContext("2d"));
    context.fillStyle = theme.ground;
    context.fillRect(0, 0, picture.width, picture.height);
    context.drawImage(canvas, 0, head);
    context.fillStyle = theme.ink;
    context.font = `600 ${theme.size * density}px ${theme.family}`;
    context.fillText(this.name, theme.size * density, 0.7 * head);
    h("a", { href: picture.toDataURL("image/png"), download: `${this.file}.png` }).click();
  }

  dispose() {
    cancelAnimationFrame(this.frame);
    matchMedia("(forced-colors: active)").removeEventListener("change", this.recolour);
    this.space?.dispose();
    super.dispose();
  }
}

/**
 * @param {ArrayLike<number>} values
 * @param {number} count
 */
function rows(values, count) {
  const width = values.length / count;
  return Array.from({ length: count }, (_, row) => Array.from(values).slice(row * width, (row + 1) * width));
}
