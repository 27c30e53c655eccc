// One plot with its controls on the whole screen. Where the browser has no full screen for a page (iPhones), they fill its window.
// The same button, Escape and the system's own way back end it; the focus is where it was.

const WINDOW = "window";

/** @param {HTMLElement} figure its button */
const buttonOf = (figure) => /** @type {HTMLElement | null} */ (figure.querySelector('[data-tool="Full screen"]'));

/**
 * Show a plot on the full screen, or end that.
 * @param {HTMLElement} figure
 */
export async function toggleFullScreen(figure) {
  /** @type {HTMLElement | null} */
  const root = figure.closest(".covis");
  if (!root) return;
  if ("full" in root.dataset) {
    end(root);
    return;
  }
  enter(root, figure);
  try {
    if (!root.requestFullscreen) throw new Error("This browser has no full screen for a page");
    await root.requestFullscreen();
  } catch {
    if ("full" in root.dataset) fillWindow(root);
  }
}

/**
 * @param {HTMLElement} root
 * @param {HTMLElement} figure
 */
function enter(root, figure) {
  root.dataset.full = "screen";
  figure.dataset.full = "";
  buttonOf(figure)?.setAttribute("aria-pressed", "true");
  document.addEventListener("fullscreenchange", ended);
  document.addEventListener("keydown", onKey);
}

/** @param {HTMLElement} root */
function fillWindow(root) {
  root.dataset.full = WINDOW;
  root.popover = "manual"; // above everything, whatever lies round it
  root.showPopover?.();
  document.addEventListener("focusin", hold);
}

/** @param {HTMLElement} root */
function end(root) {
  if (document.fullscreenElement === root) document.exitFullscreen();
  else leave(root);
}

/** @param {HTMLElement} root */
function leave(root) {
  document.removeEventListener("fullscreenchange", ended);
  document.removeEventListener("keydown", onKey);
  document.removeEventListener("focusin", hold);
  root.removeAttribute("popover");
  delete root.dataset.full;
  /** @type {HTMLElement | null} */
  const figure = root.querySelector(".covis-plot[data-full]");
  if (!figure) return;
  delete figure.dataset.full;
  const button = buttonOf(figure);
  button?.setAttribute("aria-pressed", "false");
  button?.focus({ preventScroll: true });
  requestAnimationFrame(() => figure.scrollIntoView({ block: "nearest" }));
}

const shown = () => /** @type {HTMLElement | null} */ (document.querySelector(".covis[data-full]"));

/** The system's own way back. */
function ended() {
  const root = shown();
  if (root && !document.fullscreenElement) leave(root);
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  const root = shown();
  if (event.key === "Escape" && root) end(root);
}

/** What lies under the window-filling picture cannot be seen, so the focus does not go there. @param {FocusEvent} event */
function hold(event) {
  const root = shown();
  if (root && event.target instanceof Element && !root.contains(event.target))
    /** @type {HTMLElement | null} */ (root.querySelector('.covis-plot[data-full] [data-tool="Full screen"]'))?.focus();
}
