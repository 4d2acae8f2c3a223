import type { Operation } from "../model/operation.js";
import type { Schema } from "../model/schema.js";
import type { OperationNames } from "../naming.js";
import { typeName, valueName } from "../naming.js";
import { docComment, indentRest, propertyName, quote, SourceFile } from "../source-file.js";
import { literal } from "./checks/literal.js";
import { clientTypeArgument } from "./client-declarations.js";
import { ClientNames } from "./client-names.js";
import { objectLines } from "./client-parameters.js";
import type { Checks, EmittedModule, Emission } from "./emission.js";
import { PARAMETER_GROUPS, parametersIn, replyVariants, statusKey } from "./operation-shape.js";
import { shorten, TOOL_DESCRIPTION_LENGTH } from "./tools/description.js";
import { bodyReading, bodyVariant, inputSchema } from "./tools/tool-input.js";
import { toolNames } from "./tools/tool-names.js";
import { ToolSchemas } from "./tools/tool-schema.js";

/**
 * `tools.js` and `tools.d.ts`: each operation as a tool for language models, a constant each, and the list of all.
 * Nothing happens when the module is loaded, so that a bundle holds the tools that are used and no more.
 */
export function emitTools(emission: Emission, checks: Checks): EmittedModule {
  const { javascript, all } = new ToolsCode(emission, checks).print();
  return { javascript, declarations: declarations(emission, all) };
}

/** `all`: name of the list. */
function declarations(emission: Emission, all: string): string {
  const { names, source, runtime } = emission;
  const file = new SourceFile(source);
  const credentials = clientTypeArgument(emission);
  const type = `${file.use("Tool", `${runtime}tool.js`)}${credentials}`;
  if (credentials !== "") file.use(credentials.slice(1, -1), "./client.js");
  for (const [{ method, path }, { call }] of names.operations) {
    file.gap();
    file.print(...docComment(`${method} ${path}`), `export declare const ${call}Tool: ${type};`);
  }
  file.gap();
  file.print("/** All of them, in the order of the contract. */", `export declare const ${all}: readonly ${type}[];`);
  return file.toString();
}

class ToolsCode {
  readonly #emission: Emission;
  readonly #checks: Checks;
  readonly #file: SourceFile;
  readonly #names: ClientNames;
  readonly #schemas: ToolSchemas;

  constructor(emission: Emission, checks: Checks) {
    this.#emission = emission;
    this.#checks = checks;
    this.#file = new SourceFile(emission.source);
    const calls = [...emission.names.operations.values()].map(({ call }) => `${call}Tool`);
    this.#names = new ClientNames(this.#file, { runtime: emission.runtime, calls });
    this.#schemas = new ToolSchemas(emission, this.#names);
  }

  print(): { readonly javascript: string; readonly all: string } {
    const { names } = this.#emission;
    const own = toolNames([...names.operations.values()].map(({ call }) => call));
    const tools = [...names.operations].map(([operation, names], index) => {
      const members = this.#members(operation, names, own[index] ?? names.call);
      return { operation, name: `${names.call}Tool`, members };
    });
    const constants = tools.map(({ name }) => name);
    // Texts are let go of while they are printed: of a large contract they are the most that is in memory.
    for (const declaration of this.#schemas.declarations.splice(0)) {
      this.#file.gap();
      this.#file.print(declaration);
    }
    tools.reverse();
    for (let tool = tools.pop(); tool !== undefined; tool = tools.pop()) {
      const { operation, name, members } = tool;
      this.#file.gap();
      this.#file.print(...docComment(`${operation.method} ${operation.path}`));
      this.#file.block(`export const ${name} = {`, "};", () => {
        for (const member of members) this.#file.print(`${member},`);
      });
    }
    this.#file.gap();
    const all = this.#names.declare(valueName(`${names.contract} Tools`));
    this.#file.block(`export const ${all} = [`, "];", () => {
      for (const name of constants) this.#file.print(`${name},`);
    });
    return { javascript: this.#file.toString(), all };
  }

  #members(operation: Operation, names: OperationNames, name: string): string[] {
    const { method, path, tags } = operation;
    const input = this.#schemas.input(inputSchema(operation));
    return [
      `name: ${quote(name)}`,
      `description: ${quote(describe(operation))}`,
      `method: ${quote(method)}`,
      `path: ${quote(path)}`,
      ...(tags.length === 0 ? [] : [`tags: [${tags.map(quote).join(", ")}]`]),
      `inputSchema: ${input.text}`,
      this.#call(operation, names, input.isEscaped),
    ];
  }

  #call(operation: Operation, { call }: OperationNames, isEscaped: boolean): string {
    const checks = this.#checkMembers(operation, typeName(call));
    const reading = bodyReading(this.#emission.api, operation);
    const binary = binaryReplies(operation);
    const members = [
      `schema: ${call}Tool.inputSchema`,
      ...(checks.length === 0 ? [] : [`checks: ${objectLines(checks)}`]),
      ...(isEscaped ? ["hasEscapedNames: true"] : []),
      ...(Object.keys(reading).length === 0 ? [] : [`body: ${literal(reading)}`]),
      ...(binary.length === 0 ? [] : [`mediaTypes: ${objectLines(binary)}`]),
      `send: (request, settings) => ${this.#names.value(call, "./client.js")}(client, request, settings)`,
    ];
    const run = this.#names.runtime("callTool", "tool");
    const way = indentRest(objectLines(members));
    return `call: (client, input, options) =>\n  ${run}(input, ${way}, options)`;
  }

  /** The checks of the request's parts, which are those that the server makes too. */
  #checkMembers(operation: Operation, base: string): string[] {
    const groups = PARAMETER_GROUPS.flatMap(({ in: location, property }) => {
      const members = parametersIn(operation, location).flatMap(({ name, schema }) => {
        const check = this.#check(schema, `${base}${typeName(name)}Parameter`);
        return check === undefined ? [] : [`${propertyName(name)}: ${check}`];
      });
      return members.length === 0 ? [] : [`${property}: ${objectLines(members)}`];
    });
    const schema = bodyVariant(operation)?.schema;
    const body = schema === undefined ? undefined : this.#check(schema, `${base}Body`);
    return body === undefined ? groups : [...groups, `body: ${body}`];
  }

  #check(schema: Schema, name: string): string | undefined {
    const check = this.#checks.checkFor(schema, { direction: "request", name });
    return check === undefined ? undefined : this.#names.value(check, "./validators.js");
  }
}

/** What a model reads to choose a tool: what it does, in the words of the contract. */
function describe({ summary, description, method, path, deprecated }: Operation): string {
  const prose = [summary, description === summary ? undefined : description].filter((part) => part !== undefined);
  const text = prose.length === 0 ? `${method} ${path}` : prose.map((part) => part.trim()).join("\n\n");
  return shorten(deprecated ? `Deprecated. ${text}` : text, TOOL_DESCRIPTION_LENGTH);
}

/** By status, what the bytes of a reply are. */
function binaryReplies(operation: Operation): string[] {
  return operation.responses.flatMap((response) => {
    const [only, ...more] = replyVariants(operation, response);
    const isPlain = only?.kind === "binary" && more.length === 0 && only.contentTypeType === undefined;
    return isPlain ? [`${statusKey(response.status)}: ${quote(only.media.type)}`] : [];
  });
}
