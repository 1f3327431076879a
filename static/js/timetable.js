// Moving cards of the timetable by mouse and by arrow keys. Both fill in the card's own form and send it, so that
// the server decides; the board that it answers takes the place of this one, and the focus stays on the card.

const STEP = 5;
const MINUTE = 60_000;

const board = () => document.querySelector("[data-board]");
// Keys come faster than answers: each move waits for the one before.
let line = Promise.resolve();

const next = (move) => {
  line = line.then(move, move);
};

function say(text) {
  const status = document.querySelector("[data-status]");
  if (status) status.textContent = text;
}

async function send(form, submitter, focus) {
  say("Moving");
  try {
    const body = new FormData(form, submitter);
    const answer = await fetch(form.action, { method: "POST", body, credentials: "same-origin" });
    show(new DOMParser().parseFromString(await answer.text(), "text/html"), answer.url, focus);
  } catch {
    // No connection: the plain form says so in the browser's own words, and nothing is lost.
    form.submit();
  }
}

function show(page, url, focus) {
  const fresh = page.querySelector("[data-board]");
  if (!fresh) {
    // Logged out, or an error page: show it as it is.
    window.location.assign(url);
    return;
  }
  const scrolled = document.querySelector(".timetable")?.scrollLeft ?? 0;
  board().replaceWith(document.importNode(fresh, true));
  document.title = page.title;
  const table = document.querySelector(".timetable");
  if (table) table.scrollLeft = scrolled;
  prepare();
  const card = document.getElementById(focus.card);
  const refusal = card?.querySelector(".card__refusal");
  if (!refusal) {
    const target = card?.querySelector(focus.control) ?? card;
    if (focus.control !== "[data-move]") target?.closest("details")?.setAttribute("open", "");
    target?.focus();
  } else {
    document.querySelector("[data-error-summary]")?.focus();
  }
  const times = card?.querySelector(".card__line")?.textContent.trim();
  say(refusal ? refusal.textContent.trim() : `Moved: ${times}`);
}

// --- By keyboard ---

function onKey(event) {
  const handle = event.target.closest?.("[data-move]");
  if (!handle || event.altKey || event.ctrlKey || event.metaKey) return;
  const step = { ArrowUp: -STEP, ArrowDown: STEP }[event.key];
  const aside = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (!step && !aside) return;
  event.preventDefault();
  const { id } = handle.closest("[data-card]");
  next(() => (step ? moveBy(id, step) : moveAside(id, aside)));
}

function moveBy(id, step) {
  const form = document.getElementById(id)?.querySelector("form");
  return form && send(form, form.querySelector(`[data-step="${step}"]`), { card: id, control: "[data-move]" });
}

function moveAside(id, aside) {
  const form = document.getElementById(id)?.querySelector("form");
  const place = form?.place && form.place.selectedIndex + aside;
  if (place === undefined || place < 0 || place >= form.place.options.length) {
    say(`There is no place to the ${aside < 0 ? "left" : "right"}`);
    return undefined;
  }
  form.place.selectedIndex = place;
  return send(form, form.querySelector("[data-go]"), { card: id, control: "[data-move]" });
}

function onSubmit(event) {
  const card = event.target.closest?.("[data-card]");
  if (!card || !event.submitter) return;
  event.preventDefault();
  const step = event.submitter.dataset.step;
  const control = step ? `[data-step="${step}"]` : "[data-go]";
  next(() => send(event.target, event.submitter, { card: card.id, control }));
}

// --- By mouse ---

let dragged = null;

function startDrag(event) {
  dragged = event.target.closest?.("[data-card]");
  if (!dragged) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.id);
}

const cellOf = (event) => event.target.closest?.("td[data-place]");

function overCell(event) {
  const cell = dragged && cellOf(event);
  if (!cell) return;
  event.preventDefault();
  for (const other of document.querySelectorAll(".is-target")) other.classList.remove("is-target");
  cell.classList.add("is-target");
}

// Wall times are reckoned as if they were UTC: only the server knows the zone.
function startAt(cell, y) {
  const rows = [];
  for (let row = cell.parentElement; row && rows.length < cell.rowSpan; row = row.nextElementSibling) rows.push(row);
  const row = rows.find((each) => y < each.getBoundingClientRect().bottom) ?? rows.at(-1);
  const box = row.getBoundingClientRect();
  const share = Math.max(0, Math.min(1, (y - box.top) / box.height));
  const minutes = Math.floor((share * Number(row.dataset.minutes)) / STEP) * STEP;
  return new Date(Date.parse(`${row.dataset.starts}Z`) + minutes * MINUTE).toISOString();
}

function drop(event) {
  const cell = dragged && cellOf(event);
  if (!cell) return;
  event.preventDefault();
  const card = dragged;
  const form = card.querySelector("form");
  const start = startAt(cell, event.clientY);
  form.start_day.value = start.slice(0, 10);
  form.start_time.value = start.slice(11, 16);
  if (form.place && cell.dataset.place) form.place.value = cell.dataset.place;
  endDrag();
  next(() => send(form, form.querySelector("[data-go]"), { card: card.id, control: "[data-move]" }));
}

function endDrag() {
  dragged = null;
  for (const cell of document.querySelectorAll(".is-target")) cell.classList.remove("is-target");
}

// Only with scripts can a card be dragged, so only they say so.
function prepare() {
  for (const card of document.querySelectorAll("[data-card]")) card.draggable = true;
}

prepare();
document.addEventListener("keydown", onKey);
document.addEventListener("submit", onSubmit);
document.addEventListener("dragstart", startDrag);
document.addEventListener("dragover", overCell);
document.addEventListener("drop", drop);
document.addEventListener("dragend", endDrag);
document.querySelector("[data-error-summary]")?.focus();
