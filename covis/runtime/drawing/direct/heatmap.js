// A heatmap in motion: a small canvas under Plotly's picture, stretched by the browser as Plotly stretches its own image.
// Plotly's image is hidden meanwhile and takes over when it is settled and decoded, so that nothing flickers.

import { bytesOf } from "./ramp.js";

const SHADES = 1024;

/**
 * The scale as a table of SHADES colours, packed for a Uint32Array of pixels.
 * @param {[number, string][]} colorscale
 */
const tableOf = (colorscale) => new Uint32Array(bytesOf(colorscale, SHADES).buffer);

/**
 * Whether points lie evenly: only then are cells pixels of one size.
 * @param {ArrayLike<number> | undefined} at
 */
const even = (at) => {
  const step = at && at.length > 1 ? at[1] - at[0] : 0;
  return !at || Array.from(at).every((value, k, all) => !k || Math.abs(value - all[k - 1] - step) <= 1e-6 * Math.abs(step));
};

/** @param {Covis.Trace} full */
const inCells = (full) => full.zsmooth === false && !full.xgap && !full.ygap && even(full.x) && even(full.y);

/** @param {Covis.Trace} full */
export const simpleHeatmap = (full) =>
  (full.zsmooth === "fast" || inCells(full)) &&
  !full.zauto &&
  full.opacity === 1 &&
  !full.texttemplate &&
  !full.reversescale &&
  full.colorscale?.length > 1;

export class HeatmapCanvas {
  /** @type {SVGImageElement | null} */
  image = null;
  /** @type {Uint32Array} the colour scale */
  table;
  /** @type {CanvasRenderingContext2D} */
  context;
  /** @type {ImageData} */
  pixels;
  /** @type {Uint32Array} `pixels`, a pixel a number */
  words;

  /** @param {Covis.PlotlyElement} gd */
  constructor(gd) {
    this.gd = gd;
    this.canvas = Object.assign(document.createElement("canvas"), { className: "covis-heat" });
    this.canvas.hidden = true;
    this.window = document.createElement("div"); // the plot's own rectangle: overflow is cut at whole pixels, as Plotly's picture is
    Object.assign(this.window.style, { position: "absolute", overflow: "hidden", pointerEvents: "none" });
    this.window.append(this.canvas);
    this.scale = "";
    gd.on("plotly_afterplot", () => this.#rest());
  }

  /**
   * Draw `z` (row after row, the lowest row first) where Plotly's `image` is.
   * @param {SVGImageElement} image
   * @param {Covis.Trace} full
   * @param {Covis.Axes} plot
   * @param {ArrayLike<number>} z
   * @param {number} rows
   */
  draw(image, full, plot, z, rows) {
    const columns = z.length / rows;
    const [{ zmin, zmax }, { xaxis, yaxis }] = [full, plot];
    const [width, height] = [Number(image.getAttribute("width")), Number(image.getAttribute("height"))];
    if (!(width > 0 && height > 0 && zmax > zmin) || xaxis.type !== "linear" || yaxis.type !== "linear") return false;
    const scale = JSON.stringify(full.colorscale);
    if (scale !== this.scale) Object.assign(this, { scale, table: tableOf(full.colorscale) });
    if (this.canvas.width !== columns || this.canvas.height !== rows) {
      Object.assign(this.canvas, { width: columns, height: rows });
      this.context = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext("2d"));
      this.pixels = this.context.createImageData(columns, rows);
      this.words = new Uint32Array(this.pixels.data.buffer);
    }
    const [upside, mirrored] = [yaxis._m < 0, xaxis._m < 0]; // pixels count downwards: the first row is lowest on an ordinary axis
    const slope = (SHADES - 1) / (zmax - zmin);
    for (let row = 0, at = 0; row < rows; row++) {
      const line = (upside ? rows - 1 - row : row) * columns;
      for (let column = 0; column < columns; column++, at++) {
        const value = z[at];
        const shade = Math.max(0, Math.min(SHADES - 1, Math.round((value - zmin) * slope)));
        this.words[line + (mirrored ? columns - 1 - column : column)] = Number.isFinite(value) ? this.table[shade] : 0;
      }
    }
    this.context.putImageData(this.pixels, 0, 0);
    const [left, top] = [Number(image.getAttribute("x")), Number(image.getAttribute("y"))];
    /**
     * @param {HTMLElement} element
     * @param {number} x
     * @param {number} y
     * @param {number} w
     * @param {number} h
     */
    const place = (element, x, y, w, h) =>
      Object.assign(element.style, { left: `${x}px`, top: `${y}px`, width: `${w}px`, height: `${h}px` });
    place(this.window, xaxis._offset, yaxis._offset, xaxis._length, yaxis._length);
    place(this.canvas, left, top, width, height);
    this.canvas.style.imageRendering = full.zsmooth ? "" : "pixelated";
    if (this.canvas.hidden) {
      if (!this.window.isConnected) this.gd.querySelector(".svg-container").prepend(this.window);
      this.canvas.hidden = false;
    }
    if (this.image !== image) image.style.visibility = "hidden";
    this.image = image;
    return true;
  }

  /** Plotly has drawn: its image shows again, and the canvas goes when that is decoded. */
  async #rest() {
    const image = this.image;
    if (!image) return;
    this.image = null;
    image.style.visibility = "";
    const copy = new Image();
    copy.src = image.getAttribute("href") ?? "";
    await copy.decode().catch(() => {});
    if (!this.image) this.canvas.hidden = true;
  }
}
