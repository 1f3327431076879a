// Who runs the room while its hosts are away, in words to everybody, and at once to whoever is to run it.

import { WEIGHT } from "../realtime/announcer.js";
import { Store } from "../realtime/store.js";
import { element } from "./elements.js";
import { clock as inWords } from "./words.js";

const NOBODY = "the facilitator";

/**
 * @typedef {{id: string, name: string, absent: string, because: string}} Deputy
 * @typedef {{id: string, name: string, absent: string, how: string, until: string}} Ended
 */

/**
 * Who runs the room: `breakouts/deputies/presenters.py` in JavaScript. Pure.
 *
 * @param {Deputy} deputy
 * @param {boolean} isMe
 */
export function deputyInWords({ name, absent, because }, isMe) {
  if (because === "handed") return `${absent} has handed the room to ${isMe ? "you" : name}.`;
  const meanwhile = {
    reconnecting: `while ${absent || NOBODY} is reconnecting`,
    called_away: `while ${absent || NOBODY} is called away`,
    late: `until ${absent || NOBODY} is here`,
  };
  return `${isMe ? "You are" : `${name} is`} running the room ${meanwhile[because]}.`;
}

/**
 * What everybody is told when a deputy's time ends, and the deputy themselves; nothing where it is no news. Pure.
 *
 * @param {Ended} ended
 * @param {boolean} isMe
 * @param {string} zone
 */
export function endInWords({ name, absent, how, until }, isMe, zone) {
  const who = absent || "The facilitator";
  const finish = ` You can finish what you have begun until ${inWords(until, zone)}.`;
  if (how === "back") return isMe ? `${who} is back.${finish}` : `${who} is back and runs the room.`;
  if (how === "taken_back") return isMe ? `The room was taken back.${finish}` : `${name} no longer runs the room.`;
  if (how === "handed_on") return isMe ? `The room was handed on.${finish}` : "";
  if (how === "declined") return isMe ? "You do not run the room." : `${name} no longer runs the room.`;
  return "";
}

/**
 * @param {object} room
 * @param {import("../realtime/line.js").Line} room.line
 * @param {string} room.stream
 * @param {string} room.me
 * @param {string} room.zone
 * @param {import("../realtime/announcer.js").Announcer} room.announcer
 */
export function followDeputies({ line, stream, me, zone, announcer }) {
  const box = document.getElementById("deputy");
  const words = document.getElementById("deputy-words");
  const mine = document.getElementById("deputy-mine");
  if (!box) return;
  // The page itself has told whoever loaded it.
  let told = box.hidden ? "" : words.textContent;

  const show = (text, isMine) => {
    box.hidden = !text;
    words.textContent = text;
    mine.hidden = !isMine;
    showTab(isMine, mine.querySelector("a"));
  };
  const tell = (text, isMine) => {
    if (!text || text === told) return;
    told = text;
    // Somebody else has to act now; all others can hear of it in their turn.
    if (isMine) announcer.interrupt(text);
    else announcer.say("deputy", text, undefined, WEIGHT.important);
  };
  const set = (deputy) => {
    const isMine = deputy?.id === me;
    const text = deputy ? deputyInWords(deputy, isMine) : "";
    show(text, isMine);
    tell(text, isMine);
    if (!text) told = "";
  };
  const store = new Store(line, `${stream}.deputy`, {
    snap: ({ deputy }) => set(deputy),
    frame({ d: { deputy, ended } }) {
      const wasMine = ended?.id === me;
      const news = ended ? endInWords(ended, wasMine, zone) : "";
      set(deputy);
      if (wasMine && !deputy) show(news, false);
      if (deputy && !wasMine) return;
      tell(news, wasMine);
    },
  });
  mine.querySelector("form").addEventListener("submit", (event) => {
    if (!store.isFollowing) return;
    event.preventDefault();
    store.ask("fac.deputy", { person: null }).catch(() => event.target.submit());
  });
}

/**
 * Whoever runs the room now finds it among the tabs, as on a page that is loaded anew.
 *
 * @param {boolean} isMine
 * @param {HTMLAnchorElement} link  to the page on which it is run
 */
function showTab(isMine, link) {
  const list = document.querySelector(".app-tabs__list");
  const own = list.querySelector("[data-deputy]");
  if (!isMine) own?.remove();
  else if (!own && !list.querySelector(`a[href="${CSS.escape(link.getAttribute("href"))}"]`)) {
    const tab = element("a", "app-tabs__link", link.textContent);
    tab.href = link.href;
    const item = element("li");
    item.dataset.deputy = "";
    item.append(tab);
    list.append(item);
  }
}
