import type { Contract } from "../document/contract.js";
import type { Cursor } from "../document/cursor.js";
import { describedObjects } from "../document/references.js";
import { Families } from "../model/families.js";
import { mappedSchema, mappingsOf } from "./raw-discriminators.js";

/** Components of the entry document that nothing outside of `components` leads to, directly or through others. */
export function unusedComponents(contract: Contract): Cursor[] {
  const { root } = contract;
  const sections = root.get("components")?.entries() ?? [];
  const components = sections.flatMap(([section, map]) =>
    section.startsWith("x-") || !map.isObject ? [] : map.entries().map(([, component]) => component),
  );
  const reached = reachable(contract, components);
  return components.filter(({ address }) => !reached.has(address));
}

/** Addresses of components that are reached; a reference into a component reaches it. */
function reachable(contract: Contract, components: readonly Cursor[]): ReadonlySet<string> {
  const { root } = contract;
  const families = new Families(contract);
  const known = new Map(components.map((component) => [component.address, component]));
  const reached = new Set<string>();
  const walked = new Set<string>();
  const outside = root.entries().filter(([key]) => key !== "components");
  const waiting = outside.map(([, part]) => part);
  const reach = (target: Cursor): void => {
    const component = enclosing(target, known);
    if (component !== undefined) reached.add(component.address);
    const next = component ?? target;
    if (walked.has(next.address)) return;
    walked.add(next.address);
    waiting.push(next);
  };
  for (const name of requiredSchemes(root)) {
    const scheme = known.get(`${root.source.file}#/components/securitySchemes/${name}`);
    if (scheme !== undefined) reach(scheme);
  }
  for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
    for (const object of describedObjects(part)) {
      for (const target of targetsOf(contract, object)) reach(target);
      if (families.isParent(object)) for (const child of families.descendants(object)) reach(child);
    }
  }
  return reached;
}

function targetsOf(contract: Contract, object: Cursor): Cursor[] {
  const references = ["$ref", "$dynamicRef"].flatMap((word) => object.get(word) ?? []);
  const named = references.filter(({ value }) => typeof value === "string").map((each) => contract.find(each));
  const mapped = mappingsOf(object).map(([, target]) => mappedSchema(contract, target));
  return [...named, ...mapped].filter((target) => target !== undefined);
}

function enclosing(target: Cursor, known: ReadonlyMap<string, Cursor>): Cursor | undefined {
  for (let cursor: Cursor | undefined = target; cursor !== undefined; cursor = cursor.parent) {
    const component = known.get(cursor.address);
    if (component !== undefined) return component;
  }
  return undefined;
}

/** Names under every `security` of the document. */
function requiredSchemes(root: Cursor): Set<string> {
  const owners = [...describedObjects(root)].map((object) => object.get("security"));
  const lists = owners.flatMap((list) => (Array.isArray(list?.value) ? list.items() : []));
  return new Set(lists.filter(({ isObject }) => isObject).flatMap((list) => list.entries().map(([name]) => name)));
}
