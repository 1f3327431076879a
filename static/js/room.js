// A room with scripts on: the chat and the list of people as they change, the connection in words, the end.
// The page works without any of this.

import { Announcer } from "./realtime/announcer.js";
import { Line } from "./realtime/line.js";
import { Store } from "./realtime/store.js";
import { Chat } from "./room/chat.js";
import { Composer } from "./room/composer.js";
import { People } from "./room/people.js";
import { Timetable } from "./room/timetable.js";

const UNSUB_WITHIN_MS = 500;
const NOT_SENT = "Your message was not sent. Send it again.";
// What is far too long is refused before the room's own rules are asked.
const TOO_LONG = "Message must be 2,000 characters or fewer.";
const WITHOUT_SENTENCE = { malformed: TOO_LONG, too_large: TOO_LONG };

const page = document.getElementById("room");
const { stream, ownStream, me, session, room } = page.dataset;

const announcer = new Announcer();
const line = new Line();
const people = new People(me);
const chat = new Chat(me, page.dataset.zone, announcer);
const composer = new Composer((body) => store.send("chat.send", { body }));
const timetable = new Timetable(page.dataset, () => end("This session has ended."));

const store = new Store(line, stream, {
  snap(state) {
    timetable.endsAt = Date.parse(state.ends_at);
    composer.takeOver();
    chat.snap(state.messages);
  },
  frame(frame) {
    if (frame.t === "chat.msg") chat.show({ ...frame.d, at: frame.at, cid: frame.cid });
  },
  people: (list) => people.show(list),
  moved: () => people.show([...store.roster.people.values()]),
  unsent: (list) => chat.waiting(list),
  refused(unsent, refused) {
    chat.forget(unsent.cid);
    composer.giveBack(unsent.data.body, refused.sentence ?? WITHOUT_SENTENCE[refused.code] ?? NOT_SENT);
  },
  reset: () => document.getElementById("earlier").removeAttribute("hidden"),
  ended: () => end("You are not in this room any more."),
});

if (ownStream) {
  new Store(line, ownStream, {
    snap(state) {
      if (state.seats[session] && state.seats[session] !== room) moved();
    },
    frame(frame) {
      if (frame.t === "seat.moved" && frame.d.session === session && frame.d.room !== room) moved(frame.d.room);
    },
  });
}

line.addEventListener("hello", (event) => timetable.setClock(Date.parse(event.detail.d.now)));
line.addEventListener("state", (event) => connection(event.detail));
connection(line);
for (const part of document.querySelectorAll("[data-without-scripts]")) part.hidden = true;

for (const form of document.querySelectorAll("[data-leave]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    // Others see the person go at once; without this they would see the line being lost.
    const wait = new Promise((resolve) => setTimeout(resolve, UNSUB_WITHIN_MS));
    Promise.race([line.request("unsub", stream).catch(() => {}), wait]).then(() => form.submit());
  });
}

line.start();

/** @param {{state: string, words: string}} told */
function connection({ state, words }) {
  const told = document.getElementById("connection");
  told.hidden = false;
  told.textContent = state === "ended" ? "Disconnected. Load the page again to go on" : words;
  if (state === "ended") end("You are disconnected. Load the page again to log in and go on.");
  told.classList.toggle("app-connection--lost", state !== "connected");
}

/** @param {string | null} [to]  the code of the room that the person is in now, if any */
function moved(to = null) {
  end(to ? "You have moved to another room." : "You have left this room.");
}

/** @param {string} why */
function end(why) {
  if (page.classList.contains("app-room--ended")) return;
  page.classList.add("app-room--ended");
  document.getElementById("ended-words").textContent = why;
  document.getElementById("ended").hidden = false;
  announcer.say("ended", why, () => why);
  composer.stop();
  line.request("unsub", stream).catch(() => {});
}
