// What time it is by the server: clocks of hospital computers may be minutes off.

/** The server's clock, as far as it is known. */
export class ServerClock {
  constructor() {
    this.offset = 0;
  }

  /** @param {string} now  as the server told it a moment ago */
  set(now) {
    const at = Date.parse(now);
    if (!Number.isNaN(at)) this.offset = at - Date.now();
  }

  /** @returns {number} */
  now() {
    return Date.now() + this.offset;
  }
}
