/** How a text becomes a value: the types that a parameter's schema allows, as far as they change how a text is read. */
export type ValueForm = PrimitiveForm | ArrayForm | ObjectForm;

/**
 * What is no number or boolean stays a text, for the schema's check to judge. `literal`: a number or a boolean; `file`:
 * a part of a multipart body that is kept as it came.
 */
export type PrimitiveForm = "string" | "number" | "boolean" | "literal" | "file";

export interface ArrayForm {
  readonly items: ValueForm;
  /** Given when a single value may also stand alone. */
  readonly single?: PrimitiveForm;
}

export interface ObjectForm {
  readonly properties: Readonly<Record<string, ValueForm>>;
  /** Form of properties that are not named. */
  readonly rest: ValueForm;
  /** True where the schema says that there are properties which it does not name. */
  readonly isOpen?: true;
  /** Given when a list may stand in its place: the form of its items. */
  readonly list?: ValueForm;
  /** Given when a single value may. */
  readonly single?: PrimitiveForm;
}

/** True for objects that no single value may stand in place of: only these are taken apart where no name tells. */
export function isObjectForm(form: ValueForm): form is ObjectForm {
  return typeof form !== "string" && "properties" in form && form.single === undefined;
}

/** The value of a primitive's text. */
export function readPrimitive(text: string, form: PrimitiveForm): unknown {
  if ((form === "number" || form === "literal") && /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(text))
    return losesDigits(text) ? text : Number(text);
  if ((form === "boolean" || form === "literal") && (text === "true" || text === "false")) return text === "true";
  return text;
}

/** True for whole numbers that no double holds: the check refuses their text, rather than that another one is read. */
function losesDigits(text: string): boolean {
  return text.length > 15 && /^-?\d+$/.test(text) && !Number.isSafeInteger(Number(text));
}

/** The value of texts that stand for one value: a list where the form is a list. */
export function readTexts(texts: readonly string[], form: ValueForm): unknown {
  if (typeof form === "string") return readPrimitive(texts[0] ?? "", form);
  if ("properties" in form) return readPrimitive(texts[0] ?? "", form.single ?? "string");
  if (form.single !== undefined && texts.length === 1) return readPrimitive(texts[0] ?? "", form.single);
  return texts.map((text) => readTexts([text], form.items));
}

/** The value of named texts. Repeated names make a list where the property is one. */
export function readPairs(pairs: readonly (readonly [string, string])[], form: ObjectForm): Record<string, unknown> {
  const grouped = new Map<string, string[]>();
  for (const [name, text] of pairs) grouped.set(name, [...(grouped.get(name) ?? []), text]);
  const entries = [...grouped].map(([name, texts]) => [name, readTexts(texts, propertyForm(form, name))] as const);
  return Object.fromEntries(entries);
}

/** The form of a property; that of unnamed ones where the object does not name it. */
export function propertyForm(form: ObjectForm, name: string): ValueForm {
  return (Object.hasOwn(form.properties, name) ? form.properties[name] : undefined) ?? form.rest;
}
