import type { Operation } from "../model/operation.js";
import { typeName, type OperationNames } from "../naming.js";
import { docComment, propertyName, quote, SourceFile } from "../source-file.js";
import { bodyMembers } from "./client-body.js";
import { isSent, printAuthorize, securityMember } from "./client-credentials.js";
import { ClientNames, signature } from "./client-names.js";
import { headerMembers, objectLines, urlExpression } from "./client-parameters.js";
import { replyEntries } from "./client-replies.js";
import type { Checks, Emission } from "./emission.js";
import { isRequestEmpty, isRequestOptional } from "./operation-shape.js";
import { schemeSummary, usedSchemes } from "./security-expression.js";

/**
 * `client.ts`: a function for each operation. Nothing happens when the file is loaded and no function knows another, so
 * that a bundle holds what is called and no more.
 */
export function emitClient(emission: Emission, checks: Checks): string {
  return new ClientFile(emission, checks).print();
}

/** The type that operations' functions take as their client: `Client<JobspecCredentials>`. */
export function clientTypeArgument({ api, names }: Emission): string {
  return usedSchemes(api).some(isSent) ? `<${names.contract}Credentials>` : "";
}

/** The JSDoc of an operation's function. */
export function operationComment({ summary, description, method, path, deprecated }: Operation): string[] {
  const prose = [summary, description === summary ? undefined : description, `${method} ${path}`];
  const text = prose
    .filter((part) => part !== undefined)
    .map((part) => part.trim())
    .join("\n\n");
  return docComment(text, deprecated ? ["@deprecated"] : []);
}

class ClientFile {
  readonly #emission: Emission;
  readonly #checks: Checks;
  readonly #file: SourceFile;
  readonly #names: ClientNames;
  readonly #typeArgument: string;
  /** Functions of the security schemes. */
  readonly #schemes = new Map<string, string>();

  constructor(emission: Emission, checks: Checks) {
    this.#emission = emission;
    this.#checks = checks;
    this.#file = new SourceFile(emission.source);
    this.#typeArgument = clientTypeArgument(emission);
    const calls = [...emission.names.operations.values()].map(({ call }) => call);
    this.#names = new ClientNames(this.#file, { runtime: emission.runtime, calls });
  }

  print(): string {
    this.#exports();
    this.#credentials();
    for (const [operation, names] of this.#emission.names.operations) this.#operation(operation, names);
    return this.#file.toString();
  }

  #exports(): void {
    const module = quote(`${this.#emission.runtime}client.js`);
    const values = ["createClient", "TransportError"].filter((name) => !this.#names.isTaken(name));
    this.#file.print(`export { ${values.join(", ")} } from ${module};`);
    this.#file.print(`export type { CallOptions, Client, ClientOptions } from ${module};`);
  }

  #credentials(): void {
    const schemes = usedSchemes(this.#emission.api).filter(isSent);
    if (schemes.length === 0) return;
    const credential = this.#names.type("Credential", "client");
    this.#file.gap();
    this.#file.print("/** What proves who calls, by security scheme: a text, or a function that gives it. */");
    const credentials = `${this.#emission.names.contract}Credentials`;
    this.#file.block(`export interface ${credentials} {`, "}", () => {
      for (const { name, node } of schemes) {
        this.#file.print(...docComment(schemeSummary(node)), `readonly ${propertyName(name)}?: ${credential};`);
      }
    });
    for (const scheme of schemes) {
      const authorize = this.#names.declare(`with${typeName(scheme.name)}`);
      this.#schemes.set(scheme.name, authorize);
      this.#file.gap();
      printAuthorize(scheme, authorize, { file: this.#file, names: this.#names, credentials });
    }
  }

  #operation(operation: Operation, names: OperationNames): void {
    const { api } = this.#emission;
    const replies = this.#names.declare(`${names.call}Replies`);
    const context = { api, names: this.#names, checks: this.#checks, call: names.call };
    const call = this.#names.runtime("call", "client");
    this.#file.gap();
    this.#file.print(...operationComment(operation));
    this.#file.block(this.#signature(operation, names), "}", () => {
      this.#file.block(`return ${call}(client, () => ({`, "}), options);", () => {
        for (const member of this.#callMembers(operation)) this.#file.print(`${member},`);
        this.#file.print(`replies: ${replies},`);
      });
    });
    this.#file.gap();
    this.#file.block(`const ${replies}: ${this.#names.type("Replies", "client")} = {`, "};", () => {
      this.#file.print(...replyEntries(operation, context));
    });
  }

  #signature(operation: Operation, { call, request, reply }: OperationNames): string {
    for (const type of [request, reply]) this.#file.use(type, "./types.js");
    const parameters = [
      `client: ${this.#names.type("Client", "client")}${this.#typeArgument}`,
      requestParameter(operation, request),
      `options?: ${this.#names.type("CallOptions", "client")}`,
    ];
    return signature(`export function ${call}`, { parameters, result: `Promise<${reply}>` });
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

function requestParameter(operation: Operation, type: string): string {
  if (isRequestEmpty(operation)) return `_request?: ${type}`;
  return `request: ${type}${isRequestOptional(operation) ? " = {}" : ""}`;
}

/** True when the contract declares replies that `fetch` would follow instead of giving them. */
function hasRedirection({ responses }: Operation): boolean {
  return responses.some(({ status }) => /^3(0[12378]|XX)$/.test(status));
}
