import { propertyForm, readTexts, type ValueForm } from "./parameter-form.js";

/** A field's name, decoded, and its value. */
type Field = readonly [name: string, value: string];

/** Levels of brackets that are read; OpenAPI describes one, and no schema needs many. */
const MAX_DEPTH = 16;

/** What stands below one pair of brackets: values, and what has brackets of its own. */
interface Branch {
  readonly values: string[];
  readonly members: Map<string, Branch>;
}

/**
 * The value of fields such as `filter[name]=x`, `filter[range][from]=1`, `filter[tags][]=a`, `filter[items][0][id]=7`:
 * style `deepObject` (OpenAPI 3.1 section 4.8.12.4), read below its first level as most servers do. `[]` and numbers
 * stand for items where the form is a list.
 */
export function readDeepFields(fields: readonly Field[], form: ValueForm): unknown {
  const root: Branch = { values: [], members: new Map() };
  for (const [name, value] of fields) {
    const keys = [...name.matchAll(/\[([^\]]*)\]/g)].map((match) => match[1] ?? "").slice(0, MAX_DEPTH);
    branchAt(root, keys).values.push(value);
  }
  return toValue(root, form);
}

function branchAt(root: Branch, keys: readonly string[]): Branch {
  let branch = root;
  for (const key of keys) {
    const next = branch.members.get(key) ?? { values: [], members: new Map() };
    branch.members.set(key, next);
    branch = next;
  }
  return branch;
}

function toValue(branch: Branch, form: ValueForm): unknown {
  if (typeof form !== "string" && "items" in form) {
    const isSingle = form.single !== undefined && branch.members.size === 0 && branch.values.length === 1;
    return isSingle ? readTexts(branch.values, form) : toList(branch, form.items);
  }
  if (typeof form !== "string" && form.list !== undefined && isList(branch)) return toList(branch, form.list);
  // A list may stand where the schema names none; the schema's check says what is wrong with it.
  if (branch.members.has("")) return toList(branch, "string");
  if (branch.members.size === 0) return branch.values.length > 1 ? branch.values : readTexts(branch.values, form);
  const own = typeof form === "string" ? { properties: {}, rest: form } : form;
  return Object.fromEntries([...branch.members].map(([key, member]) => [key, toValue(member, propertyForm(own, key))]));
}

function isList({ members }: Branch): boolean {
  return members.size > 0 && [...members.keys()].every((key) => /^\d*$/.test(key));
}

/** Items in the order of their numbers; `name=a&name=b` and `name[]=a` are lists too. */
function toList({ values, members }: Branch, form: ValueForm): unknown[] {
  const numbered = [...members].filter(([key]) => key !== "").sort(([a], [b]) => Number(a) - Number(b));
  const texts = [...values, ...(members.get("")?.values ?? [])];
  return [...texts.map((text) => readTexts([text], form)), ...numbered.map(([, member]) => toValue(member, form))];
}
