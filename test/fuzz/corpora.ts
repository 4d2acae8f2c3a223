import type { Corpus } from "./mutate.js";

const NASTY = [
  "__proto__",
  "constructor",
  "\0",
  "\ud800",
  "\u2028",
  "\ufeff",
  "1e400",
  "-0",
  "9007199254740993",
  "\r\n",
];
const JSON_PIECES = ['{"a":', "[", "]", "}", '"', "\\", "\\u12", "null", "true", "1", ",", ":", ...NASTY];

const RECORD =
  '{"schema_version":1,"event_id":"evt_job_accepted_j_000001","request_id":"r","job_id":"j",' +
  '"event_type":"job.accepted","occurred_at":"2026-04-28T12:00:00Z","actor":"a","payload":{"job_type":"rpi.run"}}';
const SEALED = `${RECORD.slice(0, -1)},"at":2,"durable":2,"crc":"00000000"}`;

/** Ledgers: records with and without seals, marks, blank lines. */
export const RECORDS: Corpus = {
  texts: [`${RECORD}\n`, `\n\n${SEALED}\n`, `${RECORD}\n\n\n${RECORD}\n`, `\n\n${SEALED}\n\n\n`, `${RECORD}\n{oops`],
  pieces: [
    "\n",
    "\n\n",
    RECORD,
    ',"crc":"00000000"',
    ',"durable":99',
    ',"at":0',
    "2026-13-99T99:99:99Z",
    ...JSON_PIECES,
  ],
};

const YAML = `openapi: 3.1.0
info: { title: t, version: "1" }
paths:
  /a/{id}:
    get:
      operationId: getA
      parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
      responses:
        "200": { description: d, content: { application/json: { schema: { $ref: "#/components/schemas/A" } } } }
components:
  schemas:
    A:
      { type: object, required: [x], properties: { x: { type: integer }, next: { $ref: "#/components/schemas/A" } } }
`;
const SMALL_YAML = `openapi: 3.0.3
info: {title: t, version: "1"}
paths: {}
components: {schemas: {A: {allOf: [{type: string}]}}}
`;
const CONTRACT_JSON = JSON.stringify({
  openapi: "3.1.0",
  info: { title: "t", version: "1" },
  paths: {
    "/a": {
      post: { requestBody: { content: { "*/*": { schema: {} } } }, responses: { default: { description: "" } } },
    },
  },
  components: {
    schemas: { A: { oneOf: [{ $ref: "#/components/schemas/B" }, { const: null }] }, B: { enum: [1, "x"] } },
  },
});

/** Contracts, small ones: what hurts is in the grammar, not in the size. */
export const CONTRACTS: Corpus = {
  texts: [SMALL_YAML, CONTRACT_JSON, CONTRACT_JSON, SMALL_YAML, YAML],
  pieces: [
    "$ref: ",
    '"$ref":"#/components/schemas/A"',
    "#/paths/~1a/get",
    "&a ",
    "*a",
    "<<: ",
    "!!binary ",
    "- ",
    "? ",
    "|\n",
    "---\n",
    "{",
    "}",
    "[",
    "]",
    "\t",
    "\n  ",
    "type: [string, null]",
    "allOf",
    "#",
    "~",
    ...NASTY,
  ],
};

/** Request bodies. */
export const BODIES: Corpus = {
  texts: [
    '{"job_type":"rpi.run","payload":{"a":[1,2,{"b":null}]}}',
    "[]",
    '"text"',
    "",
    `${"[".repeat(900)}${"]".repeat(900)}`,
  ],
  pieces: JSON_PIECES,
};

/** `query#path#header`. */
export const PARAMETERS: Corpus = {
  texts: [
    "list=1,2&more=a&more=b&filter[a]=1&json=%7B%7D&x=y#id#a,b",
    "pipes=true|false&filter[a][]=2##session=1; a=b",
  ],
  pieces: [
    "%",
    "%zz",
    "%ff",
    "%00",
    "+",
    "&",
    "=",
    "[",
    "]",
    "[]",
    ";",
    ",",
    "|",
    "%7C",
    "%20",
    "filter[__proto__]=x",
    ...NASTY,
  ],
};
