// What a room has beside its tabs, loaded when the chat is there: reactions, and who runs the room meanwhile.

import { followDeputies } from "./deputies.js";
import { takeReactions } from "./reactions.js";

/**
 * @param {object} room
 * @param {import("../realtime/line.js").Line} room.line
 * @param {string} room.stream
 * @param {string} room.me
 * @param {string} room.zone
 * @param {import("../realtime/announcer.js").Announcer} room.announcer
 */
export function begin(room) {
  takeReactions(room.line, room.stream);
  followDeputies(room);
}
