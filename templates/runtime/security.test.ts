import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { createExchange } from "./exchange.js";
import { isAuthorized, type Alternative } from "./security.js";

const request = new IncomingMessage(new Socket());
const exchange = createExchange(request, new ServerResponse(request));

/** Decides with schemes named after their verdict; tells which were asked. */
function decide(verify: Readonly<Record<string, unknown>>, alternatives: readonly Alternative[]) {
  const asked: string[] = [];
  const schemes = Object.fromEntries(
    Object.entries(verify).map(([name, verdict]) => [
      name,
      {
        find: () => (name === "absent" ? undefined : "credential"),
        verify: () => {
          asked.push(name);
          return verdict as boolean; // also what only JavaScript could return
        },
      },
    ]),
  );
  return { verdict: isAuthorized(alternatives, schemes, { exchange, context: undefined, operationId: "op" }), asked };
}

const VERDICTS = {
  yes: true,
  no: false,
  absent: true,
  truthy: 1,
  later: Promise.resolve(true),
  never: Promise.resolve(false),
  laterTruthy: Promise.resolve(1),
};

describe("isAuthorized", () => {
  it.each([
    [[], false, []],
    [[{}], true, []],
    [[{ yes: [] }], true, ["yes"]],
    [[{ truthy: [] }], false, ["truthy"]],
    [[{ absent: [] }, { yes: [] }], true, ["yes"]],
    [[{ unknown: [] }], false, []],
    [[{ no: [], yes: [] }, { yes: [] }], true, ["no", "yes"]],
    [[{ yes: [], no: [] }, { no: [] }], false, ["yes", "no", "no"]],
    [[{ later: [], yes: [] }], true, ["later", "yes"]],
    [[{ later: [], no: [] }, { later: [] }], true, ["later", "no", "later"]],
    [[{ never: [], yes: [] }, { laterTruthy: [] }], false, ["never", "laterTruthy"]],
    [[{ yes: [], later: [] }, { no: [] }], true, ["yes", "later"]],
  ] as const)("%j is %s", async (alternatives, expected, order) => {
    const { verdict, asked } = decide(VERDICTS, alternatives);
    expect(await verdict).toBe(expected);
    expect(asked).toEqual(order);
  });

  it("decides at once when every function does", () => {
    expect(decide(VERDICTS, [{ no: [] }, { yes: [] }]).verdict).toBe(true);
  });

  it("rejects when a function does", async () => {
    const fault = new Error("no connection");
    await expect(decide({ broken: Promise.reject(fault) }, [{ broken: [] }]).verdict).rejects.toBe(fault);
  });
});
