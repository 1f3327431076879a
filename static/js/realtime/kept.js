// What a page keeps in the browser. Where that is blocked or full, it is kept for as long as the page is open.

/** A storage that never throws. */
export class Kept {
  /** @param {"localStorage" | "sessionStorage"} name */
  constructor(name) {
    this.name = name;
    /** @type {Map<string, string>} */
    this.values = new Map();
  }

  /** @param {string} key */
  getItem(key) {
    if (this.values.has(key)) return this.values.get(key);
    try {
      return globalThis[this.name].getItem(key);
    } catch {
      return null;
    }
  }

  /**
   * @param {string} key
   * @param {string} value
   */
  setItem(key, value) {
    try {
      globalThis[this.name].setItem(key, value);
      this.values.delete(key);
    } catch {
      this.values.set(key, value);
    }
  }

  /** @param {string} key */
  removeItem(key) {
    this.values.delete(key);
    try {
      globalThis[this.name].removeItem(key);
    } catch {
      // What cannot be reached cannot be read either.
    }
  }
}

/**
 * Read what was kept as JSON; what is not, or was cut short, counts as nothing.
 *
 * @param {{getItem(key: string): string | null}} storage
 * @param {string} key
 * @returns {any} or null
 */
export function read(storage, key) {
  try {
    return JSON.parse(storage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}
