import type { Operation } from "../model/operation.js";
import { docComment, propertyName, quote, SourceFile } from "../source-file.js";
import { usesSecurity } from "./operation-shape.js";
import { ProblemShapes } from "./problems.js";
import { ruleLines } from "./server-rules.js";
import { usedSchemes, schemeExpression, schemeSummary } from "./security-expression.js";
import type { Checks, Emission } from "./emission.js";

/** `server.ts`: what handlers must offer, and the router that calls them. Checks are asked of `checks` by schema. */
export function emitServer(emission: Emission, checks: Checks): string {
  return new ServerFile(emission, checks).print();
}

class ServerFile {
  readonly #emission: Emission;
  readonly #checks: Checks;
  readonly #file: SourceFile;
  readonly #problems: ProblemShapes;
  readonly #secured: boolean;

  constructor(emission: Emission, checks: Checks) {
    this.#emission = emission;
    this.#checks = checks;
    this.#file = new SourceFile(emission.source);
    this.#problems = new ProblemShapes(emission.api, emission.names);
    this.#secured = usesSecurity(emission.api);
  }

  print(): string {
    this.#handlers();
    this.#hooks();
    if (this.#secured) this.#security();
    if (this.#problems.shapes.length > 0) this.#problemsInterface();
    this.#options();
    this.#router();
    this.#schemes();
    this.#rules();
    return this.#file.toString();
  }

  get #contract(): string {
    return this.#emission.names.contract;
  }

  #runtime(name: string, module: string, options: { value?: boolean } = {}): string {
    return this.#file.use(name, `${this.#emission.runtime}${module}.js`, options);
  }

  #operations(): [Operation, { call: string; request: string; reply: string }][] {
    return [...this.#emission.names.operations];
  }

  #handlers(): void {
    this.#file.print(
      ...docComment(
        `Handles every operation of ${this.#emission.api.title}. A reply outside of the contract does not compile.`,
      ),
    );
    this.#file.block(`export interface ${this.#contract}Handlers<Context> {`, "}", () => {
      for (const [operation, { call, request, reply }] of this.#operations()) {
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
      for (const [, { call, reply }] of this.#operations()) {
        this.#file.print(
          `${call}?(head: ${head}, context: Context): ${reply} | undefined | Promise<${reply} | undefined>;`,
        );
      }
    });
  }

  #security(): void {
    const check = this.#runtime("SecurityCheck", "security");
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
    const common = this.#runtime("CommonRouterOptions", "router-rules");
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
    const handler = this.#runtime("RequestHandler", "router");
    const create = this.#runtime("createRouter", "router", { value: true });
    const { usual } = this.#problems;
    this.#file.gap();
    this.#file.print(
      "/** Routes requests to the handlers: mount it in Express with \`app.use\`. Throws when a handler is missing. */",
    );
    this.#file.print(`export function create${this.#contract}Router<Context>(`);
    this.#file.print(
      `  handlers: ${this.#contract}Handlers<Context>,`,
      `  options: ${this.#contract}RouterOptions<Context>,`,
    );
    this.#file.block(`): ${handler} {`, "}", () => {
      this.#file.block(`return ${create}<Context>({`, "});", () => {
        this.#file.print("operations: OPERATIONS,", "schemes: SCHEMES,");
        if (usual !== undefined) this.#file.print(`fallback: ${quote(usual.name)},`);
        this.#file.print("options,", "handlers,", "before: options.before,");
        if (this.#secured) this.#file.print("security: options.security,");
        if (usual !== undefined) this.#file.print("problems: options.problems,");
      });
    });
  }

  #schemes(): void {
    const rule = this.#runtime("SchemeRule", "security");
    const schemes = this.#secured ? usedSchemes(this.#emission.api) : [];
    this.#file.gap();
    if (schemes.length === 0) return this.#file.print(`const SCHEMES: Readonly<Record<string, ${rule}>> = {};`);
    this.#file.block(`const SCHEMES: Readonly<Record<string, ${rule}>> = {`, "};", () => {
      for (const { name, node } of schemes) {
        const expression = schemeExpression(node, (symbol) => this.#runtime(symbol, "security", { value: true }));
        this.#file.print(`${propertyName(name)}: ${expression},`);
      }
    });
  }

  #rules(): void {
    this.#file.gap();
    const rule = this.#runtime("OperationRule", "router-rules");
    // An object and not an array: compilers compare each item of an array with every other.
    this.#file.block(`const OPERATIONS: Readonly<Record<string, ${rule}>> = {`, "};", () => {
      for (const [operation, names] of this.#operations()) {
        this.#file.block(`${propertyName(names.call)}: {`, "},", () => {
          const lines = ruleLines(operation, {
            api: this.#emission.api,
            names,
            checkFor: (schema, use) => this.#check(schema, use),
            use: (symbol) => this.#runtime(symbol, "write-reply", { value: true }),
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
    const entries = this.#problems.entries(operation).map(([status, name]) => {
      const key = /^\d+$|^default$/.test(status) ? status : quote(status);
      return `${key}: ${name === undefined ? "null" : quote(name)}`;
    });
    return [`problems: {${entries.length === 0 ? "" : ` ${entries.join(", ")} `}},`];
  }
}

/** `POST /v1/jobs: submit a durable job.` */
function summary(operation: Operation): string {
  const text = operation.summary ?? operation.description?.split(/\n\s*\n/)[0]?.replaceAll("\n", " ");
  return `${operation.method} ${operation.path}${text === undefined ? "" : `: ${text.trim()}`}`;
}
