// The rooms of a session while they can be chosen, with scripts on: places left and people there as they change.
// Nothing here is read aloud by itself: the figures of a busy minute would drown everything else.

import { followNotices } from "./notices/live.js";
import { ServerClock } from "./realtime/clock.js";
import { Line } from "./realtime/line.js";
import { Store } from "./realtime/store.js";
import { canBeChosen, canBeWaitedFor, hereInWords, placesInWords } from "./room/places.js";

const LOOK_EVERY_MS = 1_000;
const OVER = "Places are not kept up to date any more. Load the page again to see how they stand.";

const list = document.getElementById("lobby");
const { stream, ownStream, session, doorsOpen } = list.dataset;
const connection = document.getElementById("connection");
const clock = new ServerClock();
const line = new Line();
let seatIn = list.querySelector("[data-mine]")?.dataset.room;

new Store(line, stream, {
  snap: show,
  frame() {},
  counts: show,
  ended: () => (connection.textContent = OVER),
});
if (ownStream) {
  new Store(line, ownStream, {
    snap({ seats }) {
      // Who hosts a room has it without a seat.
      if (seats[session]) moved(seats[session]);
    },
    frame({ t, d }) {
      if (t === "seat.moved" && d.session === session) moved(d.room);
      // The turn in the line of a full room came, or is over.
      if (t === "seat.wait" && d.session === session) document.getElementById("moved").hidden = false;
      // Removed from one of these rooms, or let back in: what is offered here has changed.
      const isHere = d.kind === "removed" && [...list.querySelectorAll("[data-room]")].some(({ dataset }) => dataset.room === d.room);
      if (t === "you.restricted" && isHere) document.getElementById("moved").hidden = false;
    },
  });
}
line.addEventListener("hello", ({ detail }) => clock.set(detail.d.now));
line.addEventListener("state", ({ detail }) => tellState(detail));
followNotices(line);
tellState(line);
const doors = setInterval(lookAtDoors, LOOK_EVERY_MS);
line.start();

/** @param {{rooms: Record<string, {left: number | null, here: number, is_locked: boolean}>}} told */
function show({ rooms }) {
  for (const room of list.querySelectorAll("[data-room]")) {
    const counts = rooms[room.dataset.room];
    if (counts) showRoom(room, counts);
  }
}

/**
 * @param {HTMLElement} room
 * @param {{left: number | null, here: number, is_locked: boolean}} counts
 */
function showRoom(room, counts) {
  const places = room.querySelector("[data-places]");
  write(places, placesInWords(counts, Number(room.dataset.capacity)));
  places.hidden = !places.textContent;
  // Its line is kept while nobody is there: a button must not move away from whoever presses it.
  const here = room.querySelector("[data-here]");
  write(here, hereInWords(counts.here));
  here.hidden = false;
  const can = canBeChosen(counts);
  showJoin(room, canBeWaitedFor(counts));
  const form = room.querySelector("form[data-chooses]") ?? (can && room.dataset.choose ? addForm(room) : null);
  const button = form?.querySelector("button");
  if (!button || button.ariaDisabled === String(!can)) return;
  // Not `disabled`: who has the focus on it must not lose it.
  button.ariaDisabled = String(!can);
  button.classList.toggle("nhsuk-button--disabled", !can);
}

/**
 * @param {HTMLElement} part
 * @param {string} words
 */
function write(part, words) {
  if (part.textContent !== words) part.textContent = words;
}

/**
 * Somebody can wait for a room that fills, and need not for one that has places again.
 *
 * @param {HTMLElement} room
 * @param {boolean} isFull
 */
function showJoin(room, isFull) {
  const { line } = room.dataset;
  const join = room.querySelector("form[data-join]") ?? (isFull && line ? addOf("wait", room, line) : null);
  if (join) join.hidden = !isFull || room.dataset.room === seatIn;
}

/**
 * A room that was full has a place again.
 *
 * @param {HTMLElement} room
 */
function addForm(room) {
  const form = addOf("choose", room, room.dataset.choose);
  form.elements.next.value = isOpen() ? room.dataset.inside : location.pathname;
  return form;
}

/**
 * @param {"choose" | "wait"} template
 * @param {HTMLElement} room
 * @param {string} action
 */
function addOf(template, room, action) {
  const form = document.getElementById(template).content.cloneNode(true).querySelector("form");
  form.action = action;
  form.querySelector("[data-name]").textContent = room.querySelector("bdi").textContent;
  room.append(form);
  return form;
}

// Before the button hears of it: a press on a full room is not the first of two, of which the second is left out.
document.addEventListener(
  "click",
  (event) => {
    if (!event.target.closest("button[aria-disabled=true]")) return;
    event.preventDefault();
    event.stopPropagation();
  },
  true,
);

/** @param {string | null | undefined} room  where the person's seat is now */
function moved(room) {
  seatIn = room ?? undefined;
  const mine = list.querySelector("[data-mine]")?.dataset.room;
  document.getElementById("moved").hidden = seatIn === mine;
}

function isOpen() {
  return clock.now() >= Date.parse(doorsOpen);
}

/** Once the doors are open, choosing leads straight in. */
function lookAtDoors() {
  if (!isOpen()) return;
  clearInterval(doors);
  const shut = document.getElementById("doors-shut");
  if (shut) {
    shut.hidden = true;
    document.getElementById("doors-open").hidden = false;
  }
  for (const room of list.querySelectorAll("[data-inside]")) {
    const next = room.querySelector("form[data-chooses] [name=next]");
    if (next) next.value = room.dataset.inside;
  }
}

/** @param {{state: string, words: string}} told */
function tellState({ state, words }) {
  connection.hidden = false;
  connection.textContent = state === "ended" ? `${words}. Load the page again to go on` : words;
  connection.classList.toggle("app-connection--lost", state !== "connected");
}
