import type { Operation } from "../model/operation.js";
import { docComment, propertyName, quote, SourceFile } from "../source-file.js";
import { isSent } from "./client-credentials.js";
import type { Emission } from "./emission.js";
import { isRequestOptional } from "./operation-shape.js";
import { schemeSummary, usedSchemes } from "./security-expression.js";

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

/** `client.d.ts`: the function of each operation. `values`: what client.js exports of templates/runtime/client.ts. */
export function clientDeclarations(emission: Emission, values: readonly string[]): string {
  const file = new SourceFile(emission.source);
  const module = `${emission.runtime}client.js`;
  if (values.length > 0) file.print(`export { ${values.join(", ")} } from ${quote(module)};`);
  file.print(`export type { CallOptions, Client, ClientOptions } from ${quote(module)};`);
  printCredentials(file, emission);
  const client = `client: ${file.use("Client", module)}${clientTypeArgument(emission)}`;
  const options = `options?: ${file.use("CallOptions", module)}`;
  for (const [operation, { call, request, reply }] of emission.names.operations) {
    for (const type of [request, reply]) file.use(type, "./types.js");
    const given = `request${isRequestOptional(operation) ? "?" : ""}: ${request}`;
    file.gap();
    file.print(...operationComment(operation), declaration(call, [client, given, options], `Promise<${reply}>`));
  }
  return file.toString();
}

/** On several lines where one would be too long. */
function declaration(name: string, parameters: readonly string[], result: string): string {
  const head = `export declare function ${name}`;
  const line = `${head}(${parameters.join(", ")}): ${result};`;
  return line.length <= 120 ? line : `${head}(\n  ${parameters.join(",\n  ")},\n): ${result};`;
}

function printCredentials(file: SourceFile, { api, names, runtime }: Emission): void {
  const schemes = usedSchemes(api).filter(isSent);
  if (schemes.length === 0) return;
  const credential = file.use("Credential", `${runtime}client.js`);
  file.gap();
  file.print("/** What proves who calls, by security scheme: a text, or a function that gives it. */");
  file.block(`export interface ${names.contract}Credentials {`, "}", () => {
    for (const { name, node } of schemes)
      file.print(...docComment(schemeSummary(node)), `readonly ${propertyName(name)}?: ${credential};`);
  });
}
