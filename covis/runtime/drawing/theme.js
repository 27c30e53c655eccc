// Light or dark, and the colours that Plotly is given: read from the same CSS tokens that the page uses.
// The host decides: Streamlit through its CSS variables, a plain page through prefers-color-scheme or data-theme on <html>.

const ROLES = ["a", "b", "c", "d", "e", "f", "g", "h", "muted"]; // as in authoring/palette.py and css/tokens.css
const FORCED = "(forced-colors: active)";
const SHADES = 10; // of the scale in css/tokens.css

/** @param {string} colour */
function luminance(colour) {
  const [red, green, blue] = (colour.match(/[\d.]+/g) ?? [255, 255, 255]).map(Number);
  return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255;
}

/**
 * A reader of colours as they compute inside `root`: light-dark() and var() resolved to rgb().
 * @param {HTMLElement} root
 */
function reader(root) {
  const probe = document.createElement("span");
  probe.hidden = true;
  probe.style.setProperty("forced-color-adjust", "none"); // what the token says, also where the system has the last word
  root.append(probe);
  const computed = getComputedStyle(probe);
  /** @param {string} name */
  const read = (name) => {
    probe.style.color = `var(${name})`;
    return computed.color;
  };
  return { read, done: () => probe.remove() };
}

/**
 * Settle light or dark on the root (data-theme), so that every token below it resolves to one side.
 * @param {HTMLElement} root
 */
export function applyTheme(root) {
  delete root.dataset.theme;
  const host = getComputedStyle(root).getPropertyValue("--st-background-color").trim();
  const chosen = document.documentElement.dataset.theme;
  let dark = chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  if ("printing" in root.dataset) dark = false;
  else if (host) {
    const { read, done } = reader(root);
    dark = luminance(read("--st-background-color")) < 0.45;
    done();
  }
  root.dataset.theme = dark ? "dark" : "light";
}

/**
 * The tokens that a plot needs, as colours and pixels.
 * @param {HTMLElement} root
 * @returns {Covis.Theme}
 */
export function plotTheme(root) {
  const { read, done } = reader(root);
  const style = getComputedStyle(root);
  /** @type {Covis.Theme} */
  const theme = {
    ink: read("--covis-ink"),
    soft: read("--covis-ink-soft"),
    grid: read("--covis-grid"),
    zero: read("--covis-rule-strong"),
    ground: read("--covis-ground"),
    roles: Object.fromEntries(ROLES.map((role) => [role, read(`--covis-${role}`)])),
    scale: Array.from({ length: SHADES }, (_, k) => [k / (SHADES - 1), read(`--covis-scale-${k}`)]),
    family: style.fontFamily,
    size: parseFloat(style.fontSize) * 0.85,
    weight: Number(style.getPropertyValue("--covis-weight")) || 1,
    forced: matchMedia(FORCED).matches,
  };
  done();
  return theme;
}

/**
 * `rgb(r, g, b)` made see-through.
 * @param {string} colour
 * @param {number} alpha
 */
export const faded = (colour, alpha) => colour.replace(/rgba?\(([^,()]+),([^,()]+),([^,()]+)(?:,[^()]*)?\)/, `rgba($1,$2,$3, ${alpha})`);

/**
 * Call `changed` when the page's own light or dark changes; stops with the signal.
 * @param {() => void} changed
 * @param {AbortSignal} signal
 */
export function watchTheme(changed, signal) {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed, { signal });
  matchMedia(FORCED).addEventListener("change", changed, { signal });
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  signal.addEventListener("abort", () => observer.disconnect());
}
