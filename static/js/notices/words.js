// What new notices are called, and when there is news: decisions only, all pure.

const MOST_COUNTED = 9;

/** @typedef {{unread: number, at: string | null, headline: string}} Told  newest release, and what it says */

/**
 * What the link in the header says: the same words as the server's.
 *
 * @param {number} unread
 */
export function inHeader(unread) {
  if (!unread) return "Notices";
  return `Notices (${unread > MOST_COUNTED ? `${MOST_COUNTED}+` : unread} new)`;
}

/**
 * How many notices came between two figures. Reading elsewhere takes some away meanwhile, so a later release is news
 * whatever the count says; and who reads the newest first makes none of the older ones news.
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

/**
 * @param {number} count
 * @param {string} headline  of the newest
 */
export function freshInWords(count, headline) {
  return count === 1 ? `1 new notice: ${headline}` : `${count} new notices`;
}
