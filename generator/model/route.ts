import { templateShape } from "./template.js";
import type { Operation } from "./operation.js";
import type { Parameter } from "./parameter.js";

/** A parameter that must have one value for a request to be an operation's. */
export interface FixedParameter {
  readonly in: "query" | "header";
  readonly name: string;
  readonly value: string;
}

/** How requests find an operation, beside its method. */
export interface Route {
  /** Path template, nothing but the path. */
  readonly template: string;
  /** Tell apart operations of the same template and method. */
  readonly fixed: readonly FixedParameter[];
}

/**
 * The route of a key of `paths`. OpenAPI allows paths only, but keys such as `/jobs?action=start` and
 * `/#X-Amz-Target=Start` are in use, where one path has several operations of a method. A query is part of the request;
 * a fragment is not sent (RFC 9110 section 4.2.5), so that it counts only where it names a parameter of the operation.
 */
export function routeOf(path: string, parameters: readonly Parameter[]): Route {
  const [target = "", fragment = ""] = path.split("#");
  const [template = "", query = ""] = target.split("?");
  return {
    template: template === "" ? "/" : template,
    fixed: [
      ...pairsOf(query).map(([name, value]): FixedParameter => ({ in: "query", name, value })),
      ...pairsOf(fragment).flatMap(([name, value]): FixedParameter[] => {
        const own = parameters.find((parameter) => isNamed(parameter, name));
        return own === undefined ? [] : [{ in: own.in as "query" | "header", name: own.name, value }]; // by `isNamed`
      }),
    ],
  };
}

function pairsOf(text: string): [string, string][] {
  return text === "" || text.includes("{") ? [] : [...new URLSearchParams(text)];
}

function isNamed(parameter: Parameter, name: string): boolean {
  if (parameter.in === "header") return parameter.name.toLowerCase() === name.toLowerCase();
  return parameter.in === "query" && parameter.name === name;
}

/** Equal for operations that no request could tell apart. */
export function routeKey(method: string, { template, fixed }: Route): string {
  const told = fixed.map(({ name, value }) => `${name}=${value}`).sort();
  return [method, templateShape(template), ...told].join(" ");
}

/** True when nothing that the operations ask of a request differs, as far as the contract's text tells. */
export function acceptsSame(left: Operation, right: Operation): boolean {
  return asks(left) === asks(right);
}

function asks({ parameters, requestBody }: Operation): string {
  const required = parameters.filter((parameter) => parameter.required);
  const told = required.map((each) => [each.in, each.in === "path" ? "" : each.name, each.schema.cursor.value]);
  return JSON.stringify([told, requestBody?.cursor.value]);
}
