import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { refuse, type Refusing } from "./refuse.js";

it("answers 500 when the mapping gives no stream where the contract's error is one", async () => {
  const content = [{ type: "application/octet-stream", kind: "binary" }];
  const operation = {
    rule: { operationId: "read", replies: { 400: { content } } },
    problems: { 400: () => ({ message: "no stream" }) },
  };
  const server = createServer((request, response) => {
    // Only what a refusal looks at.
    const refusing = { bound: {}, options: {}, exchange: { request, response }, operation } as unknown;
    refuse(refusing as Refusing<undefined>, { kind: "invalid-request", message: "wrong" });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    const { port } = server.address() as AddressInfo; // a TCP server that listens
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(500);
  } finally {
    server.close();
  }
});
