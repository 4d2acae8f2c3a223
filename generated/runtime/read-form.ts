import { findMedia } from "./find-media.js";
import type { Issue } from "./issue.js";
import { pointerTo } from "./issues.js";
import { isObjectForm, propertyForm, readTexts, type ObjectForm, type ValueForm } from "./parameter-form.js";
import { parseFields, readField, type FieldRule } from "./read-parameters.js";
import type { BodyResult } from "./request-body.js";

/** How the fields of a form become an object. */
export interface FormRules {
  readonly form: ObjectForm;
  /** Fields of an urlencoded body that are written like parameters of a query (OpenAPI 3.1 section 4.8.15). */
  readonly styled?: readonly FieldRule[];
  /** Media types and ranges of files, by field, where the contract tells them. */
  readonly types?: Readonly<Record<string, readonly string[]>>;
}

/** The fields of an urlencoded or multipart body (RFC 7578) as an object; files are `File`s. */
export async function readForm(bytes: Buffer, contentType: string, rules: FormRules): Promise<BodyResult<unknown>> {
  try {
    const styled = readStyled(bytes, rules.styled ?? []);
    // The platform's own parser of both formats, the one behind `fetch`.
    const fields = await new Response(new Uint8Array(bytes), { headers: { "content-type": contentType } }).formData();
    return { value: { ...(await toObject(fields, rules)), ...styled } };
  } catch {
    return { fault: "malformed", message: `the body is not ${contentType.split(";")[0] ?? "a form"}` };
  }
}

function readStyled(bytes: Buffer, rules: readonly FieldRule[]): Record<string, unknown> {
  if (rules.length === 0) return {};
  const fields = parseFields(bytes.toString("utf8"), "&");
  const values = rules.map((rule) => [rule.name, readField(rule, { fields, rules })] as const);
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}

async function toObject(fields: FormData, { form, styled = [] }: FormRules): Promise<Record<string, unknown>> {
  const names = [...new Set(fields.keys())].filter((name) => !styled.some((rule) => isOf(rule, name)));
  const entries = names.map(async (name): Promise<[string, unknown]> => {
    return [name, await toValue(fields.getAll(name), propertyForm(form, name))];
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** True for names that a styled field is written with: its own, those in brackets, those of its properties. */
function isOf({ name, style, explode, form }: FieldRule, key: string): boolean {
  if (key === name || key.startsWith(`${name}[`)) return true;
  return style === "form" && explode === true && isObjectForm(form) && Object.hasOwn(form.properties, key);
}

/** Parts that are files by the contract are kept; of others the text counts, also when they come as files. */
async function toValue(parts: readonly (string | File)[], form: ValueForm): Promise<unknown> {
  if (form === "file") return parts[0];
  if (typeof form !== "string" && "items" in form && form.items === "file") return parts;
  const texts = await Promise.all(parts.map((part) => (typeof part === "string" ? part : part.text())));
  if (isObjectForm(form)) return parseObject(texts[0] ?? "");
  const isList = typeof form !== "string" && "items" in form && typeof form.items !== "string";
  return isList ? texts.map(parseObject) : readTexts(texts, form);
}

/** An object in a form is written as JSON (OpenAPI 3.1 section 4.8.15). */
function parseObject(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** Faults of files that are of other media types than the contract says. */
export function wrongFiles(body: unknown, types: FormRules["types"] = {}): Issue[] {
  const fields = new Map(Object.entries(body ?? {}));
  return Object.entries(types).flatMap(([name, allowed]) => {
    const files = [fields.get(name)].flat().filter((value) => value instanceof Blob);
    if (
      files.every(
        (file) =>
          findMedia(
            allowed.map((type) => ({ type })),
            file.type,
          ) !== undefined,
      )
    )
      return [];
    return [{ path: pointerTo(name), message: `must be of type ${allowed.join(" or ")}`, keyword: "contentType" }];
  });
}

/** The form with an empty text for each file, which is what a schema of type string says of them. */
export function withoutFiles(body: unknown): unknown {
  if (body instanceof Blob) return "";
  if (Array.isArray(body)) return body.map(withoutFiles);
  if (typeof body !== "object" || body === null) return body;
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [name, value instanceof Object ? withoutFiles(value) : value]),
  );
}
