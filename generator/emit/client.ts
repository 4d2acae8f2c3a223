import type { Operation } from "../model/operation.js";
import { typeName, type OperationNames } from "../naming.js";
import { docComment, quote, SourceFile } from "../source-file.js";
import { bodyMembers } from "./client-body.js";
import { isSent, printAuthorize, securityMember } from "./client-credentials.js";
import { clientDeclarations } from "./client-declarations.js";
import { ClientNames } from "./client-names.js";
import { headerMembers, objectLines, urlExpression } from "./client-parameters.js";
import { replyEntries } from "./client-replies.js";
import type { Checks, EmittedModule, Emission } from "./emission.js";
import { isRequestEmpty, isRequestOptional } from "./operation-shape.js";
import { usedSchemes } from "./security-expression.js";

/**
 * `client.js` and `client.d.ts`: a function for each operation. Nothing happens when the module is loaded and no
 * function knows another, so that a bundle holds what is called and no more.
 */
export function emitClient(emission: Emission, checks: Checks): EmittedModule {
  const calls = new Set([...emission.names.operations.values()].map(({ call }) => call));
  const values = ["createClient", "TransportError"].filter((name) => !calls.has(name));
  return {
    javascript: new ClientCode(emission, { checks, calls, values }).print(),
    declarations: clientDeclarations(emission, values),
  };
}

/** What the code of a client is made with, beside its contract. */
interface ClientParts {
  readonly checks: Checks;
  /** Names of the operations' functions. */
  readonly calls: ReadonlySet<string>;
  /** What the module exports of templates/runtime/client.ts: what no operation is called. */
  readonly values: readonly string[];
}

class ClientCode {
  readonly #emission: Emission;
  readonly #parts: ClientParts;
  readonly #file: SourceFile;
  readonly #names: ClientNames;
  /** Functions of the security schemes. */
  readonly #schemes = new Map<string, string>();

  constructor(emission: Emission, parts: ClientParts) {
    this.#emission = emission;
    this.#parts = parts;
    this.#file = new SourceFile(emission.source);
    this.#names = new ClientNames(this.#file, { runtime: emission.runtime, calls: parts.calls });
  }

  print(): string {
    const { values } = this.#parts;
    const module = quote(`${this.#emission.runtime}client.js`);
    if (values.length > 0) this.#file.print(`export { ${values.join(", ")} } from ${module};`);
    this.#authorizing();
    for (const [operation, names] of this.#emission.names.operations) this.#operation(operation, names);
    return this.#file.toString();
  }

  #authorizing(): void {
    for (const scheme of usedSchemes(this.#emission.api).filter(isSent)) {
      const authorize = this.#names.declare(`with${typeName(scheme.name)}`);
      this.#schemes.set(scheme.name, authorize);
      this.#file.gap();
      printAuthorize(scheme, authorize, { file: this.#file, names: this.#names });
    }
  }

  #operation(operation: Operation, { call: name }: OperationNames): void {
    const replies = this.#names.declare(`${name}Replies`);
    const context = { api: this.#emission.api, names: this.#names, checks: this.#parts.checks, call: name };
    const call = this.#names.runtime("call", "call");
    this.#file.gap();
    this.#file.print(...docComment(`${operation.method} ${operation.path}`));
    this.#file.block(`export function ${name}(client, ${requestParameter(operation)}, options) {`, "}", () => {
      this.#file.block(`return ${call}(client, () => ({`, "}), options);", () => {
        for (const member of this.#callMembers(operation)) this.#file.print(`${member},`);
        this.#file.print(`replies: ${replies},`);
      });
    });
    this.#file.gap();
    this.#file.block(`const ${replies} = {`, "};", () => this.#file.print(...replyEntries(operation, context)));
  }

  #callMembers(operation: Operation): string[] {
    const context = { api: this.#emission.api, names: this.#names };
    const headers = headerMembers(operation, context);
    return [
      `method: ${quote(operation.method)}`,
      `url: ${urlExpression(operation, context)}`,
      ...securityMember(operation, this.#schemes, this.#names),
      ...(headers.length === 0 ? [] : [`headers: ${objectLines(headers)}`]),
      ...bodyMembers(operation, this.#names),
      ...(hasRedirection(operation) ? [`redirect: "manual"`] : []),
    ];
  }
}

function requestParameter(operation: Operation): string {
  if (isRequestEmpty(operation)) return "_request";
  return isRequestOptional(operation) ? "request = {}" : "request";
}

/** True when the contract declares replies that `fetch` would follow instead of giving them. */
function hasRedirection({ responses }: Operation): boolean {
  return responses.some(({ status }) => /^3(0[12378]|XX)$/.test(status));
}
