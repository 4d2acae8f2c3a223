import type { Api } from "../model/api.js";
import type { Direction } from "../model/direction.js";
import type { Schema } from "../model/schema.js";
import type { Names } from "../naming.js";
import { SourceFile } from "../source-file.js";
import { CheckFile, runtimeFile } from "./checks/check-file.js";
import { SchemaGraph } from "./checks/schema-graph.js";
import { isTrivial } from "./checks/target-checks.js";
import type { EmittedModule } from "./emission.js";

export interface ValidatorOptions {
  /** The contract as the user named it; it stands in the first line. */
  readonly source: string;
  /** Where the emitted file finds the runtime, ending in a slash: `../runtime/`. */
  readonly runtime: string;
  readonly names: Pick<Names, "schemas">;
  /** Emits checks that say only whether a value is valid, in about a third of the code; they take no `issues`. */
  readonly isQuiet?: boolean;
}

/** Collects which checks the other emitted files need, so that only those are emitted. */
export interface ValidatorPlan {
  /**
   * Name of the exported function that checks values of `schema` travelling in a direction; undefined when every
   * value is valid. `name` is used for a schema that has no name of its own: `SubmitJobBody` gives
   * `checkSubmitJobBody`. Equal schemas get one function.
   */
  checkFor(schema: Schema, use: { readonly direction: Direction; readonly name: string }): string | undefined;
}

/** A plan without checks. */
export function createValidatorPlan(api: Pick<Api, "schemas">, options: ValidatorOptions): ValidatorPlan {
  return new Plan(new SchemaGraph(api), options);
}

/** A plan for the same contract, with checks that say only whether a value is valid. */
export function createQuietPlan(plan: ValidatorPlan): ValidatorPlan {
  return ownPlan(plan).quiet();
}

/**
 * `validators.js` and `validators.d.ts`: the functions that the plan was asked for and those they call, nothing else.
 *
 * `checkX(value)` is true when the value is valid; it stops at the first fault and allocates nothing on the way.
 * `checkX(value, issues)` adds every fault to `issues`, and is false exactly when it added one.
 */
export function emitValidators(plan: ValidatorPlan): EmittedModule {
  return ownPlan(plan).emit();
}

function ownPlan(plan: ValidatorPlan): Plan {
  if (!(plan instanceof Plan)) throw new TypeError("a plan of createValidatorPlan is needed");
  return plan;
}

class Plan implements ValidatorPlan {
  readonly #graph: SchemaGraph;
  readonly #file: CheckFile;
  readonly #options: ValidatorOptions;

  constructor(graph: SchemaGraph, options: ValidatorOptions) {
    this.#graph = graph;
    this.#file = new CheckFile(graph, { names: options.names, isQuiet: options.isQuiet === true });
    this.#options = options;
  }

  /** The schemas are compared once for both. */
  quiet(): Plan {
    return new Plan(this.#graph, { ...this.#options, isQuiet: true });
  }

  checkFor(schema: Schema, { direction, name }: { direction: Direction; name: string }): string | undefined {
    const directed = this.#graph.directed(schema, direction);
    if (isTrivial(this.#graph, directed)) return undefined;
    const found = this.#file.functionFor(directed, name);
    found.isExported = true;
    return found.name;
  }

  emit(): EmittedModule {
    const { source, runtime, isQuiet } = this.#options;
    const { functions, constants, used } = this.#file.finish();
    const javascript = new SourceFile(source);
    for (const name of used) javascript.use(name, `${runtime}${runtimeFile(name)}.js`, { value: true });
    for (const [expression, name] of constants) javascript.print(`const ${name} = ${expression};`);
    const declarations = new SourceFile(source);
    for (const { name, lines, isExported } of functions) {
      javascript.gap();
      javascript.print(...lines);
      if (!isExported) continue;
      const issues = isQuiet ? "" : `, issues?: ${declarations.use("Issues", `${runtime}issues.js`)}`;
      declarations.print(`export declare function ${name}(value: unknown${issues}): boolean;`);
    }
    // A file without exports would not be a module.
    if (!functions.some(({ isExported }) => isExported))
      for (const file of [javascript, declarations]) file.print("export {};");
    return { javascript: javascript.toString(), declarations: declarations.toString() };
  }
}
