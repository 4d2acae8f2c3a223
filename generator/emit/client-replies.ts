import { hasOnly } from "../model/keywords.js";
import type { Operation } from "../model/operation.js";
import type { Header } from "../model/response.js";
import { isOnly, type Schema } from "../model/schema.js";
import { typeName } from "../naming.js";
import { propertyName, quote } from "../source-file.js";
import { objectLines, type CallContext } from "./client-parameters.js";
import type { Checks } from "./emission.js";
import { replyVariants, responsesOf, statusKey, type BodyVariant } from "./operation-shape.js";
import { formExpression } from "./parameter-form.js";

/** The module of the checks. */
const CHECKS = "./client-checks.js";

/** What the table of an operation's replies is made with. */
export interface ReplyContext extends CallContext {
  readonly checks: Checks;
  /** The operation's function. */
  readonly call: string;
}

/** Entries of the `Replies` of an operation, one a status. */
export function replyEntries(operation: Operation, context: ReplyContext): string[] {
  return responsesOf(operation).map((response) => {
    const { status } = response;
    const named = { ...context, name: `${typeName(context.call)}Reply${typeName(`x${status}`).slice(1)}` };
    const variants = replyVariants(operation, response);
    const members = [...headersMember(response.headers, named), ...bodyMembers(variants, named)];
    return `${statusKey(status)}: ${objectLines(members)},`;
  });
}

interface Named extends ReplyContext {
  /** Of checks that have no name from a component. */
  readonly name: string;
}

function bodyMembers(variants: readonly BodyVariant[], context: Named): string[] {
  const { names } = context;
  const [only] = variants;
  if (only === undefined) return [`read: ${names.runtime("readNothing", "client-media")}`];
  if (only.contentTypeType !== undefined) return [`read: (reply) => ${choice(variants, context)}`];
  if (essence(only) !== "application/json") return [`read: (reply) => ${reading(only, context)}`];
  const check = checkOf(only.schema, context);
  return check === undefined ? [] : [`check: ${check}`];
}

function choice(variants: readonly BodyVariant[], context: Named): string {
  const media = variants.map((variant) => {
    const parameters = variant.media.type.includes("*") ? "(part, type)" : "(part)";
    const read = reading(variant, context).replace("(reply", "(part");
    return `  { type: ${quote(variant.media.type)}, read: ${parameters} => ${read} },`;
  });
  return `${context.names.runtime("chooseMedia", "client-media")}(reply, [\n${media.join("\n")}\n])`;
}

function essence({ media }: BodyVariant): string {
  return (media.type.split(";")[0] ?? "").trim().toLowerCase();
}

const READERS: Readonly<Partial<Record<BodyVariant["kind"], readonly [name: string, module: string]>>> = {
  text: ["readText", "client-streams"],
  binary: ["readBinary", "client-streams"],
  ndjson: ["readNdjson", "read-ndjson"],
  "event-stream": ["readEventStream", "read-event-stream"],
};

/** A call of the function that makes the body of `reply`. */
function reading(variant: BodyVariant, context: Named): string {
  const { names } = context;
  const check = checkOf(variant.schema, context);
  const type = variant.media.type.includes("*") ? "type" : quote(essence(variant));
  const reader = READERS[variant.kind];
  const { dataForm = "text" } = variant.media;
  if (variant.kind === "event-stream" && variant.schema !== undefined) {
    const own = objectLines([`data: ${quote(dataForm)}`, ...(check === undefined ? [] : [`check: ${check}`])]);
    return `${names.runtime("readTypedEvents", "read-event-stream")}(reply, ${type}, ${own})`;
  }
  if (reader === undefined) return `${names.runtime("readJson", "call")}(reply, ${check ?? "undefined"}, ${type})`;
  return `${names.runtime(...reader)}(reply, ${[type, ...(check === undefined ? [] : [check])].join(", ")})`;
}

function checkOf(schema: Schema | undefined, { checks, names, name }: Named): string | undefined {
  const check = schema === undefined ? undefined : checks.checkFor(schema, { direction: "reply", name });
  return check === undefined ? undefined : names.value(check, CHECKS);
}

function headersMember(headers: readonly Header[], context: Named): string[] {
  if (headers.length === 0) return [];
  const { names } = context;
  if (headers.every(({ required, content, schema }) => !required && content === undefined && isPlainText(schema))) {
    const list = headers.map((header) => quote(header.name)).join(", ");
    return [`headers: (reply) => ${names.runtime("textHeaders", "client-headers")}(reply, [${list}])`];
  }
  const shapes = headers.map((header) => `${propertyName(header.name)}: ${headerShape(header, context)}`);
  return [`headers: (reply) => ${names.runtime("readHeaders", "client-headers")}(reply, ${objectLines(shapes)})`];
}

function headerShape(header: Header, context: Named): string {
  const isList =
    header.name.toLowerCase() === "set-cookie" && formExpression(context.api, header.schema).includes("items:");
  const parse = isList ? undefined : headerParser(header, context);
  const named = { ...context, name: `${context.name}${typeName(header.name)}` };
  const check = isPlainText(header.schema) ? undefined : checkOf(header.schema, named);
  return objectLines([
    ...(header.required ? ["required: true"] : []),
    ...(isList ? ["isList: true"] : []),
    ...(parse === undefined ? [] : [`parse: (text) => ${parse}`]),
    ...(check === undefined ? [] : [`check: ${check}`]),
  ]);
}

function headerParser(header: Header, { api, names }: Named): string | undefined {
  if (header.content !== undefined) return `${names.runtime("parseJsonHeader", "client-headers")}(text)`;
  const form = formExpression(api, header.schema);
  if (form === quote("string")) return undefined;
  const explode = header.explode ? ", true" : "";
  if (form.startsWith("{")) return `${names.runtime("parseHeader", "client-headers")}(text, ${form}${explode})`;
  return `${names.runtime("readPrimitive", "parameter-form")}(text, ${form})`;
}

/** True for the schema of any text, which is what a header is. */
function isPlainText(schema: Schema): boolean {
  return isOnly(schema, "string") && hasOnly(schema, "types");
}
