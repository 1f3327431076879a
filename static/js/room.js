// A room with scripts on: what is said and who is here as it changes, hands, timer, announcements, the way back to
// the stage, the connection in words, the end. The page works without any of this.

import { followNotices } from "./notices/live.js";
import { freshInWords } from "./notices/words.js";
import { Announcer, WEIGHT } from "./realtime/announcer.js";
import { ServerClock } from "./realtime/clock.js";
import { Kept } from "./realtime/kept.js";
import { Line } from "./realtime/line.js";
import { Store } from "./realtime/store.js";
import { Acts } from "./room/acts.js";
import { Announcements } from "./room/announcements.js";
import { Chat } from "./room/chat.js";
import { Composer } from "./room/composer.js";
import { Connection } from "./room/connection.js";
import { Hands } from "./room/hands.js";
import { Limits } from "./room/limits.js";
import { Notice } from "./room/notice.js";
import { Pause } from "./room/pause.js";
import { People } from "./room/people.js";
import { Tabs } from "./room/tabs.js";
import { Timer } from "./room/timer.js";
import { Timetable } from "./room/timetable.js";

const UNSUB_WITHIN_MS = 500;
const SOON_MS = 5_000;
const OVER = "This session has ended.";
const CLOSED = "This room has closed, or you have no place in it any more.";
const NOT_SENT = "Your message was not sent. Send it again.";
// What is far too long is refused before the room's own rules are asked.
const TOO_LONG = "Message must be 2,000 characters or fewer.";
const WITHOUT_SENTENCE = { malformed: TOO_LONG, too_large: TOO_LONG };

const page = document.getElementById("room");
const { stream, ownStream, staffStream, me, session, room, zone } = page.dataset;
const ask = (type, data) => store.ask(type, data);

const announcer = new Announcer();
const clock = new ServerClock();
const line = new Line();
// Most people run nothing: what hosts need comes for them alone.
const running = staffStream
  ? import("./room/run.js").then(({ Run }) => new Run(ask, page.dataset.run, announcer))
  : null;
const hosting = running
  ? { words: "Mute or remove", press: async (...who) => (await running).restrict(...who) }
  : null;
const people = new People(me, hosting);
const acts = new Acts(ask, clock, Boolean(staffStream));
const chat = new Chat(me, zone, announcer, acts, () => people.find(me)?.name ?? "");
const limits = new Limits(clock, zone, document.getElementById("say"), () => composer.forgive());
const composer = new Composer(say, () => limits.refusal);
const pause = new Pause(document.getElementById("chat-heading").parentElement);
const notice = new Notice();
const hands = new Hands(me, announcer, staffStream ? (person) => ask("fac.hand", { person }) : null);
const timer = new Timer(clock, announcer);
const announcements = new Announcements(zone, announcer);
const connection = new Connection(announcer);
const timetable = new Timetable(page.dataset, clock, () => end(OVER));

const away = import("./room/away.js").then(({ followAway }) => followAway({ line, clock, me, zone, end }));
const showAway = async (list) => (await away)(list);

const recall = import("./room/recall.js").then(({ Recall }) => new Recall(clock, announcer));
const showRecall = async (called) => (await recall).set(called);

const source = import("./room/sources.js").then(({ followSource }) => followSource(announcer, notice));
const showSource = async (number) => (await source)(number);

/** What each durable frame of the room does. */
const told = {
  "chat.msg": (frame) => {
    const show = () => chat.show({ ...frame.d, at: frame.at, cid: frame.cid });
    if (frame.d.by.id === me) show();
    else pause.when(show);
  },
  "chat.edit": ({ d }) => pause.when(() => chat.edit(d)),
  "chat.hide": ({ d }) => pause.when(() => chat.hide(d)),
  "hand.queue": ({ d }) => {
    hands.change(d);
    if (d.given?.id === me) notice.say("You have been given the word.");
  },
  timer: ({ d }) => timer.change(d),
  announce: ({ d, at }) => announcements.add({ ...d, at }),
  "announce.off": ({ d }) => announcements.remove(d.id),
  recall: ({ d }) => showRecall(d),
  "room.away": ({ d }) => showAway(d.people),
  "room.source": ({ d }) => showSource(d.source),
  "room.state": ({ d }) => conducted(d),
  "room.times": ({ d }) => retimed(timetable.set(d)),
};

const store = new Store(line, stream, {
  snap(state) {
    timetable.set(state);
    conducted(state);
    composer.takeOver();
    acts.isLive = true;
    chat.dressAll();
    pause.when(() => chat.snap(state.messages), chat.missing(state.messages));
    hands.snap(state.hands);
    timer.set(state.timer);
    announcements.snap(state.announcements);
    showRecall(state.recall);
    showAway(state.away);
    showSource(state.source);
  },
  frame: (frame) => told[frame.t]?.(frame),
  // A roster that comes whole is no news by itself.
  people: (list) => pause.when(() => people.show(list), 0),
  moved: (diff) => pause.when(() => people.apply(diff)),
  unsent: (list) => chat.waiting(list, line.state === "connected"),
  refused(unsent, refused) {
    chat.forget(unsent.cid);
    if (refused.retryMs) limits.wait(refused.retryMs);
    const wait = refused.retryMs ? limits.refusal : "";
    composer.giveBack(unsent.data.body, wait || (refused.sentence ?? WITHOUT_SENTENCE[refused.code] ?? NOT_SENT));
  },
  counts: (counts) => tabs.count(counts),
  reset: () => document.getElementById("earlier").removeAttribute("hidden"),
  // The server closes the stream at the end of the session, perhaps a moment before the page's own clock does.
  ended: () => {
    end(timetable.isOverWithin(SOON_MS) ? OVER : timetable.notYet || CLOSED);
    tellWhy();
  },
});
// Until it is there, and without it, the forms are posted.
import("./room/commands.js").then(({ takeCommands }) => takeCommands(store));
const tabs = new Tabs({
  line,
  stream,
  announcer,
  isHost: Boolean(staffStream),
  running,
});

if (ownStream) {
  new Store(line, ownStream, {
    snap(state) {
      if (state.seats[session] && state.seats[session] !== room) moved();
      const muted = (state.restrictions ?? []).find((each) => each.room === room && each.kind === "muted");
      limits.mute(muted ?? null);
    },
    frame({ t, d }) {
      if (t === "seat.moved" && d.session === session && d.room !== room) moved(d.room);
      if (t === "help.state" && d.by) notice.say("There is news under “Ask for help”.");
      if (t === "you.restricted" && d.room === room) restricted(d);
    },
  });
}
running?.then((run) => {
  new Store(line, staffStream, {
    snap: (state) => run.snap(state),
    frame: (frame) => run.take(frame),
    counts: (counts) => run.count(counts),
  });
});

// In the voice of the room, which speaks one thing at a time.
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
import("./room/hearing.js").then(({ offerHearing }) => {
  offerHearing(document.querySelector(".app-room__people"), announcer, new Kept("localStorage"));
});
import("./room/beside.js").then(({ begin }) => begin({ line, stream, me, zone, announcer }));
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

/** @param {string} body */
function say(body) {
  store.send("chat.send", { body });
  if (!people.find(me)?.role) limits.wait();
}

/** @param {string} words  when the session is now */
function retimed(words) {
  notice.say(words);
  announcer.say("times", words, undefined, WEIGHT.important);
}

/** @param {{slow_seconds?: number, is_locked?: boolean}} state */
function conducted(state) {
  limits.slow(state.slow_seconds);
  const locked = document.getElementById("locked");
  if (locked) locked.hidden = !state.is_locked;
}

/** @param {{kind: string, because: string, until: string | null, is_over: boolean}} restriction */
function restricted(restriction) {
  if (restriction.kind === "muted") {
    limits.mute(restriction.is_over ? null : restriction);
    forgiveHand();
    const words = limits.why || "You can write in the chat again.";
    notice.say(words);
    announcer.say("muted", words, undefined, WEIGHT.own);
  } else if (restriction.is_over) {
    letBackIn();
  } else {
    const why = restriction.because ? ` Reason: ${sentence(restriction.because)}` : "";
    end(`You have been removed from this room.${why}`, true);
  }
}

/** Nobody said why the room is closed to this person: its door does. */
async function tellWhy() {
  const told = document.getElementById("ended-words");
  if (told.textContent !== CLOSED) return;
  try {
    const answer = await fetch(location.href, { credentials: "same-origin", cache: "no-store" });
    const door = new DOMParser().parseFromString(await answer.text(), "text/html");
    const why = door.querySelector("[data-why]")?.textContent.trim();
    if (why && told.textContent === CLOSED) told.textContent = why;
  } catch {
    // What stands there is true, if less.
  }
}

/** @param {string} words */
function sentence(words) {
  return /[.!?]$/.test(words) ? words : `${words}.`;
}

/** Who was removed may come back: their page has ended, so it says how. */
function letBackIn() {
  const words = "You have been let back into this room.";
  for (const id of ["ended-words", "say-ended"]) document.getElementById(id).textContent = words;
  document.getElementById("ended-back").hidden = false;
  announcer.say("back", words, undefined, WEIGHT.own);
}

/** What a hand was refused for is no more. */
function forgiveHand() {
  for (const told of document.querySelectorAll("[data-hand-up] .nhsuk-error-message")) told.remove();
}

/** @param {string | null} [to]  the code of the room that the person is in now, if any */
function moved(to = null) {
  end(to ? "You have moved to another room." : "You have left this room.");
}

/**
 * @param {string} why
 * @param {boolean} isRemoval  told at once, and instead of whatever was told before
 */
function end(why, isRemoval = false) {
  const wasOver = page.classList.contains("app-room--ended");
  if (wasOver && !isRemoval) return;
  page.classList.add("app-room--ended");
  document.getElementById("ended-words").textContent = why;
  // What has ended by the clock may be open again by now; who moved or was removed has nothing to look for here.
  document.getElementById("ended-back").hidden = isRemoval || ![OVER, CLOSED, timetable.notYet].includes(why);
  document.getElementById("muted")?.setAttribute("hidden", "");
  notice.clear();
  document.getElementById("ended").hidden = false;
  if (isRemoval) announcer.interrupt(why);
  else announcer.say("ended", why, undefined, WEIGHT.own);
  composer.stop(why);
  // What plays would go on for whoever is outside.
  document.getElementById("sources").replaceChildren();
  // Nothing here is live any more, and there is nothing left to do, to change or to leave.
  document.getElementById("connection").hidden = true;
  for (const part of document.querySelectorAll(".app-room__actions, .app-chat__acts")) part.hidden = true;
  line.request("unsub", stream).catch(() => {});
}
