import type { Operation } from "../model/operation.js";
import { objectLiteral, propertyName, quote, SourceFile } from "../source-file.js";
import type { Checks, EmittedModule, Emission } from "./emission.js";
import { statusKey, usesSecurity } from "./operation-shape.js";
import { ProblemShapes } from "./problems.js";
import { usedSchemes, schemeExpression } from "./security-expression.js";
import { ServerDeclarations } from "./server-declarations.js";
import { ruleLines } from "./server-rules.js";

/**
 * `server.js` and `server.d.ts`: what handlers must offer, and the router that calls them. Checks are asked of `checks`
 * by schema.
 */
export function emitServer(emission: Emission, checks: Checks): EmittedModule {
  const problems = new ProblemShapes(emission.api, emission.names);
  return {
    javascript: new ServerCode(emission, checks, problems).print(),
    declarations: new ServerDeclarations(emission, problems).print(),
  };
}

class ServerCode {
  readonly #emission: Emission;
  readonly #checks: Checks;
  readonly #file: SourceFile;
  readonly #problems: ProblemShapes;
  readonly #secured: boolean;

  constructor(emission: Emission, checks: Checks, problems: ProblemShapes) {
    this.#emission = emission;
    this.#checks = checks;
    this.#file = new SourceFile(emission.source);
    this.#problems = problems;
    this.#secured = usesSecurity(emission.api);
  }

  print(): string {
    this.#router();
    this.#schemes();
    this.#rules();
    return this.#file.toString();
  }

  #runtime(name: string, module: string): string {
    return this.#file.use(name, `${this.#emission.runtime}${module}.js`, { value: true });
  }

  #router(): void {
    const create = this.#runtime("createRouter", "router");
    const { usual } = this.#problems;
    this.#file.block(`export function create${this.#emission.names.contract}Router(handlers, options) {`, "}", () => {
      this.#file.block(`return ${create}({`, "});", () => {
        this.#file.print("operations: OPERATIONS,", "schemes: SCHEMES,");
        if (usual !== undefined) this.#file.print(`fallback: ${quote(usual.name)},`);
        this.#file.print("options,", "handlers,", "before: options.before,");
        if (this.#secured) this.#file.print("security: options.security,");
        if (usual !== undefined) this.#file.print("problems: options.problems,");
      });
    });
  }

  #schemes(): void {
    const schemes = this.#secured ? usedSchemes(this.#emission.api) : [];
    this.#file.gap();
    if (schemes.length === 0) return this.#file.print("const SCHEMES = {};");
    this.#file.block("const SCHEMES = {", "};", () => {
      for (const { name, node } of schemes) {
        const expression = schemeExpression(node, (symbol) => this.#runtime(symbol, "security"));
        this.#file.print(`${propertyName(name)}: ${expression},`);
      }
    });
  }

  #rules(): void {
    this.#file.gap();
    this.#file.block("const OPERATIONS = {", "};", () => {
      for (const [operation, names] of this.#emission.names.operations) {
        this.#file.block(`${propertyName(names.call)}: {`, "},", () => {
          const lines = ruleLines(operation, {
            api: this.#emission.api,
            names,
            checkFor: (schema, use) => this.#check(schema, use),
            use: (symbol) => this.#runtime(symbol, "write-reply"),
          });
          this.#file.print(...lines, ...this.#problemLines(operation));
        });
      }
    });
  }

  #check(schema: Parameters<Checks["checkFor"]>[0], use: Parameters<Checks["checkFor"]>[1]): string | undefined {
    const name = this.#checks.checkFor(schema, use);
    return name === undefined ? undefined : this.#file.use(name, "./validators.js", { value: true });
  }

  #problemLines(operation: Operation): string[] {
    const entries = this.#problems
      .entries(operation)
      .map(([status, name]) => `${statusKey(status)}: ${name === undefined ? "null" : quote(name)}`);
    return [`problems: ${objectLiteral(entries)},`];
  }
}
