import type { Cursor } from "../document/cursor.js";
import type { Direction } from "../model/direction.js";
import { bodyKind, type MediaType } from "../model/media-type.js";
import type { Operation } from "../model/operation.js";
import type { Parameter } from "../model/parameter.js";
import type { Header, Response } from "../model/response.js";
import { isOnly, type Schema } from "../model/schema.js";
import type { Content, ContentPair, ContractSide, OperationPair } from "./pairs.js";
import { hasPartsIn, mediaFor } from "./media-types.js";
import { templateNames } from "../model/template.js";
import type { Report, Where } from "./report.js";
import { BODY_RULES, CONTENT_RULES, HEADER_RULES, LINK_RULES, PARAMETER_RULES, RESPONSE_RULES } from "./rules/index.js";
import type { SchemaComparison, SchemaQuestion } from "./schema/comparison.js";
import { hasStatusesIn, responseFor } from "./statuses.js";

/** What comparing the parts of an operation needs. `at` is the operation, in the direction of its requests. */
export interface Tools {
  readonly report: Report;
  readonly schemas: SchemaComparison;
  readonly at: Where;
  readonly pair: OperationPair;
}

export function compareParameters(old: Operation, now: Operation, tools: Tools): void {
  const renamed = new Map(templateNames(old.path).map((name, index) => [name, templateNames(now.path)[index] ?? name]));
  const keyOf = (parameter: Parameter, names: ReadonlyMap<string, string>): string => {
    const { name } = parameter;
    if (parameter.in === "path") return `path ${names.get(name) ?? name}`;
    return `${parameter.in} ${parameter.in === "header" ? name.toLowerCase() : name}`;
  };
  const before = new Map(old.parameters.map((parameter) => [keyOf(parameter, renamed), parameter]));
  const after = new Map(now.parameters.map((parameter) => [keyOf(parameter, new Map()), parameter]));
  for (const key of new Set([...after.keys(), ...before.keys()])) {
    const [was, is] = [before.get(key), after.get(key)];
    const at = below(tools.at, `${is?.in ?? was?.in} parameter "${is?.name ?? was?.name}"`);
    const { direction } = at;
    tools.report.run(PARAMETER_RULES, { direction, old: was, new: is, today: tools.pair.today }, at);
    if (was !== undefined && is !== undefined)
      compareSchemas(was.schema, is.schema, { ...tools, at, form: formOf(was, is) });
  }
}

function formOf(old: Parameter | Header, now: Parameter | Header): SchemaQuestion["form"] {
  if ((old.content ?? now.content) !== undefined) return undefined;
  return "style" in now && now.style === "form" && now.explode ? "exploded text" : "text";
}

export function compareBodies({ requestBody: old }: Operation, { requestBody: now }: Operation, tools: Tools): void {
  const at = below(tools.at, "request body");
  tools.report.run(BODY_RULES, { direction: at.direction, old, new: now }, at);
  if (old === undefined || now === undefined) return;
  // What a server sends of its own accord, nobody asked for.
  compareContents(contentsOf(old), contentsOf(now), { ...tools, at, isUnasked: at.direction === "reply" });
}

/** A status that only one contract declares is held against the range or `default` that the other has for it. */
export function compareResponses(old: Operation, now: Operation, tools: Tools): void {
  const direction: Direction = tools.at.direction === "request" ? "reply" : "request";
  const statuses = new Set([...now.responses, ...old.responses].map(({ status }) => status));
  for (const status of statuses) {
    const [was, is] = [responseFor(old.responses, status), responseFor(now.responses, status)];
    const at = { ...below(tools.at, `reply ${status}`), direction };
    const isPartial = is === undefined && hasStatusesIn(status, now.responses);
    const pair = { direction, old: was, new: is, status, isPartial };
    tools.report.run(RESPONSE_RULES, pair, { ...tools.at, direction });
    if (was === undefined || is === undefined) continue;
    compareHeaders(was, is, { ...tools, at });
    compareLinks(was, is, { ...tools, at });
    compareContents(contentsOf(was), contentsOf(is), { ...tools, at, isUnasked: false });
  }
}

function compareLinks(old: Response, now: Response, { report, at, pair: { sides } }: Tools): void {
  const [before, after] = [linksOf(old, sides.old), linksOf(now, sides.new)];
  for (const name of new Set([...after.keys(), ...before.keys()])) {
    report.run(LINK_RULES, { name, direction: at.direction, old: before.get(name), new: after.get(name) }, at);
  }
}

function linksOf({ cursor }: Response, { contract }: ContractSide): Map<string, Cursor> {
  const links = cursor.get("links")?.entries() ?? [];
  return new Map(links.map(([name, link]) => [name, contract.resolve(link)]));
}

function compareHeaders({ headers: old }: Response, { headers: now }: Response, tools: Tools): void {
  const [before, after] = [old, now].map(
    (headers) => new Map(headers.map((header): [string, Header] => [header.name.toLowerCase(), header])),
  );
  for (const name of new Set([...(after?.keys() ?? []), ...(before?.keys() ?? [])])) {
    const [was, is] = [before?.get(name), after?.get(name)];
    tools.report.run(HEADER_RULES, { direction: tools.at.direction, old: was, new: is }, tools.at);
    if (was === undefined || is === undefined) continue;
    const at = below(tools.at, `header "${is.name}"`);
    compareSchemas(was.schema, is.schema, { ...tools, at, form: formOf(was, is) });
  }
}

function contentsOf({ cursor, content }: { cursor: Cursor; content: readonly MediaType[] }): Content[] {
  return content.map((media) => ({ media, cursor: cursor.get("content")?.get(media.type) ?? cursor }));
}

// Media types are held against the range that covers them: a range of all takes application/json.
function compareContents(
  old: readonly Content[],
  now: readonly Content[],
  { isUnasked, ...tools }: Tools & Pick<ContentPair, "isUnasked">,
): void {
  const pairs = new Map<string, { old: Content | undefined; new: Content | undefined }>();
  for (const content of now) {
    const was = mediaFor(old, content.media.type);
    pairs.set(`${was?.media.type} ${content.media.type}`, { old: was, new: content });
  }
  for (const content of old) {
    const is = mediaFor(now, content.media.type);
    pairs.set(`${content.media.type} ${is?.media.type}`, { old: content, new: is });
  }
  for (const { old: was, new: is } of pairs.values()) {
    // A body of one kind needs no mention of it.
    const many = old.length > 1 || now.length > 1;
    const at = many ? below(tools.at, (is ?? was)?.media.type ?? "") : tools.at;
    const isPartial =
      (was === undefined && hasPartsIn(is?.media.type ?? "", old)) ||
      (is === undefined && hasPartsIn(was?.media.type ?? "", now));
    const pair = { direction: at.direction, old: was, new: is, isUnasked, isPartial };
    tools.report.run(CONTENT_RULES, pair, tools.at);
    if (was === undefined || is === undefined) continue;
    compareSchemas(bodySchemaOf(was.media), bodySchemaOf(is.media), { ...tools, at });
    compareSchemas(was.media.itemSchema, is.media.itemSchema, { ...tools, at: below(at, "item") });
  }
}

export function compareSchemas(
  old: Schema | undefined,
  now: Schema | undefined,
  { report, schemas, at, form }: Omit<Tools, "pair"> & Pick<SchemaQuestion, "form">,
): void {
  const question = { old: asList(old), new: asList(now), direction: at.direction, form };
  for (const { rule, change, path } of schemas.changes(question)) {
    const where = path.length === 0 ? at : below(at, `/${path.join("/")}`);
    report.add(rule, change, { ...where, near: now?.cursor ?? at.near });
  }
}

/** Bytes are what OpenAPI 3.0 calls a binary string, and what 3.1 has no schema for (3.1 section 4.8.14.3). */
function bodySchemaOf(media: MediaType): Schema | undefined {
  const { schema } = media;
  if (schema === undefined || bodyKind(media) !== "binary") return schema;
  return isOnly(schema, "string") && schema.format === "binary" ? undefined : schema;
}

function asList(schema: Schema | undefined): Schema[] {
  return schema === undefined ? [] : [schema];
}

function below(at: Where, part: string): Where {
  return { ...at, where: `${at.where}, ${part}` };
}
