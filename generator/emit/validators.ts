import type { Direction } from "../model/direction.js";
import type { Schema } from "../model/schema.js";
import { SourceFile } from "../source-file.js";
import { CheckFile, runtimeFile } from "./checks/check-file.js";
import { SchemaGraph } from "./checks/schema-graph.js";
import { isTrivial } from "./checks/target-checks.js";
import type { Checks, EmittedModule, Emission } from "./emission.js";

/** Collects which checks the other emitted files need, so that only those are emitted. */
export class ValidatorPlan implements Checks {
  readonly #emission: Emission;
  readonly #graph: SchemaGraph;
  readonly #isQuiet: boolean;
  readonly #file: CheckFile;

  private constructor(emission: Emission, graph: SchemaGraph, isQuiet: boolean) {
    this.#emission = emission;
    this.#graph = graph;
    this.#isQuiet = isQuiet;
    this.#file = new CheckFile(graph, { names: emission.names, isQuiet });
  }

  /** A plan without checks. */
  static create(emission: Emission): ValidatorPlan {
    return new ValidatorPlan(emission, new SchemaGraph(emission.api), false);
  }

  /**
   * A plan without checks for the same contract, whose schemas are compared once for both. Its checks say only whether
   * a value is valid, in about a third of the code; they take no `issues`.
   */
  quiet(): ValidatorPlan {
    return new ValidatorPlan(this.#emission, this.#graph, true);
  }

  /** Equal schemas get one function. */
  checkFor(schema: Schema, { direction, name }: { direction: Direction; name: string }): string | undefined {
    const directed = this.#graph.directed(schema, direction);
    if (isTrivial(this.#graph, directed)) return undefined;
    const found = this.#file.functionFor(directed, name);
    found.isExported = true;
    return found.name;
  }

  /**
   * `validators.js` and `validators.d.ts`: the functions that the plan was asked for and those they call, nothing else.
   *
   * `checkX(value)` is true when the value is valid; it stops at the first fault and allocates nothing on the way.
   * `checkX(value, issues)` adds every fault to `issues`, and is false exactly when it added one.
   */
  emit(): EmittedModule {
    const { source, runtime } = this.#emission;
    const { functions, constants, used } = this.#file.finish();
    const javascript = new SourceFile(source);
    for (const name of used) javascript.use(name, `${runtime}${runtimeFile(name)}.js`, { value: true });
    for (const [expression, name] of constants) javascript.print(`const ${name} = ${expression};`);
    const declarations = new SourceFile(source);
    for (const { name, lines, isExported } of functions) {
      javascript.gap();
      javascript.print(...lines);
      if (!isExported) continue;
      const issues = this.#isQuiet ? "" : `, issues?: ${declarations.use("Issues", `${runtime}issues.js`)}`;
      declarations.print(`export declare function ${name}(value: unknown${issues}): boolean;`);
    }
    // A file without exports would not be a module.
    if (!functions.some(({ isExported }) => isExported))
      for (const file of [javascript, declarations]) file.print("export {};");
    return { javascript: javascript.toString(), declarations: declarations.toString() };
  }
}
