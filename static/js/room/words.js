// Times in the words of the pages.

/**
 * Tell the time of an instant as the server does: "9:30am", "11am", "midday", "midnight".
 *
 * @param {string} at  ISO 8601
 * @param {string} zone
 * @returns {string}
 */
export function clock(at, zone) {
  const parts = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" })
    .formatToParts(new Date(at))
    .reduce((found, { type, value }) => ({ ...found, [type]: Number(value) }), {});
  const { hour, minute } = parts;
  if (minute === 0 && hour === 0) return "midnight";
  if (minute === 0 && hour === 12) return "midday";
  const minutes = minute ? `:${String(minute).padStart(2, "0")}` : "";
  return `${hour % 12 || 12}${minutes}${hour < 12 ? "am" : "pm"}`;
}
