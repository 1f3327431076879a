// The page on which a room is run, with scripts on: it asks for itself anew when something was done, said or raised,
// and puts in what has changed. Its forms stay as they are. The page works without any of this.

import { followNotices } from "./notices/live.js";
import { freshInWords } from "./notices/words.js";
import { Announcer, WEIGHT } from "./realtime/announcer.js";
import { Line } from "./realtime/line.js";
import { Store } from "./realtime/store.js";

const AT_MOST_EVERY_MS = 2_000;
const PARTS = ["ends", "waiting", "deputy", "reports", "help", "standing", "recall", "lock", "questions", "notes", "messages", "log", "hands-heading", "people-heading", "restricted"];

// These stand inside a section whose form must stay as it is; the others are brought up to date as whole sections.
const ALONE = new Set(["standing", "ends"]);

const page = document.getElementById("run");
const { staffStream } = page.dataset;
const announcer = new Announcer();
const line = new Line();
let timer = 0;
let freshAt = Date.now();

followNotices(line, (fresh, headline) => {
  announcer.say("notices", freshInWords(fresh, headline), (count) => `${count} new notices`, WEIGHT.own);
});
// Who runs the room is in it: the page follows the room as well.
const quiet = { snap: () => later(), frame: () => later() };
new Store(line, staffStream.replace(/\.staff$/, ""), { ...quiet, people: () => later(), moved: () => later() });
new Store(line, staffStream, {
  ...quiet,
  frame({ t, d }) {
    const many = (count) => `${count} messages were reported`;
    if (t === "mod.report") announcer.say("report", "A message was reported", many, WEIGHT.important);
    if (t === "help.call" && d.state === "open") announcer.say("help", "Somebody asks for help", undefined, WEIGHT.important);
    later();
  },
});
for (const part of document.querySelectorAll("[data-without-scripts]")) part.hidden = true;
line.start();

/** Many things happen at once: they are shown together. */
function later() {
  if (timer) return;
  timer = setTimeout(refresh, Math.max(0, freshAt + AT_MOST_EVERY_MS - Date.now()));
}

async function refresh() {
  try {
    const answer = await fetch(location.pathname, { credentials: "same-origin", cache: "no-store" });
    if (answer.ok) take(new DOMParser().parseFromString(await answer.text(), "text/html"));
  } catch {
    // The next thing that happens tries again.
  } finally {
    timer = 0;
    freshAt = Date.now();
  }
}

/** @param {Document} fresh */
function take(fresh) {
  // While its doors are shut the room's own page comes instead: what is being written here stays.
  const isShut = !fresh.getElementById("run");
  document.getElementById("shut").hidden = !isShut;
  if (isShut) announcer.say("shut", document.getElementById("shut-words").textContent, undefined, WEIGHT.important);
  else show(fresh);
}

/** @param {Document} fresh */
function show(fresh) {
  for (const id of PARTS) {
    const [old, made] = [partOf(document, id), partOf(fresh, id)];
    // Where somebody is, nothing moves: it is brought up to date when they have left it.
    if (old?.contains(document.activeElement) || old?.innerHTML === made?.innerHTML) continue;
    if (old && made) old.replaceWith(document.adoptNode(made));
    else if (old) old.remove();
    else if (made) page.lastElementChild.append(document.adoptNode(made));
  }
}

/**
 * @param {Document} where
 * @param {string} id
 */
function partOf(where, id) {
  const part = where.getElementById(id);
  return ALONE.has(id) ? part : (part?.closest("section") ?? null);
}

page.addEventListener("focusout", () => later());
