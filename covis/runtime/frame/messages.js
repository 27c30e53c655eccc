// The handle over postMessage, for a page that embeds a visualisation in an <iframe>:
// {covis: "set" | "snapshot", id, controls} -> {covis: "reply", id, ok, result | error}, to the window that asked (docs/embedding.md).

/**
 * Answer messages for `handle`. `id` is the asker's own mark and comes back; `visualisation` picks one of several.
 * @param {Covis.Handle} handle
 * @param {string} visualisation
 * @param {AbortSignal} signal
 */
export function answerMessages(handle, visualisation, signal) {
  /** @param {MessageEvent} event */
  const listener = async (event) => {
    const { covis: request, id = null, controls, visualisation: wanted = visualisation } = event.data ?? {};
    if (!event.source || wanted !== visualisation || (request !== "set" && request !== "snapshot")) return;
    const reply = { covis: "reply", id, visualisation };
    try {
      if (request === "set") await handle.set(controls);
      Object.assign(reply, { ok: true, result: handle.snapshot() });
    } catch (error) {
      Object.assign(reply, { ok: false, error: /** @type {Error} */ (error).message });
    }
    event.source.postMessage(reply, { targetOrigin: event.origin === "null" ? "*" : event.origin });
  };
  window.addEventListener("message", listener, { signal });
}
