// Places left and people there, in the words of the server's pages.

/**
 * Say how many more people fit, exactly as `pages/offers.py` does; nothing where everybody does. Pure.
 *
 * @param {{left: number | null, is_locked: boolean}} counts
 * @param {number} capacity
 * @returns {string}
 */
export function placesInWords({ left, is_locked: isLocked }, capacity) {
  if (isLocked) return "Closed to more people";
  if (left === null) return "";
  if (left === 0) return "Full";
  return left === 1 ? "1 place left" : `${left} of ${capacity} places left`;
}

/**
 * Say how many people are in a room; nothing while nobody is. Pure.
 *
 * @param {number} here
 * @returns {string}
 */
export function hereInWords(here) {
  if (!here) return "";
  return here === 1 ? "1 person here" : `${here} people here`;
}

/**
 * Whether a room has a line to wait in. Pure.
 *
 * @param {{left: number | null, is_locked: boolean}} counts
 */
export function canBeWaitedFor({ left, is_locked: isLocked }) {
  return !isLocked && left === 0;
}

/**
 * Whether a room can be chosen. Pure.
 *
 * @param {{left: number | null, is_locked: boolean}} counts
 */
export function canBeChosen({ left, is_locked: isLocked }) {
  return !isLocked && left !== 0;
}
