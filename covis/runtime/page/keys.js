// Single keys for a visualisation (N for its next preset, ? for the list). What they do is in tools/, which comes with the first of them.

const TYPED = "input:not([type=range], [type=radio], [type=checkbox], [type=button]), textarea, select, [contenteditable]";
const OFF = "covis.keys"; // in the browser's storage, for people whom single keys get in the way of

/** Whether single keys are switched off in this browser. */
export function keysOff() {
  try {
    return localStorage.getItem(OFF) === "off";
  } catch {
    return false; // storage is switched off
  }
}

/** @param {boolean} off */
export function switchKeys(off) {
  try {
    if (off) localStorage.setItem(OFF, "off");
    else localStorage.removeItem(OFF);
  } catch {
    // it holds for this page alone
  }
}

/**
 * The visualisation that a key is for: the one that is taught with, that has the focus, or the only one.
 * @param {HTMLElement} root
 */
function meant(root) {
  /** @type {HTMLElement[]} */
  const roots = [...document.querySelectorAll("section.covis[data-ready=true]")].filter((each) => each instanceof HTMLElement);
  const wanted = roots.find((each) => "teach" in each.dataset) ?? roots.find((each) => each.contains(document.activeElement));
  return root === (wanted ?? (roots.length === 1 ? roots[0] : null));
}

/**
 * Hand keys that are not typed into anything to `press`.
 * @param {HTMLElement} root
 * @param {(event: KeyboardEvent) => void} press
 * @param {AbortSignal} signal
 */
export function watchKeys(root, press, signal) {
  /** @param {KeyboardEvent} event */
  const listener = (event) => {
    const [target] = event.composedPath();
    const teaching = "teach" in root.dataset;
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !meant(root)) return;
    if (target instanceof Element && target.closest("dialog, [role=dialog]")) return;
    const remote = teaching && /^Page(Up|Down)$/.test(event.key); // nothing is typed with them, and a presenter has no other
    if (!remote && target instanceof Element && target.closest(TYPED)) return;
    if (teaching || (event.key.length === 1 && event.key !== " " && !keysOff())) press(event);
  };
  document.addEventListener("keydown", listener, { signal, capture: true }); // before a slider takes the keys of a presenter's remote
}
