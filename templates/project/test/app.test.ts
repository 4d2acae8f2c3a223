import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { MemoryStorage } from "specwright/server";
import { createApp } from "../src/app.js";
import { Records } from "../src/records/records.js";

/** Asks the application, on a ledger in memory. */
async function ask(method: string, path: string): Promise<Response> {
  const records = await Records.open({ storage: new MemoryStorage(), onFatal: assert.fail });
  const server = createServer(createApp({ records })).listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    const { port } = server.address() as AddressInfo; // listening on TCP
    return await fetch(`http://127.0.0.1:${port}${path}`, { method });
  } finally {
    server.closeAllConnections();
    server.close();
    await records.close();
  }
}

test("a path that the contract does not know is refused", async () => {
  const response = await ask("GET", "/no/such/path/in/the/contract");
  assert.equal(response.status, 404);
});

// Replace it by what the operation does, once it is written.
test("an operation that is not written yet answers 501", async () => {
  const response = await ask("{{method}}", "{{path}}");
  assert.equal(response.status, 501);
});
