// The lines between the days of a conversation, as the server draws them.

import { element } from "../room/elements.js";

/**
 * Name the day of an instant as the server does: "Friday 27 May 2022". Pure.
 *
 * @param {string} at  ISO 8601
 * @param {string} zone
 */
export function dayOf(at, zone) {
  const how = { timeZone: zone, weekday: "long", day: "numeric", month: "long", year: "numeric" };
  const parts = new Intl.DateTimeFormat("en-GB", how).formatToParts(new Date(at));
  const part = (type) => parts.find((each) => each.type === type).value;
  return `${part("weekday")} ${part("day")} ${part("month")} ${part("year")}`;
}

/**
 * Draw the lines that are missing. They have numbers between those of messages, so the list keeps them in order.
 *
 * @param {HTMLElement} list
 * @param {string} zone
 */
export function markDays(list, zone) {
  let last = "";
  for (const line of [...list.querySelectorAll("li[data-cid]")]) {
    const at = line.querySelector("time")?.getAttribute("datetime");
    if (!at) continue;
    const day = dayOf(at, zone);
    const key = String(Number(line.dataset.id) - 0.5);
    if (day !== last && !list.querySelector(`[data-id="${CSS.escape(key)}"]`)) {
      const mark = element("li", "app-talk__mark", day);
      mark.dataset.id = key;
      line.before(mark);
    }
    last = day;
  }
}
