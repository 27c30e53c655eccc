// Put into every page before its own scripts. It knows nothing of the page: it reads the slider's value after input events, and one number
// from the drawn SVG (or a few pixels of a canvas) after each animation frame. What changed there has been painted.
(() => {
  /** @type {Window & {probe?: any}} */
  const page = window;
  /** @type {any} */
  const probe = { running: false, inputs: [], paints: [], slider: () => null, drawn: () => null };
  page.probe = probe;
  let stamp = 0; // when the last pointer event reached the browser
  /** @type {unknown} */
  let value;
  /** @type {unknown} */
  let picture;

  const look = () => {
    if (!probe.running) return;
    const now = probe.slider();
    if (now !== value) {
      value = now;
      probe.inputs.push([stamp, now]);
    }
  };
  /** @param {Event} event */
  const heard = (event) => {
    look();
    stamp = event.timeStamp;
    setTimeout(look); // when the page has answered
  };
  for (const kind of ["pointermove", "touchmove"]) window.addEventListener(kind, heard, { capture: true, passive: true });

  const after = new MessageChannel(); // its message comes when the frame has been drawn
  after.port1.onmessage = () => {
    if (!probe.running) return;
    const now = probe.drawn();
    if (now === picture || now === null) return;
    picture = now;
    probe.paints.push([performance.now(), now]);
  };
  const frame = () => {
    look();
    after.port2.postMessage(0);
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);

  /** Begin to count; the number that is drawn now. */
  probe.start = () => {
    Object.assign(probe, { inputs: [], paints: [], running: true });
    [value, picture] = [probe.slider(), probe.drawn()];
    return [value, picture];
  };
  probe.stop = () => {
    probe.running = false;
    return { inputs: probe.inputs, paints: probe.paints, last: [probe.slider(), probe.drawn()] };
  };
})();
