// Which way in a page uses, and when it takes another: decisions only, all pure.

export const RUNG = Object.freeze({ socket: 1, long: 2, short: 3 });

export const WINDOW_MS = 90_000;
export const TRY_EVERY_MS = 5 * 60_000;
export const REMEMBER_MS = 12 * 60 * 60_000;

const BASIC = "Basic connection (updates every few seconds)";
const WORDS = Object.freeze({
  connecting: "Connecting",
  connected: "Connected",
  reconnecting: "Reconnecting",
  ended: "Disconnected",
});
// Said by a server that is full, restarting or cannot look anybody up: nothing about the way to it.
const ORDINARY = new Set([1009, 1012, 1013]);

/**
 * @typedef {"unopened" | "silent" | "closed"} Why  nothing opened; no hello; cut without a word of the server
 * @typedef {{at: number, why: Why}} Loss
 * @typedef {{rung: number, until: number, triedAt: number}} Memory
 */

/**
 * Whether a websocket that closed with this code was cut, and not closed by the portal.
 *
 * @param {number} code
 */
export function isCut(code) {
  return !ORDINARY.has(code) && !(code >= 4000 && code < 5000);
}

/**
 * Keep what still counts.
 *
 * @template {{at: number}} T
 * @param {T[]} happened
 * @param {number} now
 * @returns {T[]}
 */
export function recent(happened, now) {
  return happened.filter(({ at }) => now - at < WINDOW_MS);
}

/**
 * Whether the websocket is to be given up, if the server answers ordinary requests.
 *
 * @param {Loss[]} losses  the latest last
 * @param {number} now
 * @param {number} climbedAt  when it was last taken again after having been given up: then one cut is enough
 * @returns {boolean}
 */
export function mustDrop(losses, now, climbedAt = -Infinity) {
  const counted = recent(losses, now);
  if (!counted.length) return false;
  if (counted.at(-1).why !== "closed") return true;
  return counted.length >= (now - climbedAt < WINDOW_MS ? 1 : 2);
}

/**
 * Whether long requests are to be given up: two were cut while the server answered short ones.
 *
 * @param {{at: number}[]} cuts
 * @param {number} now
 */
export function mustShorten(cuts, now) {
  return recent(cuts, now).length >= 2;
}

/**
 * In how many milliseconds the websocket is tried again, quietly.
 *
 * @param {number} triedAt
 * @param {number} now
 */
export function retryIn(triedAt, now) {
  return Math.min(TRY_EVERY_MS, Math.max(0, triedAt + TRY_EVERY_MS - now));
}

/**
 * Read what was remembered; what is damaged, over, or from a clock that was set back counts as nothing.
 *
 * @param {any} kept
 * @param {number} now
 * @returns {Memory | null}
 */
export function remembered(kept, now) {
  const isWhole = kept && [RUNG.long, RUNG.short].includes(kept.rung) && Number.isFinite(kept.triedAt);
  const isFresh = isWhole && kept.until > now && kept.until <= now + REMEMBER_MS;
  return isFresh ? { rung: kept.rung, until: kept.until, triedAt: kept.triedAt } : null;
}

/**
 * @param {number} rung
 * @param {number} triedAt
 * @param {number} now
 * @returns {Memory}
 */
export function memory(rung, triedAt, now) {
  return { rung, until: now + REMEMBER_MS, triedAt };
}

/**
 * The connection in words.
 *
 * @param {keyof typeof WORDS} state
 * @param {number} rung
 */
export function inWords(state, rung) {
  return state === "connected" && rung !== RUNG.socket ? BASIC : WORDS[state];
}
