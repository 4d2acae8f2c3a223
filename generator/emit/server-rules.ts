import type { Api } from "../model/api.js";
import type { Operation } from "../model/operation.js";
import type { Parameter } from "../model/parameter.js";
import type { Response } from "../model/response.js";
import type { OperationNames } from "../naming.js";
import { typeName } from "../naming.js";
import { objectLiteral, propertyName, quote } from "../source-file.js";
import type { Checks } from "./emission.js";
import { replyVariants, requestVariants, responsesOf, statusKey, type BodyVariant } from "./operation-shape.js";
import { fieldsExpression, formExpression } from "./parameter-form.js";

/** What the lines of a rule need from the file that they stand in. */
export interface RuleContext extends Checks {
  readonly api: Api;
  readonly names: OperationNames;
  /** Imports a name from templates/runtime/write-reply.ts. */
  use(symbol: string): string;
}

/** Members of the `OperationRule` (templates/runtime/router-rules.ts) of an operation, but for its problems. */
export function ruleLines(operation: Operation, context: RuleContext): string[] {
  return [
    `operationId: ${quote(operation.operationId)},`,
    `method: ${quote(operation.method)},`,
    `paths: [${[operation.route.template, ...operation.aliases].map(quote).join(", ")}],`,
    ...fixedLines(operation),
    ...securityLines(operation),
    ...parameterLines(operation, context),
    ...bodyLines(operation, context),
    "replies: {",
    ...responsesOf(operation).map(
      (response) => `  ${statusKey(response.status)}: ${replyExpression(operation, response, context)},`,
    ),
    "},",
  ];
}

function fixedLines({ route }: Operation): string[] {
  if (route.fixed.length === 0) return [];
  const members = route.fixed.map((each) =>
    objectLiteral([`in: ${quote(each.in)}`, `name: ${quote(each.name)}`, `value: ${quote(each.value)}`]),
  );
  return [`fixed: [${members.join(", ")}],`];
}

function securityLines({ security }: Operation): string[] {
  if (security.length === 0) return [];
  const alternatives = security.map((alternative) => {
    const schemes = [...alternative].map(
      ([name, scopes]) => `${propertyName(name)}: [${scopes.map(quote).join(", ")}]`,
    );
    return objectLiteral(schemes);
  });
  return [`security: [${alternatives.join(", ")}],`];
}

function parameterLines({ parameters }: Operation, context: RuleContext): string[] {
  if (parameters.length === 0) return [];
  return ["parameters: [", ...parameters.map((parameter) => `  ${parameterExpression(parameter, context)},`), "],"];
}

function parameterExpression(parameter: Parameter, context: RuleContext): string {
  const name = `${typeName(context.names.call)}${typeName(parameter.name)}Parameter`;
  return objectLiteral([
    `in: ${quote(parameter.in)}`,
    `name: ${quote(parameter.name)}`,
    ...(parameter.required ? ["required: true"] : []),
    `style: ${quote(parameter.content === undefined ? parameter.style : "json")}`,
    ...(parameter.explode ? ["explode: true"] : []),
    `form: ${formExpression(context.api, parameter.schema, parameter.style)}`,
    ...checkMember(context.checkFor(parameter.schema, { direction: "request", name })),
  ]);
}

function bodyLines({ requestBody }: Operation, context: RuleContext): string[] {
  if (requestBody === undefined || requestBody.content.length === 0) return [];
  const variants = requestVariants(requestBody.content);
  const use: MediaUse = { context, direction: "request", name: `${typeName(context.names.call)}Body` };
  return [
    "body: {",
    ...(requestBody.required ? ["  required: true,"] : []),
    ...(variants.some((variant) => variant.contentTypeType !== undefined) ? ["  tellsType: true,"] : []),
    "  content: [",
    ...variants.map((variant) => `    ${mediaExpression(variant, use)},`),
    "  ],",
    "},",
  ];
}

interface MediaUse {
  readonly context: RuleContext;
  readonly direction: "request" | "reply";
  readonly name: string;
}

function mediaExpression(variant: BodyVariant, { context, direction, name }: MediaUse): string {
  const { media, kind, schema } = variant;
  const isForm = kind === "form" || kind === "multipart";
  return objectLiteral([
    `type: ${quote(media.type)}`,
    `kind: ${quote(kind)}`,
    ...(media.dataForm === undefined || media.dataForm === "text" ? [] : [`data: ${quote(media.dataForm)}`]),
    ...(isForm && schema !== undefined ? [`fields: ${fieldsExpression(context.api, media)}`] : []),
    ...(schema === undefined ? [] : checkMember(context.checkFor(schema, { direction, name }))),
  ]);
}

function replyExpression(operation: Operation, response: Response, context: RuleContext): string {
  const name = `${typeName(context.names.call)}Reply${typeName(response.status)}`.replace("Reply_", "Reply");
  const variants = replyVariants(operation, response);
  const [only] = variants;
  const headers = response.headers.map((header) =>
    objectLiteral([
      `name: ${quote(header.name)}`,
      ...(header.required ? ["required: true"] : []),
      ...(header.explode ? ["explode: true"] : []),
      ...(header.content === undefined ? [] : ["isJson: true"]),
      ...checkMember(context.checkFor(header.schema, { direction: "reply", name: `${name}${typeName(header.name)}` })),
    ]),
  );
  const list = headers.length === 0 ? [] : [`[${headers.join(", ")}]`];
  if (variants.length === 1 && only?.media.type === "application/json") {
    const check = only.schema === undefined ? undefined : context.checkFor(only.schema, { direction: "reply", name });
    const first = check ?? (list.length === 0 ? [] : ["undefined"]);
    return `${context.use("jsonContent")}(${[first, ...list].flat().join(", ")})`;
  }
  const content = variants.map((variant) => mediaExpression(variant, { context, direction: "reply", name }));
  return objectLiteral([
    ...list.map((text) => `headers: ${text}`),
    ...(content.length === 0 ? [] : [`content: [${content.join(", ")}]`]),
  ]);
}

function checkMember(check: string | undefined): string[] {
  return check === undefined ? [] : [`check: ${check}`];
}
