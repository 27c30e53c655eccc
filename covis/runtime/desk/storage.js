// A value kept in the tab's own storage: it survives a reload, and ends with the tab. Where storage is full or switched off, nothing is kept.

/** @param {string} key */
export function stored(key) {
  return {
    /** @returns {Record<string, any>} */
    read() {
      try {
        const found = JSON.parse(sessionStorage.getItem(key) ?? "{}");
        return typeof found === "object" && found ? found : {};
      } catch {
        return {};
      }
    },
    /** @param {Record<string, any>} value */
    write(value) {
      try {
        sessionStorage.setItem(key, JSON.stringify(value));
      } catch {}
    },
  };
}
