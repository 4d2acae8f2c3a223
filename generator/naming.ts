import { posix } from "node:path";
import type { Api } from "./model/api.js";
import { directionalSchemas } from "./model/direction.js";
import type { Operation } from "./model/operation.js";
import { claimName } from "./model/unique-names.js";

/** Names that an emitted file gives to one operation. */
export interface OperationNames {
  /** Function of the client and method of the handlers: `submitJob`. */
  readonly call: string;
  /** Type of what a handler is given and a client gives: `SubmitJobRequest`. */
  readonly request: string;
  /** Type of what a handler gives and a client is given: `SubmitJobReply`. */
  readonly reply: string;
}

/** Every identifier of one contract's generated code. Same contract, same names, whatever else it holds. */
export interface Names {
  /** Prefix of the types that stand for the whole contract: `Jobspec` in `JobspecHandlers`. */
  readonly contract: string;
  /** Type of the schema at an address of `Api.schemas`. */
  readonly schemas: ReadonlyMap<string, string>;
  /** The same for schemas whose values differ by direction, as they are in requests: `PetInRequest` beside `Pet`. */
  readonly requestSchemas: ReadonlyMap<string, string>;
  readonly operations: ReadonlyMap<Operation, OperationNames>;
  /** Of what servers send: webhooks, then callbacks. */
  readonly messages: ReadonlyMap<Operation, Omit<OperationNames, "call">>;
}

/** Chooses the names: components keep theirs, an operation's types give way to a component of the same name. */
export function chooseNames(api: Api, contractName: string): Names {
  const taken = new Set<string>(GLOBAL_TYPES);
  const schemas = new Map<string, string>();
  for (const { name, node } of api.componentSchemas) schemas.set(node, claimName(typeName(name), taken));
  for (const address of api.schemas.keys()) {
    if (!schemas.has(address)) schemas.set(address, claimName(typeName(lastWord(address)), taken));
  }
  const requestSchemas = new Map(
    [...directionalSchemas(api)].map((address) => [address, claimName(`${schemas.get(address)}InRequest`, taken)]),
  );
  const calls = new Set<string>();
  const operations = new Map<Operation, OperationNames>();
  for (const operation of api.operations) {
    const call = claimName(valueName(operation.operationId), calls);
    const base = typeName(call);
    operations.set(operation, { call, request: typeOf(base, "Request", taken), reply: typeOf(base, "Reply", taken) });
  }
  const messages = new Map<Operation, Omit<OperationNames, "call">>();
  for (const message of [...api.webhooks, ...api.callbacks]) {
    const word = api.webhooks.includes(message) ? "Webhook" : "Callback";
    const base = `${typeName(message.operationId)}${word}`;
    messages.set(message, { request: typeOf(base, "Request", taken), reply: typeOf(base, "Reply", taken) });
  }
  return { contract: typeName(contractName), schemas, requestSchemas, operations, messages };
}

function typeOf(base: string, word: string, taken: Set<string>): string {
  return claimName(taken.has(`${base}${word}`) ? `${base}Operation${word}` : `${base}${word}`, taken);
}

/** The last word of an address that is a name rather than a keyword: `file#/a/Pet/properties/tag` gives `PetTag`. */
function lastWord(address: string): string {
  const [file = "", pointer = ""] = address.split("#");
  const steps = pointer
    .split("/")
    .filter((step) => step !== "" && !KEYWORDS.has(step))
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
  if (steps.length === 0) return posix.basename(file).replace(/\.[a-z]+$/i, "");
  return steps.slice(-2).join("-");
}

const KEYWORDS = new Set([
  "properties",
  "items",
  "schema",
  "schemas",
  "components",
  "paths",
  "content",
  "application~1json",
  "responses",
  "requestBody",
  "additionalProperties",
  "allOf",
  "anyOf",
  "oneOf",
  "$defs",
  "definitions",
]);

/**
 * Types that emitted code uses from the language and from `templates/runtime`; a component of that name gets another.
 */
const GLOBAL_TYPES = [
  "Array",
  "AsyncIterable",
  "Exclude",
  "Object",
  "Promise",
  "Readonly",
  "ReadonlyArray",
  "Record",
  "Uint8Array",
  "Blob",
  "Refusal",
  "ServerSentEvent",
  "Status",
  "Status1XX",
  "Status2XX",
  "Status3XX",
  "Status4XX",
  "Status5XX",
];

/** PascalCase identifier of a contract's name: `simple-user` gives `SimpleUser`, `2fa` gives `_2fa`. */
export function typeName(name: string): string {
  return identifier(words(name).map(capitalised).join(""));
}

/** camelCase identifier of a contract's name: `repos/list-tags` gives `reposListTags`. Reserved words end in `_`. */
export function valueName(name: string): string {
  const [first = "", ...rest] = words(name);
  const start = first.charAt(0).toLowerCase() + first.slice(1);
  const joined = identifier(start + rest.map(capitalised).join(""));
  return RESERVED.has(joined) ? `${joined}_` : joined;
}

/** The word with its first letter in upper case. */
export function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function words(name: string): string[] {
  return name.split(/[^\p{ID_Continue}]+/u).filter((word) => word !== "");
}

function identifier(text: string): string {
  if (text === "") return "_";
  return /^[\p{ID_Start}_$]/u.test(text) ? text : `_${text}`;
}

/**
 * ECMAScript 2025 section 12.7.2, and what module code or the emitted code itself cannot use as a function's name: a
 * module that exports `then` is waited for by `import()` as if it were a promise.
 */
const RESERVED: ReadonlySet<string> = new Set([
  "arguments",
  "await",
  "break",
  "case",
  "catch",
  "class",
  "const",
  "continue",
  "debugger",
  "default",
  "delete",
  "do",
  "else",
  "enum",
  "eval",
  "export",
  "extends",
  "false",
  "finally",
  "for",
  "function",
  "if",
  "implements",
  "import",
  "in",
  "instanceof",
  "interface",
  "let",
  "new",
  "null",
  "package",
  "private",
  "protected",
  "public",
  "return",
  "static",
  "super",
  "switch",
  "this",
  "throw",
  "true",
  "try",
  "typeof",
  "undefined",
  "var",
  "void",
  "while",
  "with",
  "yield",
  "constructor",
  "then",
  "call",
  "client",
  "options",
  "request",
]);
