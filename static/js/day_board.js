// The day board with scripts on: it asks every few seconds for what changed and puts only that in its place.
// What has the focus, is opened or is being typed stays as it is, and nothing scrolls away.

const EVERY_MS = 5_000;
const board = document.getElementById("board");
const updated = document.getElementById("updated");
let etag = "";
let isAsking = false;

setInterval(refresh, EVERY_MS);
document.addEventListener("visibilitychange", refresh);

async function refresh() {
  if (document.hidden || isAsking) return;
  isAsking = true;
  try {
    const answer = await fetch(board.dataset.live, {
      credentials: "same-origin",
      cache: "no-store",
      redirect: "error",
      headers: etag ? { "If-None-Match": etag } : {},
    });
    if (answer.status !== 304) await put(answer);
    say(`Updated at ${answer.headers.get("X-Read-At")}.`, false);
  } catch {
    if (!updated.dataset.failed) say(`${updated.textContent} It could not be updated since.`, true);
  } finally {
    isAsking = false;
  }
}

async function put(answer) {
  if (!answer.ok) throw new Error(answer.status);
  const text = await answer.text();
  const fresh = new DOMParser().parseFromString(text, "text/html").body;
  sync(board, fresh);
  etag = answer.headers.get("ETag") ?? "";
}

function say(words, hasFailed) {
  // Read out when it fails; the time of every success would drown all else.
  updated.setAttribute("aria-live", hasFailed ? "assertive" : "off");
  updated.textContent = words;
  updated.parentElement.classList.toggle("day-board__updated--failed", hasFailed);
  if (hasFailed) updated.dataset.failed = "1";
  else delete updated.dataset.failed;
}

/** Make the children of one element those of another. Nodes that stay are not moved if they have the focus. */
function sync(old, fresh) {
  const keyed = new Map([...old.children].filter(keyOf).map((child) => [keyOf(child), child]));
  let next = old.firstChild;
  for (const wanted of [...fresh.childNodes]) {
    const found = keyOf(wanted) ? keyed.get(keyOf(wanted)) : next && isAlike(next, wanted) ? next : null;
    if (!found) {
      old.insertBefore(document.adoptNode(wanted), next);
      continue;
    }
    // What stands before it makes room, rather than that it moves and loses the focus.
    if (hasFocus(found)) while (next && next !== found) next = aside(old, next);
    if (found === next) next = next.nextSibling;
    else old.insertBefore(found, next);
    become(found, wanted);
  }
  while (next) {
    const gone = next;
    next = next.nextSibling;
    // A button that is about to be pressed stays: what it would do is refused in words.
    if (!hasFocus(gone)) gone.remove();
  }
}

function aside(old, node) {
  const after = node.nextSibling;
  old.append(node);
  return after;
}

function become(old, fresh) {
  if (old.nodeType === Node.TEXT_NODE) {
    if (old.data !== fresh.data) old.data = fresh.data;
    return;
  }
  if (old.nodeType !== Node.ELEMENT_NODE) return;
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  for (const { name } of [...old.attributes]) {
    // Whether details are open is up to whoever reads them.
    if (name !== "open" && !fresh.hasAttribute(name)) old.removeAttribute(name);
  }
  if (old.localName !== "textarea") sync(old, fresh);
}

function isAlike(old, fresh) {
  return old.nodeType === fresh.nodeType && old.nodeName === fresh.nodeName && !keyOf(old) && !keyOf(fresh);
}

function keyOf(node) {
  return node.dataset?.key;
}

function hasFocus(node) {
  return node === document.activeElement || (node.nodeType === Node.ELEMENT_NODE && node.contains(document.activeElement));
}
