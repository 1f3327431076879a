// A conversation with scripts on: what is said as it is said, who has read how far, the connection in words. The page
// works without any of this. The list, the box and the line are those of rooms.

import { followNotices } from "./notices/live.js";
import { freshInWords } from "./notices/words.js";
import { Announcer, WEIGHT } from "./realtime/announcer.js";
import { ServerClock } from "./realtime/clock.js";
import { Line } from "./realtime/line.js";
import { Store } from "./realtime/store.js";
import { Chat } from "./room/chat.js";
import { Composer } from "./room/composer.js";
import { Connection } from "./room/connection.js";
import { REMOVED } from "./room/message.js";
import { TalkActs } from "./talk/acts.js";
import { markDays } from "./talk/days.js";
import { Reading, readInWords } from "./talk/reading.js";

const HIDDEN = "The organisers hid this message.";
const ENDED = "You cannot read this conversation any more.";
const TO_COPY = "Your message was not sent. Copy it if you want to keep it.";
const NOT_SENT = "Your message was not sent. Send it again.";
const TOO_LONG = "Message must be 2,000 characters or fewer.";
const WITHOUT_SENTENCE = { malformed: TOO_LONG, too_large: TOO_LONG };
const GONE = { removed: REMOVED, hidden: HIDDEN };

const page = document.getElementById("talk");
const { stream, me, zone } = page.dataset;
const ask = (type, data) => store.ask(type, data);

const announcer = new Announcer();
const clock = new ServerClock();
const line = new Line();
const acts = new TalkActs(ask, clock, page.dataset);
const chat = new Chat(me, zone, announcer, acts);
const connection = new Connection(announcer);
const reading = new Reading(document.getElementById("chat"), ask);
// Whoever cannot write here has no box.
const composer = document.getElementById("say")
  ? new Composer(
      (body) => store.send("talk.send", { body }),
      () => "",
    )
  : null;
/** @type {{id: string, up_to: string, at: string}[]} */
let read = [];

/** @param {any} message  as frames and states have it: nothing says whether who spoke has a role */
const asLine = ({ gone = "removed", ...message }) => ({
  ...message,
  by: { ...message.by, role: "" },
  gone: GONE[gone],
});

/** What each durable frame of the conversation does. */
const told = {
  "talk.msg": ({ d, at, cid }) => chat.show(asLine({ ...d, at, cid })),
  "talk.edit": ({ d }) => d.body !== null && chat.edit(d),
  "talk.gone": ({ d }) => chat.hide({ id: d.id, body: null, gone: GONE[d.why] }),
  "talk.people": ({ d }) => showPeople(d.people),
};

const store = new Store(line, stream, {
  snap(state) {
    composer?.takeOver();
    acts.isLive = true;
    chat.dressAll();
    chat.snap(state.messages.map(asLine));
    showPeople(state.people);
    read = state.read;
    changed();
  },
  frame(frame) {
    told[frame.t]?.(frame);
    changed();
  },
  counts(counts) {
    read = counts.read;
    changed();
  },
  unsent: (list) => chat.waiting(list, line.state === "connected"),
  refused(unsent, refused) {
    chat.forget(unsent.cid);
    composer?.giveBack(unsent.data.body, refused.sentence ?? WITHOUT_SENTENCE[refused.code] ?? NOT_SENT);
  },
  followed: () => reading.look(),
  ended: () => end(ENDED),
});

followNotices(line, (fresh, headline) => {
  announcer.say("notices", freshInWords(fresh, headline), (count) => `${count} new notices`, WEIGHT.own);
});
line.addEventListener("hello", (event) => clock.set(event.detail.d.now));
line.addEventListener("state", ({ detail }) => {
  connection.show(detail);
  chat.connected(detail.state === "connected");
  if (detail.state === "ended") end("You are disconnected. Load the page again to log in and go on.");
});
connection.show(line);
for (const part of document.querySelectorAll("[data-without-scripts]")) part.hidden = true;
line.start();

function changed() {
  markDays(chat.list, zone);
  reading.look();
  const words = readInWords([...chat.list.querySelectorAll("li[data-cid]")].at(-1), read, me, zone);
  document.getElementById("read-by").textContent = words;
}

/** @param {{id: string, name: string}[]} people */
function showPeople(people) {
  const place = document.getElementById("with");
  if (!place) return;
  const others = people.filter(({ id }) => id !== me).map(({ name }) => name);
  place.textContent = others.length ? `With ${others.join(", ")}` : "Nobody else is in this group now";
}

/** @param {string} why */
function end(why) {
  document.getElementById("ended-words").textContent = why;
  document.getElementById("ended").hidden = false;
  document.getElementById("connection").hidden = true;
  announcer.interrupt(why);
  composer?.stop(why);
  for (const part of document.querySelectorAll(".app-chat__acts, [data-while-open]")) part.hidden = true;
  if (why === ENDED) leaveNothing();
}

/** What cannot be read any more does not stay to be read, nor the box: only what was typed in it, to be copied. */
function leaveNothing() {
  document.getElementById("chat").closest("section").hidden = true;
  if (!composer) return;
  composer.form.hidden = !composer.box.value.trim();
  document.getElementById("say-ended").textContent = TO_COPY;
  composer.box.labels[0].textContent = "Your message";
}
