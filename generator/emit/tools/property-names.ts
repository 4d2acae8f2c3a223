/** What providers take as the name of a property. */
const FITTING = /^[A-Za-z0-9_.-]{1,64}$/;

/**
 * The name of a property as a model is told it. Characters that providers refuse become `_xHEX_`, as in XML made of
 * names; templates/runtime/tool.ts turns them back. Names that look changed already are changed too, so that it can.
 */
export function escapeName(name: string): string {
  if (FITTING.test(name) && !/_x[0-9a-f]+_/.test(name)) return name;
  return name.replace(/_(?=x[0-9a-f]+_)/g, escapeCharacter).replace(/[^A-Za-z0-9_.-]/gu, escapeCharacter);
}

function escapeCharacter(character: string): string {
  return `_x${(character.codePointAt(0) ?? 0).toString(16)}_`;
}
