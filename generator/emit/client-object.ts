import { SourceFile } from "../source-file.js";
import { clientTypeArgument, operationComment } from "./client.js";
import type { Emission } from "./emission.js";
import { isRequestOptional } from "./operation-shape.js";

/** `client-object.ts`: the operations as methods of one object. Whoever imports it has all of them in the bundle. */
export function emitClientObject(emission: Emission): string {
  const { names } = emission;
  const file = new SourceFile(emission.source);
  const module = `${emission.runtime}client.js`;
  const type = `${names.contract}Client`;
  const operations = [...names.operations].map(([operation, own]) => ({ operation, ...own }));
  const callOptions = file.use("CallOptions", module);
  file.print(`import * as operations from "./client.js";`);
  file.gap();
  file.print(`/** Every operation of ${emission.api.title.replaceAll("*/", "")} as a method. */`);
  file.block(`export interface ${type} {`, "}", () => {
    for (const { operation, call, request, reply } of operations) {
      for (const used of [request, reply]) file.use(used, "./types.js");
      const mark = isRequestOptional(operation) ? "?" : "";
      file.print(...operationComment(operation));
      file.print(`${call}(request${mark}: ${request}, options?: ${callOptions}): Promise<${reply}>;`);
    }
  });
  file.gap();
  file.print("/** Calls the server at `options.baseUrl`. In bundles, the functions of client.ts take less room. */");
  const credentials = clientTypeArgument(emission);
  if (credentials !== "") file.use(credentials.slice(1, -1), "./client.js");
  const options = `options: ${file.use("ClientOptions", module)}${credentials}`;
  file.block(`export function create${type}(${options}): ${type} {`, "}", () => {
    const explain = file.use("explain", "./client-explain.js", { value: true });
    file.print(`const client = ${file.use("createClient", module, { value: true })}({ ${explain}, ...options });`);
    file.block("return {", "};", () => {
      for (const { call } of operations) {
        file.print(`${call}: (request, settings) => operations.${call}(client, request, settings),`);
      }
    });
  });
  return file.toString();
}
