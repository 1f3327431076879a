// What a screen reader is told of by itself: a choice that the browser remembers.

import { HEARD } from "../realtime/announcer.js";
import { element } from "./elements.js";

const KEY = "portal.hearing";
const CHOICES = [
  ["all", "Everything"],
  ["mentions", "Mentions of me and what facilitators say"],
  ["none", "Only what concerns me"],
];

/**
 * Put the choice at the end of a part of the page.
 *
 * @param {HTMLElement} place
 * @param {import("../realtime/announcer.js").Announcer} announcer
 * @param {import("../realtime/kept.js").Kept} kept
 */
export function offerHearing(place, announcer, kept) {
  const remembered = kept.getItem(KEY);
  if (remembered in HEARD) announcer.level = remembered;
  const details = element("details", "app-panel nhsuk-details");
  const summary = element("summary", "nhsuk-details__summary");
  summary.append(element("span", "nhsuk-details__summary-text", "Screen reader announcements"));
  const text = element("div", "nhsuk-details__text");
  const label = element("label", "nhsuk-label", "What should be read out as it happens?");
  label.htmlFor = "hearing";
  const select = element("select", "nhsuk-select");
  select.id = "hearing";
  for (const [value, words] of CHOICES) select.append(new Option(words, value, false, value === announcer.level));
  select.addEventListener("change", () => {
    announcer.level = select.value;
    kept.setItem(KEY, select.value);
  });
  text.append(label, select);
  details.append(summary, text);
  place.append(details);
}
