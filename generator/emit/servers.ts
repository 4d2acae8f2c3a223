import type { Server, ServerVariable } from "../model/server.js";
import { claimName } from "../model/unique-names.js";
import { valueName } from "../naming.js";
import { docComment, indentRest, propertyName, quote, SourceFile, templateText } from "../source-file.js";
import type { Emission } from "./emission.js";

/**
 * `servers.ts`: the URLs of the contract's servers as functions of their variables, in its order. Nothing else uses it:
 * a client is told its `baseUrl`. Undefined when the contract names no server.
 */
export function emitServers({ api, source }: Emission): string | undefined {
  if (api.servers.length === 0) return undefined;
  const file = new SourceFile(source);
  file.print("/** Where the API is: URLs for the `baseUrl` of a client. */");
  file.block("export const servers = [", "] as const;", () => {
    for (const server of api.servers) file.print(...docComment(server.description), `${expression(server)},`);
  });
  return file.toString();
}

function expression({ url, variables }: Server): string {
  if (variables.length === 0) return `(): string => ${quote(url)}`;
  const taken = new Set<string>();
  const names = new Map(variables.map(({ name }) => [name, claimName(valueName(name), taken)]));
  const locals = variables.map((variable) => local(variable, names.get(variable.name) ?? ""));
  const members = variables.map((variable) => `  ${indentRest(member(variable))}`);
  const isOptional = variables.every((variable) => variable.default !== undefined);
  const text = url
    .split(/(\{[^{}]+\})/)
    .map((piece) => {
      const name = names.get(piece.slice(1, -1));
      return piece.startsWith("{") && name !== undefined ? `\${${name}}` : templateText(piece);
    })
    .join("");
  return `({ ${locals.join(", ")} }: {\n${members.join("\n")}\n}${isOptional ? " = {}" : ""}): string => \`${text}\``;
}

function local({ name, default: standard }: ServerVariable, variable: string): string {
  const key = propertyName(name) === variable ? variable : `${propertyName(name)}: ${variable}`;
  return standard === undefined ? key : `${key} = ${quote(standard)}`;
}

function member({ name, default: standard, enum: values, description }: ServerVariable): string {
  // A default that the contract forgets to list can be chosen, too.
  const choices = new Set([...(values ?? []), ...(standard === undefined ? [] : [standard])]);
  const type = values === undefined ? "string" : [...choices].map(quote).join(" | ");
  const mark = standard === undefined ? "" : "?";
  return [...docComment(description), `readonly ${propertyName(name)}${mark}: ${type};`].join("\n");
}
