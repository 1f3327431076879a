import assert from "node:assert/strict";
import { test } from "node:test";
import { inOrder } from "../../../static/js/room/people.js";

test("hosts stand first, facilitators before chairs before speakers, then the others by name", () => {
  const people = [
    { id: "1", name: "zoë", role: "" },
    { id: "2", name: "Bo", role: "Speaker" },
    { id: "3", name: "Émile", role: "" },
    { id: "4", name: "Cal", role: "Chair" },
    { id: "5", name: "Zed", role: "Facilitator" },
    { id: "6", name: "Ada" },
    { id: "7", name: "Abe", role: "Facilitator" },
  ];
  assert.deepEqual(
    inOrder(people).map(({ name }) => name),
    ["Abe", "Zed", "Cal", "Bo", "Ada", "Émile", "zoë"],
  );
  assert.equal(people[0].name, "zoë", "the list that came is left as it was");
});
