import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Contract } from "../../generator/document/contract.js";
import { writeFiles } from "../../generator/files.js";
import { generate } from "../../generator/generate.js";
import { generateFolder } from "../../generator/project.js";
import type { Exchange } from "../../generated/runtime/exchange.js";
import type { ValidateRequest } from "../../generated/runtime/router-options.js";
import { createValidation } from "../../templates/targets/express-openapi-validator.js";
import { temporaryFolder } from "../folders.js";
import { RUN, startTaskRunner, type TestServer } from "../server/task-runner.js";

const OPTIONS = {
  name: "pets",
  source: "pets.yaml",
  runtime: "../runtime/",
  targets: [],
  validation: "express-openapi-validator",
} as const;

/** What openapi-document.js exports for a contract. */
async function documentOf(text: string): Promise<object> {
  const files = generate(
    Contract.load("pets.yaml", () => text),
    OPTIONS,
  );
  const { folder, remove } = temporaryFolder({ "package.json": '{ "type": "module" }' });
  try {
    writeFiles(folder, files);
    const module: unknown = await import(pathToFileURL(join(folder, "openapi-document.js")).href);
    return (module as { openapiDocument: object }).openapiDocument;
  } finally {
    remove();
  }
}

/** With everything in it that express-openapi-validator answers 500 for. */
const AWKWARD = `openapi: 3.1.0
info: { title: Pets, version: "1", x-more: { $ref: "https://more.invalid/a" } }
servers: [{ url: "https://pets.test/a+b/v1" }]
paths:
  /pets:
    post:
      operationId: addPet
      requestBody:
        content:
          application/json:
            schema: { $ref: "#/components/schemas/Pet" }
            example: { id: "no:uri at all" }
      responses: { default: { description: Any. } }
components:
  schemas:
    Pet:
      type: object
      example: { id: "%" }
      properties:
        example: { type: string }
        either: { nullable: true, anyOf: [{ type: string }] }
        dash: { type: string, pattern: "[\\\\w\\\\-.]+" }
        pair: { type: array, prefixItems: [{ type: string }, { type: integer }] }
        age: { type: integer, exclusiveMinimum: true, minimum: 0 }
`;

let server: TestServer;
let validate: ValidateRequest;
let asked = 0;

beforeAll(async () => {
  validate = await createValidation(await documentOf(readFileSync("openapi/taskrunner.yaml", "utf8")));
  server = await startTaskRunner({
    mount: "/mounted",
    handlers: {
      getRunState: () => ({ status: 200, body: RUN }),
      createPackRun: ({ body }) => ({
        status: 409,
        body: { error: { code: "got", message: JSON.stringify(body) } },
      }),
    },
    options: {
      validate: async (exchange) => {
        const cause = await validate(exchange);
        if (cause !== undefined) asked += 1;
        return cause;
      },
    },
  });
}, 60_000);
afterAll(() => server.close());

function send(path: string, body?: string, type = "application/json"): Promise<Response> {
  const headers = { authorization: "Bearer secret", ...(body !== undefined && { "content-type": type }) };
  const init = body === undefined ? { headers } : { method: "POST", headers, body };
  return fetch(`${server.url}/v1/task-runner/runs${path}`, init);
}

describe("express-openapi-validator as the engine", () => {
  it("lets through what the contract allows", async () => {
    expect((await send("/run-1")).status).toBe(200);
    const created = await send("", '{"manifest":"m","inputs":{"a":[1,null]}}');
    expect([created.status, await created.json()]).toEqual([
      409,
      { error: { code: "got", message: '{"manifest":"m","inputs":{"a":[1,null]}}' } },
    ]);
    expect(asked).toBe(0);
  });

  it.each([
    ["a parameter", "/no%20run", undefined, 400],
    ["a body", "", '{"manifest":1}', 400],
    ["a body that is not JSON", "", "{", 400],
  ])("refuses %s in the contract's shape", async (_what, path, body, status) => {
    const before = asked;
    const response = await send(path, body);
    expect(response.status).toBe(status);
    expect(asked).toBe(before + 1);
    const shape = (await response.json()) as object;
    expect(Object.keys(shape)).toEqual([path === "" ? "errors" : "error"]);
  });

  it("serves a contract that it does not serve as it is, and still checks it", async () => {
    const check = await createValidation(await documentOf(AWKWARD));
    const host = createServer((request, response) => {
      const exchange = { request, response } as Exchange; // all of it that is used
      void check(exchange).then((cause) => response.end(cause?.message ?? "fine"));
    }).listen(0, "127.0.0.1");
    await once(host, "listening");
    const { port } = host.address() as AddressInfo; // listening on TCP
    const answers = [
      '{"age":1,"pair":["a",1],"either":null,"example":"e","dash":"-"}',
      '{"age":0}',
      '{"example":1}',
    ].map(async (body) => {
      const headers = { "content-type": "application/json" };
      return (await fetch(`http://127.0.0.1:${port}/pets`, { method: "POST", headers, body })).text();
    });
    expect(await Promise.all(answers)).toEqual([
      "fine",
      "request/body/age must be > 0",
      "request/body/example must be string",
    ]);
    host.closeAllConnections();
    host.close();
  });

  it("is generated beside the server when the configuration asks for it", () => {
    const contract = Contract.load("pets.yaml", () => AWKWARD);
    const files = generateFolder(contract, { ...OPTIONS, document: "pets.yaml" });
    const template = readFileSync("templates/targets/express-openapi-validator.ts", "utf8");
    expect(files.get("pets/express-openapi-validator.ts")).toBe(template);
    expect([...files.keys()]).toContain("pets/openapi-document.d.ts");
  });

  it("says at the start what it cannot serve", async () => {
    await expect(createValidation({ openapi: "3.0.0" })).rejects.toThrow("cannot serve the document");
    const newer = AWKWARD.replace("3.1.0", "3.2.0");
    await expect(documentOf(newer)).rejects.toThrow(
      "pets.yaml:1:1: express-openapi-validator does not read OpenAPI 3.2",
    );
  });
});
