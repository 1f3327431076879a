// One's turns in the lines of full rooms, as a page holds them. Pure.

/**
 * @typedef {Record<string, {room: string, until: string | null}>} Waits  by the code of the session
 */

/**
 * Apply one frame of one's own stream.
 *
 * @param {Waits} waits
 * @param {{t: string, d: any}} frame
 * @returns {Waits}
 */
export function applied(waits, { t, d }) {
  if (t !== "seat.wait") return waits;
  const { [d.session]: _, ...others } = waits;
  return d.room ? { ...others, [d.session]: { room: d.room, until: d.until } } : others;
}

/**
 * Leave out the places that are kept no longer.
 *
 * @param {Waits} waits
 * @param {number} now  in ms
 * @returns {Waits}
 */
export function standing(waits, now) {
  return Object.fromEntries(Object.entries(waits).filter(([, { until }]) => !until || now < Date.parse(until)));
}

/**
 * Whether a page that shows the one should say that it is the other by now.
 *
 * @param {Waits} shown
 * @param {Waits} now
 */
export function differ(shown, now) {
  const sessions = new Set([...Object.keys(shown), ...Object.keys(now)]);
  return [...sessions].some(
    (session) => shown[session]?.room !== now[session]?.room || shown[session]?.until !== now[session]?.until,
  );
}
