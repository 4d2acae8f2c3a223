import { SourceFile } from "../source-file.js";
import { clientTypeArgument, operationComment } from "./client-declarations.js";
import type { EmittedModule, Emission } from "./emission.js";
import { isRequestOptional } from "./operation-shape.js";

/**
 * `client-object.js` and `client-object.d.ts`: the operations as methods of one object. Whoever imports it has all of
 * them in the bundle.
 */
export function emitClientObject(emission: Emission): EmittedModule {
  return { javascript: code(emission), declarations: declarations(emission) };
}

function code({ names, source, runtime }: Emission): string {
  const file = new SourceFile(source);
  const create = file.use("createClient", `${runtime}client.js`, { value: true });
  const explain = file.use("explain", "./client-explain.js", { value: true });
  file.print(`import * as operations from "./client.js";`);
  file.gap();
  file.block(`export function create${names.contract}Client(options) {`, "}", () => {
    file.print(`const client = ${create}({ ${explain}, ...options });`);
    file.block("return {", "};", () => {
      for (const { call } of names.operations.values())
        file.print(`${call}: (request, settings) => operations.${call}(client, request, settings),`);
    });
  });
  return file.toString();
}

function declarations(emission: Emission): string {
  const { api, names, source, runtime } = emission;
  const file = new SourceFile(source);
  const module = `${runtime}client.js`;
  const type = `${names.contract}Client`;
  const callOptions = file.use("CallOptions", module);
  file.print(`/** Every operation of ${api.title.replaceAll("*/", "")} as a method. */`);
  file.block(`export interface ${type} {`, "}", () => {
    for (const [operation, { call, request, reply }] of names.operations) {
      for (const used of [request, reply]) file.use(used, "./types.js");
      const mark = isRequestOptional(operation) ? "?" : "";
      file.print(...operationComment(operation));
      file.print(`${call}(request${mark}: ${request}, options?: ${callOptions}): Promise<${reply}>;`);
    }
  });
  const credentials = clientTypeArgument(emission);
  if (credentials !== "") file.use(credentials.slice(1, -1), "./client.js");
  const options = `options: ${file.use("ClientOptions", module)}${credentials}`;
  file.gap();
  file.print("/** Calls the server at `options.baseUrl`. In bundles, the functions of client.js take less room. */");
  file.print(`export declare function create${type}(${options}): ${type};`);
  return file.toString();
}
