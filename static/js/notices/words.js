// What new notices are called, and when there is news: all pure.

const MOST_COUNTED = 9;

/** @typedef {{unread: number, at: string | null, headline: string}} Told  of the newest */

/** What the link in the header says, in the server's words. */
export function inHeader(unread) {
  if (!unread) return "Notices";
  return `Notices (${unread > MOST_COUNTED ? `${MOST_COUNTED}+` : unread} new)`;
}

/**
 * How many came between two figures. Reading elsewhere takes some away, so a later release is news whatever the count.
 *
 * @param {Told} before
 * @param {Told} now
 */
export function freshBetween(before, now) {
  const isLater = now.at !== null && (before.at === null || Date.parse(now.at) > Date.parse(before.at));
  const more = now.unread - before.unread;
  if (!now.unread) return 0;
  return isLater ? Math.max(1, more) : Math.max(0, more);
}

/** @param {string} headline  of the newest */
export function freshInWords(count, headline) {
  return count === 1 ? `1 new notice: ${headline}` : `${count} new notices`;
}
