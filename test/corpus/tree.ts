/** Text of each file of a contract, by its path. */
export type Tree = ReadonlyMap<string, string>;

/**
 * A contract of about `3 * count` files, as large public ones are laid out: path items, operations, parameters,
 * responses, headers, examples, prose and schemas each in files of their own, JSON and YAML mixed, joined by `$ref` in
 * every way that there is. Everything that has a number is one of `count` alike.
 */
export function contractTree(count: number): Tree {
  const numbers = Array.from({ length: count }, (_, index) => index);
  return new Map([
    ["api/openapi.yaml", entry(numbers)],
    ["api/description.yml", "introduction: |\n  Prose in a file.\n"],
    ["api/shared/parameters.yml", parameters()],
    ["api/shared/responses/error.json", JSON.stringify(errorResponse())],
    ["api/shared/headers.yml", "RateLimit:\n  schema:\n    type: integer\n"],
    [
      "api/shared/models/error model.yml",
      "type: object\nrequired: [message]\nproperties:\n  message: { type: string }\n",
    ],
    ["api/shared/examples.yml", "first:\n  value: { id: 1 }\n"],
    ...numbers.flatMap((number): [string, string][] => [
      [`api/resources/r${number}/list.yml`, operation(number)],
      [`api/resources/r${number}/item.json`, JSON.stringify(pathItem(number))],
      [`api/resources/r${number}/models/model.yml`, model(number, count)],
    ]),
  ]);
}

function entry(numbers: readonly number[]): string {
  const paths = numbers.map(
    (number) =>
      `  /r${number}:\n    get: { $ref: "resources/r${number}/list.yml" }\n` +
      `  /r${number}/{id}: { $ref: "./resources/r${number}/item.json" }\n`,
  );
  return (
    'openapi: 3.0.3\ncomponents:\n  schemas:\n    Code: { type: integer }\ninfo:\n  title: A tree\n  version: "1"\n' +
    '  description: { $ref: "description.yml#/introduction" }\npaths:\n' +
    paths.join("")
  );
}

function parameters(): string {
  return (
    "limit: { name: limit, in: query, schema: { type: integer } }\n" +
    "id:\n  name: id\n  in: path\n  required: true\n  schema: { type: integer }\n"
  );
}

function errorResponse(): object {
  return {
    description: "refused",
    headers: { RateLimit: { $ref: "../headers.yml#/RateLimit" } },
    content: { "application/json": { schema: { $ref: "../models/error%20model.yml" } } },
  };
}

function operation(number: number): string {
  return `operationId: list${number}
summary: List
parameters: [{ $ref: "../../shared/parameters.yml#/limit" }]
responses:
  "200":
    description: ok
    content:
      application/json:
        schema: { type: array, items: { $ref: "models/model.yml" } }
        examples: { first: { $ref: "../../shared/examples.yml#/first" } }
  "400": { $ref: "../../shared/responses/error.json" }
`;
}

/** Refers to the model by a path with a detour. */
function pathItem(number: number): object {
  const schema = { $ref: `../r${number}/models/./model.yml` };
  const ok = { description: "ok", content: { "application/json": { schema } } };
  return {
    parameters: [{ $ref: "../../shared/parameters.yml#/id" }],
    get: { operationId: `get${number}`, responses: { 200: ok, 400: { $ref: "../../shared/responses/error.json" } } },
  };
}

/** Each model holds the next one and the last the first: a cycle through every file. */
function model(number: number, count: number): string {
  return `type: object
required: [id]
properties:
  id: { type: integer }
  name: { $ref: "#/definitions/name" }
  code: { $ref: "../../../openapi.yaml#/components/schemas/Code" }
  next: { $ref: "../../r${(number + 1) % count}/models/model.yml" }
definitions:
  name: { type: string, maxLength: 20 }
`;
}
