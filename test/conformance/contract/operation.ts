import { isObject } from "../json.js";
import type { Level } from "../suite/case.js";
import type { ContractName } from "./contract.js";

/** One operation of a contract, as far as replies are judged by it. */
export interface Operation {
  readonly id: string;
  readonly contract: ContractName;
  readonly level: Level;
  readonly method: string;
  /** The path of the document, then its aliases. */
  readonly paths: readonly string[];
  readonly isSecured: boolean;
  readonly replies: ReadonlyMap<number, DeclaredReply>;
}

/** What may be answered with one status: for each media type, the JSON Pointer of the schema. */
export interface DeclaredReply {
  readonly schemas: ReadonlyMap<string, string>;
}

interface Source {
  readonly contract: ContractName;
  readonly document: unknown;
  readonly levelOf: (id: string, path: string) => Level;
}

/** All operations of a document. */
export function readOperations({ contract, document, levelOf }: Source): readonly Operation[] {
  return entries(member(document, "paths")).flatMap(([path, item]) =>
    entries(item).flatMap(([method, operation]) => {
      const id = member(operation, "operationId");
      if (typeof id !== "string") return [];
      const pointer = `/paths/${escape(path)}/${method}/responses`;
      const aliases = member(operation, "x-agentops-aliases");
      const security = member(operation, "security") ?? member(document, "security");
      return {
        id,
        contract,
        level: levelOf(id, path),
        method: method.toUpperCase(),
        paths: [path, ...(Array.isArray(aliases) ? aliases.map(String) : [])],
        isSecured: Array.isArray(security) && security.length > 0,
        replies: readReplies(document, pointer, member(operation, "responses")),
      };
    }),
  );
}

function readReplies(document: unknown, pointer: string, responses: unknown): ReadonlyMap<number, DeclaredReply> {
  const replies = entries(responses).map(([status, response]): [number, DeclaredReply] => {
    const reference = member(response, "$ref");
    const at = typeof reference === "string" ? reference.slice(1) : `${pointer}/${status}`;
    const content = entries(member(lookUp(document, at), "content"));
    const schemas = content.map(([type]): [string, string] => [type, `${at}/content/${escape(type)}/schema`]);
    return [Number(status), { schemas: new Map(schemas) }];
  });
  return new Map(replies);
}

function lookUp(document: unknown, pointer: string): unknown {
  const names = pointer.split("/").slice(1);
  return names.reduce<unknown>(
    (value, name) => member(value, name.replaceAll("~1", "/").replaceAll("~0", "~")),
    document,
  );
}

function escape(name: string): string {
  return name.replaceAll("~", "~0").replaceAll("/", "~1");
}

function member(value: unknown, name: string): unknown {
  return isObject(value) ? value[name] : undefined;
}

function entries(value: unknown): readonly (readonly [string, unknown])[] {
  return isObject(value) ? Object.entries(value) : [];
}
