import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryStorage } from "specwright/server";
import { Records } from "../src/records/records.js";

function open(storage: MemoryStorage): Promise<Records> {
  return Records.open({ storage, onFatal: assert.fail });
}

test("what is stored is there after a restart", async () => {
  const storage = new MemoryStorage();
  const before = await open(storage);
  assert.deepEqual(await before.put({ id: "a", value: { text: "first" } }), { kind: "stored", revision: 1 });
  assert.deepEqual(await before.put({ id: "a", value: { text: "second" } }), { kind: "stored", revision: 2 });
  await before.close();

  const after = await open(storage);
  assert.deepEqual(after.get("a"), { revision: 2, value: { text: "second" } });
  assert.equal(after.get("b"), undefined);
  await after.close();
});

test("of two that expect the same revision one is stored", async () => {
  const records = await open(new MemoryStorage());
  const outcomes = await Promise.all([1, 2].map((value) => records.put({ id: "a", value, expected: 0 })));
  assert.deepEqual(outcomes, [
    { kind: "stored", revision: 1 },
    { kind: "conflict", revision: 1 },
  ]);
  await records.close();
});
