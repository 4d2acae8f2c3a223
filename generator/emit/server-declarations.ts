import type { Operation } from "../model/operation.js";
import { docComment, propertyName, SourceFile } from "../source-file.js";
import type { Emission } from "./emission.js";
import { usesSecurity } from "./operation-shape.js";
import type { ProblemShapes } from "./problems.js";
import { schemeSummary, usedSchemes } from "./security-expression.js";

/** `server.d.ts`: what handlers must offer, and the function that makes a router of them. */
export class ServerDeclarations {
  readonly #emission: Emission;
  readonly #file: SourceFile;
  readonly #problems: ProblemShapes;
  readonly #secured: boolean;

  constructor(emission: Emission, problems: ProblemShapes) {
    this.#emission = emission;
    this.#file = new SourceFile(emission.source);
    this.#problems = problems;
    this.#secured = usesSecurity(emission.api);
  }

  print(): string {
    this.#handlers();
    this.#hooks();
    if (this.#secured) this.#security();
    if (this.#problems.shapes.length > 0) this.#problemsInterface();
    this.#options();
    this.#router();
    return this.#file.toString();
  }

  get #contract(): string {
    return this.#emission.names.contract;
  }

  #runtime(name: string, module: string): string {
    return this.#file.use(name, `${this.#emission.runtime}${module}.js`);
  }

  #handlers(): void {
    this.#file.print(
      ...docComment(
        `Handles every operation of ${this.#emission.api.title}. A reply outside of the contract does not compile.`,
      ),
    );
    this.#file.block(`export interface ${this.#contract}Handlers<Context> {`, "}", () => {
      for (const [operation, { call, request, reply }] of this.#emission.names.operations) {
        this.#file.use(request, "./types.js");
        this.#file.use(reply, "./types.js");
        this.#file.print(...docComment(summary(operation), operation.deprecated ? ["@deprecated"] : []));
        this.#file.print(`${call}(request: ${request}, context: Context): ${reply} | Promise<${reply}>;`);
      }
    });
  }

  #hooks(): void {
    const head = this.#runtime("RequestHead", "exchange");
    this.#file.gap();
    this.#file.print("/** Hooks that run before credentials and body are looked at. A reply ends the request. */");
    this.#file.block(`export interface ${this.#contract}Hooks<Context> {`, "}", () => {
      for (const [, { call, reply }] of this.#emission.names.operations) {
        this.#file.print(
          `${call}?(head: ${head}, context: Context): ${reply} | undefined | Promise<${reply} | undefined>;`,
        );
      }
    });
  }

  #security(): void {
    const check = this.#runtime("SecurityCheck", "router-options");
    this.#file.gap();
    this.#file.print("/** Decides on the credential of each security scheme; only \`true\` lets a request pass. */");
    this.#file.block(`export interface ${this.#contract}Security<Context> {`, "}", () => {
      for (const { name, node } of usedSchemes(this.#emission.api)) {
        this.#file.print(...docComment(schemeSummary(node)));
        this.#file.print(
          `${propertyName(name)}(credential: string, check: ${check}<Context>): boolean | Promise<boolean>;`,
        );
      }
    });
  }

  #problemsInterface(): void {
    const refusal = this.#runtime("Refusal", "refusal");
    this.#file.gap();
    this.#file.print("/** Fills the contract's error shapes for requests that the router refuses by itself. */");
    this.#file.block(`export interface ${this.#contract}Problems {`, "}", () => {
      for (const { name, type, uses } of this.#problems.shapes) {
        for (const named of this.#schemasIn(type)) this.#file.use(named, "./types.js");
        const more = uses.length > 3 ? ` and ${uses.length - 3} more` : "";
        this.#file.print(
          `/** For ${uses.slice(0, 3).join(", ")}${more}. */`,
          `${propertyName(name)}(refusal: ${refusal}): ${type};`,
        );
      }
    });
  }

  /** Names of types.ts that stand in a type expression. */
  #schemasIn(type: string): string[] {
    const words = new Set(type.match(/[A-Za-z_$][\w$]*/g));
    return [...this.#emission.names.schemas.values()].filter((name) => words.has(name));
  }

  #options(): void {
    const common = this.#runtime("CommonRouterOptions", "router-options");
    this.#file.gap();
    this.#file.block(
      `export interface ${this.#contract}RouterOptions<Context> extends ${common}<Context> {`,
      "}",
      () => {
        this.#file.print(`readonly before?: ${this.#contract}Hooks<Context>;`);
        if (this.#secured) this.#file.print(`readonly security: ${this.#contract}Security<Context>;`);
        if (this.#problems.shapes.length > 0) this.#file.print(`readonly problems: ${this.#contract}Problems;`);
      },
    );
  }

  #router(): void {
    const handler = this.#runtime("RequestHandler", "exchange");
    this.#file.gap();
    this.#file.print(
      "/** Routes requests to the handlers: mount it in Express with `app.use`. Throws when a handler is missing. */",
      `export declare function create${this.#contract}Router<Context>(`,
      `  handlers: ${this.#contract}Handlers<Context>,`,
      `  options: ${this.#contract}RouterOptions<Context>,`,
      `): ${handler};`,
    );
  }
}

/** `POST /v1/jobs: submit a durable job.` */
function summary(operation: Operation): string {
  const text = operation.summary ?? operation.description?.split(/\n\s*\n/)[0]?.replaceAll("\n", " ");
  return `${operation.method} ${operation.path}${text === undefined ? "" : `: ${text.trim()}`}`;
}
