// What plays: a button that says Play or Pause, and the seconds that pass from frame to frame. It rests while the document is hidden.
import { h, setText } from "../dom.js";

const LONGEST = 0.1; // seconds that one frame may advance: after a pause of the browser nothing leaps

/**
 * @param {string} name of the control that plays
 * @param {AbortSignal} signal
 * @param {{begin: () => void, pass: (seconds: number) => void, end: () => void}} does `begin` and `end` when it starts and stops, `pass` in
 *   every frame between
 */
export function player(name, signal, { begin, pass, end }) {
  const clock = { name, playing: false, play, pause };
  const toggle = h("button", { type: "button", class: "covis-button covis-play", onclick: () => (clock.playing ? pause() : play()) });
  let last = 0;
  let frame = 0;

  /** @param {number} now */
  function tick(now) {
    frame = 0;
    if (!clock.playing || signal.aborted || document.hidden) return;
    const seconds = Math.max(0, Math.min(LONGEST, (now - last) / 1000)); // a frame may have begun before `last`
    last = now;
    pass(seconds);
    run();
  }
  function run() {
    if (!frame && clock.playing && !document.hidden) frame = requestAnimationFrame(tick);
  }
  function play() {
    if (clock.playing) return;
    clock.playing = true;
    begin();
    show();
    last = performance.now();
    run();
  }
  function pause() {
    if (!clock.playing) return;
    clock.playing = false;
    cancelAnimationFrame(frame);
    frame = 0;
    show();
    end();
  }
  function show() {
    setText(toggle, clock.playing ? "Pause" : "Play");
    toggle.dataset.playing = String(clock.playing);
  }
  const visible = () => {
    last = performance.now();
    run();
  };
  document.addEventListener("visibilitychange", visible, { signal });
  signal.addEventListener("abort", () => cancelAnimationFrame(frame));
  show();
  return { clock, toggle };
}
