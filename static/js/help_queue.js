// The help queue with scripts on: it asks for itself every few seconds. Where somebody writes nothing is replaced.

const EVERY_MS = 5_000;

for (const part of document.querySelectorAll("[data-without-scripts]")) part.hidden = true;
setInterval(refresh, EVERY_MS);

/** Whether somebody is at work in the queue: what they have typed stays, and so does the focus. */
function isBusy(queue) {
  const boxes = [...queue.querySelectorAll("textarea")];
  return queue.contains(document.activeElement) || boxes.some((box) => box.value !== box.defaultValue);
}

async function refresh() {
  const queue = document.getElementById("help-queue");
  if (document.hidden || isBusy(queue)) return;
  try {
    const answer = await fetch(document.querySelector("[data-without-scripts] a").href, {
      credentials: "same-origin",
      cache: "no-store",
    });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("help-queue");
    if (fresh && !isBusy(queue)) queue.replaceWith(document.adoptNode(fresh));
  } catch {
    // The next time may work again.
  }
}
