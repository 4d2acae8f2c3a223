import { ValidatorPlan } from "../emit/validators.js";
import { importGenerated } from "../import-generated.js";
import type { Api } from "../model/api.js";
import type { Direction } from "../model/direction.js";
import type { Schema } from "../model/schema.js";
import { chooseNames } from "../naming.js";
import { runtimeFiles } from "../project.js";

/** Tells the faults of a value as phrases; none when it is valid. */
export type Examine = (value: unknown) => readonly string[];

/** A schema, as it holds for values that travel one way. */
export interface Question {
  readonly schema: Schema;
  readonly direction: Direction;
}

/** Holds values against schemas with the very checks that are generated for servers and clients. */
export class Examiner {
  readonly #plan: ValidatorPlan;
  readonly #names = new Map<Schema, Map<Direction, string | undefined>>();
  #checks: Readonly<Record<string, Check>> = {};
  #collector: (new () => Collector) | undefined;

  constructor(api: Api) {
    const names = chooseNames(api, "lint");
    this.#plan = ValidatorPlan.create({ api, names, source: "contract", runtime: "./runtime/" });
  }

  /** Makes ready for a question; only before `load`. Throws `ContractError` for a schema that cannot be checked. */
  prepare({ schema, direction }: Question): void {
    const known = this.#names.get(schema) ?? new Map<Direction, string | undefined>();
    if (!known.has(direction)) known.set(direction, this.#plan.checkFor(schema, { direction, name: "Value" }));
    this.#names.set(schema, known);
  }

  /** Generates and loads the checks of all that was prepared. */
  async load(): Promise<void> {
    const { javascript } = this.#plan.emit();
    const needed = runtimeFiles().filter(([path]) => /\/(issues|values|formats)\.ts$/.test(path));
    const files = new Map([...needed, ["validators.js", javascript]]);
    const [checks, issues] = await importGenerated(files, ["validators.js", "runtime/issues.js"]);
    this.#checks = checks as Readonly<Record<string, Check>>; // what the generator exports there
    this.#collector = issues["Issues"] as new () => Collector; // the class of templates/runtime/issues.ts
  }

  examine({ schema, direction }: Question, value: unknown): readonly string[] {
    const name = this.#names.get(schema)?.get(direction);
    const check = name === undefined ? undefined : this.#checks[name];
    if (check === undefined || this.#collector === undefined) return [];
    const issues = new this.#collector();
    check(value, issues);
    return issues.list.map(({ path, message }) => `${path === "" ? "it" : path} ${message}`);
  }
}

type Check = (value: unknown, issues: Collector) => boolean;

interface Collector {
  readonly list: readonly { readonly path: string; readonly message: string }[];
}
