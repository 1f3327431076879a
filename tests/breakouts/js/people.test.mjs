import assert from "node:assert/strict";
import { test } from "node:test";
import { inOrder, placeOf } from "../../../static/js/room/people.js";

test("hosts stand first, facilitators before chairs before speakers before organisers, then the others by name", () => {
  const people = [
    { id: "1", name: "zoë", role: "" },
    { id: "2", name: "Bo", role: "Speaker" },
    { id: "3", name: "Émile", role: "" },
    { id: "4", name: "Cal", role: "Chair" },
    { id: "8", name: "Amy", role: "Organiser" },
    { id: "5", name: "Zed", role: "Facilitator" },
    { id: "6", name: "Ada" },
    { id: "7", name: "Abe", role: "Facilitator" },
  ];
  assert.deepEqual(
    inOrder(people).map(({ name }) => name),
    ["Abe", "Zed", "Cal", "Bo", "Amy", "Ada", "Émile", "zoë"],
  );
  assert.equal(people[0].name, "zoë", "the list that came is left as it was");
});

test("who comes in is put where sorting would put them, and found again there, namesakes too", () => {
  const names = ["Ann", "ann", "Änn", "Ben", "Cal", ""];
  let seed = 7;
  const draw = (most) => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return Math.floor((seed / 2147483648) * most);
  };
  const list = [];
  for (let id = 0; id < 300; id += 1) {
    const person = { id: String(id), name: names[draw(names.length)], role: draw(5) ? "" : "Chair" };
    list.splice(placeOf(list, person), 0, person);
    if (!draw(3)) {
      const gone = list[draw(list.length)];
      assert.equal(list[placeOf(list, gone)], gone);
      list.splice(placeOf(list, gone), 1);
    }
    assert.deepEqual(list, inOrder(list));
  }
});
