// Forms of the organisers: the error summary first, and one more line when the last person is chosen.

const summary = document.querySelector("[data-error-summary]");
// The admin's own script moves the focus to the first field of a new form once it has loaded.
if (summary) window.addEventListener("load", () => setTimeout(() => summary.focus()));

function offerAnotherLine(event) {
  const people = event.target.closest?.("[data-people]");
  if (!people) return;
  const lines = [...people.querySelectorAll("select")];
  const last = lines[lines.length - 1];
  if (!last.value) return;
  const line = last.cloneNode(true);
  const label = people.getAttribute("aria-label");
  line.value = "";
  line.id = `${lines[0].id}_${lines.length}`;
  line.setAttribute("aria-label", `${label} ${lines.length + 1}`);
  people.append(line);
}

document.addEventListener("change", offerAnotherLine);
