import type { Schema } from "../../model/schema.js";
import { claimName } from "../../model/unique-names.js";
import { typeName, valueName, type Names } from "../../naming.js";
import { bodyLines } from "./body.js";
import { CheckNames } from "./check-names.js";
import { block } from "./condition.js";
import type { SchemaGraph, Shape } from "./schema-graph.js";
import { RUNTIME, type RuntimeName, type Scope } from "./scope.js";

/** One emitted function. */
export interface CheckFunction {
  readonly name: string;
  readonly schema: Schema;
  readonly shape: Shape;
  /** True when the function takes how deep it is nested. */
  readonly isDeep: boolean;
  /** The function in whose body it was first needed. */
  readonly owner: CheckFunction | undefined;
  isExported: boolean;
  /** Empty until the body is written. */
  lines: readonly string[];
}

/** The functions of one `validators.js`, one for each shape that is needed. */
export class CheckFile {
  readonly #graph: SchemaGraph;
  readonly #names: CheckNames;
  readonly #isQuiet: boolean;
  readonly #functions = new Map<Shape, CheckFunction>();
  readonly #waiting: CheckFunction[] = [];
  readonly #constants = new Map<string, string>();
  readonly #constantNames = new Set<string>();
  readonly #used = new Set<RuntimeName>();

  constructor(graph: SchemaGraph, { names, isQuiet }: { names: Pick<Names, "schemas">; isQuiet: boolean }) {
    this.#graph = graph;
    this.#names = new CheckNames(graph, names);
    this.#isQuiet = isQuiet;
  }

  /** The function that checks a schema, written by the next `finish`. */
  functionFor(schema: Schema, place: string, owner?: CheckFunction): CheckFunction {
    const shape = this.#graph.shape(schema);
    const known = this.#functions.get(shape);
    if (known !== undefined) return known;
    const added: CheckFunction = {
      name: this.#names.choose(schema, place),
      schema: this.#graph.essence(schema),
      shape,
      isDeep: this.#graph.nestsWithoutEnd(schema),
      owner: this.#names.order.has(shape) ? undefined : owner,
      isExported: false,
      lines: [],
    };
    this.#functions.set(shape, added);
    this.#waiting.push(added);
    return added;
  }

  /** Writes every function that is needed; those of named schemas first, each followed by those that its parts need. */
  finish(): {
    functions: readonly CheckFunction[];
    constants: ReadonlyMap<string, string>;
    used: ReadonlySet<RuntimeName>;
  } {
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift())
      next.lines = this.#write(next);
    return { functions: this.#ordered(), constants: this.#constants, used: this.#used };
  }

  #write(own: CheckFunction): string[] {
    const parameters = ["value", ...(this.#isQuiet ? [] : ["issues"]), ...(own.isDeep ? ["depth = 0"] : [])];
    const refusal = (): string =>
      this.#isQuiet ? "false" : `${this.#use("refuse")}(issues, "depth", "must not be nested that deep")`;
    const guard = own.isDeep ? [`if (depth > ${this.#use("MAX_DEPTH")}) return ${refusal()};`] : [];
    const lines = [...guard, ...bodyLines(this.#scope(own), own.schema)];
    const taken = withoutUnused(parameters, lines).join(", ");
    return block(`${own.isExported ? "export " : ""}function ${own.name}(${taken})`, lines);
  }

  #scope(own: CheckFunction): Scope {
    const locals = new Set<string>();
    const base = own.name.slice("check".length);
    return {
      graph: this.#graph,
      isQuiet: this.#isQuiet,
      use: (name) => this.#use(name),
      constant: (hint, expression) => this.#constant(`${base}-${hint}`, expression),
      call: (schema, { value, path, hint }) => {
        const target = this.functionFor(schema, `${base}-${typeName(hint)}`, own);
        const nested = target.isDeep && own.isDeep;
        const collector = path === undefined ? (nested ? ["undefined"] : []) : [path];
        const given = [value, ...(this.#isQuiet ? [] : collector), ...(nested ? ["depth + 1"] : [])];
        return `${target.name}(${given.join(", ")})`;
      },
      check: (schema, hint) => {
        const target = this.functionFor(schema, `${base}-${typeName(hint)}`, own);
        return target.isDeep && own.isDeep
          ? `(value, issues) => ${target.name}(value, issues, depth + 1)`
          : target.name;
      },
      local: (name) => claimName(valueName(name), locals),
    };
  }

  #use(name: RuntimeName): RuntimeName {
    this.#used.add(name);
    return name;
  }

  #constant(hint: string, expression: string): string {
    let name = this.#constants.get(expression);
    if (name === undefined) {
      name = claimName(upperName(hint), this.#constantNames);
      this.#constants.set(expression, name);
    }
    return name;
  }

  #ordered(): CheckFunction[] {
    const inside = new Map<CheckFunction | undefined, CheckFunction[]>();
    for (const one of this.#functions.values()) {
      const known = inside.get(one.owner);
      if (known === undefined) inside.set(one.owner, [one]);
      else known.push(one);
    }
    const last = this.#names.order.size;
    const place = ({ shape }: CheckFunction): number => this.#names.order.get(shape) ?? last;
    const top = (inside.get(undefined) ?? []).sort((a, b) => place(a) - place(b));
    const ordered: CheckFunction[] = [];
    const waiting = [...top].reverse();
    for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
      ordered.push(one);
      waiting.push(...[...(inside.get(one) ?? [])].reverse());
    }
    return ordered;
  }
}

/** The parameters up to the last one that the lines use: a check of anything looks at none. */
function withoutUnused(parameters: readonly string[], lines: readonly string[]): readonly string[] {
  const isUsed = (parameter: string): boolean => {
    const word = new RegExp(`\\b${parameter.replace(/ .*/, "")}\\b`);
    return lines.some((line) => word.test(line));
  };
  return parameters.slice(0, parameters.findLastIndex(isUsed) + 1);
}

/** `pet-tagPattern` gives `PET_TAG_PATTERN`. */
function upperName(text: string): string {
  const words = text.split(/[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])/).filter((word) => word !== "");
  const joined = words.map((word) => word.toUpperCase()).join("_");
  return /^[A-Z]/.test(joined) ? joined : `_${joined}`;
}

/** The file of `templates/runtime` that has a function. */
export function runtimeFile(name: RuntimeName): keyof typeof RUNTIME {
  for (const file of ["issues", "values", "formats"] as const) {
    const names: readonly string[] = RUNTIME[file];
    if (names.includes(name)) return file;
  }
  throw new Error(`no runtime file has ${name}`);
}
