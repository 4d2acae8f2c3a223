import { JSONPathEnvironment, JSONPathError } from "json-p3";
import type { Json } from "../json.js";
import type { Query } from "./case.js";
import type { Entry } from "./entry.js";

/** A variable of a template: `${name}`, with members and indexes behind it: `${name.member[0]}`. */
export const VARIABLE = /\$\{([A-Za-z][A-Za-z0-9]*)((?:\.[A-Za-z_][\w-]*|\[\d+\])*)\}/g;

/**
 * Variables that are there from the start: `run` and `case` are texts that no other run and no other case has, `token`
 * is the daemon's mutation token, `n` the number of a request that is sent several times, from 0, `fill` the text of a
 * `!filled` body.
 */
const GIVEN = ["run", "case", "token", "n", "fill"];

const JSON_PATH = new JSONPathEnvironment();

/** What is known while the steps of a case are read: its variables, and the operations of the contracts. */
export class Scope {
  readonly #names = new Set(GIVEN);
  readonly #contractOf: (operationId: string) => "jobspec" | "worker" | undefined;

  constructor(contractOf: (operationId: string) => "jobspec" | "worker" | undefined) {
    this.#contractOf = contractOf;
  }

  /** True for an operation of the worker contract. */
  isWorkers(operationId: string): boolean {
    return this.#contractOf(operationId) === "worker";
  }

  /** The id of an operation that some contract declares. */
  operation(entry: Entry): string {
    const id = entry.text();
    return this.#contractOf(id) === undefined ? entry.fail(`no contract has an operation "${id}"`) : id;
  }

  define(entry: Entry, name: string): void {
    if (!/^[A-Za-z][A-Za-z0-9]*$/.test(name)) entry.fail(`"${name}" is no name of a variable`);
    if (GIVEN.includes(name)) entry.fail(`"${name}" is given; take another name`);
    this.#names.add(name);
  }

  /** A text whose variables are all known. */
  template(entry: Entry, text: string = entry.text()): string {
    for (const [, name = ""] of text.matchAll(VARIABLE)) {
      if (!this.#names.has(name)) entry.fail(`nothing was saved as "${name}" before`);
    }
    if (text.replace(VARIABLE, "").includes("${")) entry.fail(`not a variable: ${text}`);
    return text;
  }

  /** A value without tags; texts in it are templates. */
  value(entry: Entry): Json {
    if (entry.tag !== undefined) entry.fail(`a ${entry.tag} makes no sense here`);
    switch (entry.kind) {
      case "map":
        return Object.fromEntries([...entry.members()].map(([name, member]) => [name, this.value(member)]));
      case "list":
        return entry.list().map((item) => this.value(item));
      default: {
        const value = entry.scalar();
        return typeof value === "string" ? this.template(entry, value) : value;
      }
    }
  }

  /** A query whose syntax was checked with its variables filled in. */
  query(entry: Entry, text: string): Query {
    const template = this.template(entry, text);
    try {
      const query = JSON_PATH.compile(template.replace(VARIABLE, "0"));
      return { text: template, constant: template.match(VARIABLE) === null ? query : undefined };
    } catch (fault) {
      if (!(fault instanceof JSONPathError)) throw fault;
      return entry.fail(`not a JSONPath query: ${fault.message}`);
    }
  }
}
