import { createHash } from "node:crypto";

/**
 * The identity of a contract's interface: the SHA-256, in hexadecimal, of its canonical JSON without prose.
 *
 * Prose is `summary`, `description`, `title` and `$comment` where OpenAPI 3.x and JSON Schema give them that meaning,
 * and the texts beside OAuth scopes. The same words as names (of a property, a schema, a header) or within values (an
 * example, a default, an extension) are interface. A field that OpenAPI does not know is interface too.
 *
 * The canonical form keeps the order of the document. A plain JavaScript object moves keys such as `200` to the front
 * and forgets where they stood, so a caller to whom the order of statuses matters passes maps as `Map`, which the
 * `mapAsMap` option of the `yaml` package gives. Both forms agree on a document whose integer keys ascend and come
 * first in their maps.
 */
export function interfaceFingerprint(document: unknown): string {
  return createHash("sha256")
    .update(JSON.stringify(canonical(document, "document")))
    .digest("hex");
}

/** What stands at a place of a document. `kept` is a value whose whole content is interface. */
type Kind = "kept" | "scopes" | keyof typeof OBJECTS;

/** How the value of a field is read: one object, an array of them, or a map from names to them. */
type Shape = Kind | readonly ["list" | "names" | "patterned", Kind];

const PROSE = ["summary", "description"] as const;
const CONTENT = { content: ["names", "mediaType"] } as const;
const PARAMETER = { schema: "schema", examples: ["names", "example"], ...CONTENT } as const;

// A field that holds neither prose nor an object with prose is not listed. A `patterned` map may hold extensions; in a
// map of `names` a key that looks like one is a name.
const OBJECTS = {
  document: {
    info: "info",
    servers: ["list", "server"],
    paths: ["patterned", "pathItem"],
    webhooks: ["names", "pathItem"],
    components: "components",
    tags: ["list", "described"],
    externalDocs: "described",
  },
  info: {},
  described: { externalDocs: "described" },
  server: { variables: ["names", "described"] },
  components: {
    schemas: ["names", "schema"],
    responses: ["names", "response"],
    parameters: ["names", "parameter"],
    examples: ["names", "example"],
    requestBodies: ["names", "requestBody"],
    headers: ["names", "parameter"],
    securitySchemes: ["names", "securityScheme"],
    links: ["names", "link"],
    callbacks: ["names", "callback"],
    pathItems: ["names", "pathItem"],
    mediaTypes: ["names", "mediaType"],
  },
  pathItem: {
    get: "operation",
    put: "operation",
    post: "operation",
    delete: "operation",
    options: "operation",
    head: "operation",
    patch: "operation",
    trace: "operation",
    query: "operation",
    additionalOperations: ["names", "operation"],
    servers: ["list", "server"],
    parameters: ["list", "parameter"],
  },
  operation: {
    externalDocs: "described",
    parameters: ["list", "parameter"],
    requestBody: "requestBody",
    responses: ["patterned", "response"],
    callbacks: ["names", "callback"],
    servers: ["list", "server"],
  },
  callback: {},
  parameter: PARAMETER,
  requestBody: CONTENT,
  response: { headers: ["names", "parameter"], links: ["names", "link"], ...CONTENT },
  mediaType: {
    schema: "schema",
    itemSchema: "schema",
    examples: ["names", "example"],
    encoding: ["names", "encoding"],
    prefixEncoding: ["list", "encoding"],
    itemEncoding: "encoding",
  },
  encoding: { headers: ["names", "parameter"], encoding: ["names", "encoding"] },
  example: {},
  link: { server: "server" },
  securityScheme: { flows: "flows" },
  flows: {
    implicit: "flow",
    password: "flow",
    clientCredentials: "flow",
    authorizationCode: "flow",
    deviceAuthorization: "flow",
  },
  flow: { scopes: "scopes" },
  schema: {
    properties: ["names", "schema"],
    patternProperties: ["names", "schema"],
    $defs: ["names", "schema"],
    definitions: ["names", "schema"],
    dependentSchemas: ["names", "schema"],
    allOf: ["list", "schema"],
    anyOf: ["list", "schema"],
    oneOf: ["list", "schema"],
    prefixItems: ["list", "schema"],
    not: "schema",
    if: "schema",
    then: "schema",
    else: "schema",
    items: "schema",
    contains: "schema",
    additionalProperties: "schema",
    propertyNames: "schema",
    unevaluatedItems: "schema",
    unevaluatedProperties: "schema",
    contentSchema: "schema",
    externalDocs: "described",
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, unknown>>>>;

function proseOf(kind: Kind): readonly string[] {
  if (kind === "info") return ["title", ...PROSE];
  return kind === "schema" ? ["title", "$comment", ...PROSE] : PROSE;
}

/** An array for a map (its entries in order), so that the order of keys is part of the text whatever the keys are. */
function canonical(value: unknown, shape: Shape): unknown {
  if (Array.isArray(value)) return { list: value.map((item) => canonical(item, itemShape(shape))) };
  const entries = entriesOf(value);
  if (entries === undefined) return value;
  return entries.flatMap(([key, child]) => {
    const childShape = shapeOf(shape, key);
    if (childShape === undefined) return [];
    return [[key, childShape === "scopes" ? namesOf(child) : canonical(child, childShape)]];
  });
}

function itemShape(shape: Shape): Shape {
  // Before 2020-12, `items` was also an array of schemas.
  if (typeof shape === "string") return shape === "schema" ? shape : "kept";
  return shape[0] === "list" ? shape[1] : "kept";
}

/** The shape of the value under `key`; undefined when it is prose. */
function shapeOf(shape: Shape, key: string): Shape | undefined {
  if (typeof shape !== "string") return shape[0] === "patterned" && key.startsWith("x-") ? "kept" : shape[1];
  if (shape === "kept" || shape === "scopes") return "kept";
  if (proseOf(shape).includes(key)) return undefined;
  if (shape === "callback") return key.startsWith("x-") ? "kept" : "pathItem";
  const fields: Readonly<Record<string, Shape>> = OBJECTS[shape];
  return Object.hasOwn(fields, key) ? fields[key] : "kept";
}

/** The names of the scopes of an OAuth flow; what stands beside them is prose. */
function namesOf(scopes: unknown): unknown {
  return entriesOf(scopes)?.map(([name]) => name) ?? scopes;
}

function entriesOf(value: unknown): [string, unknown][] | undefined {
  if (value instanceof Map) return [...value].map(([key, child]) => [String(key), child]);
  return typeof value === "object" && value !== null ? Object.entries(value) : undefined;
}
