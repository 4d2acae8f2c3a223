/** Longest name of a tool that every provider takes. */
const MAX_LENGTH = 64;

/**
 * Names of tools, which providers hold to `^[a-zA-Z0-9_-]{1,64}$`, for the names of operations' functions; in the same
 * order, each used once.
 */
export function toolNames(calls: readonly string[]): string[] {
  const taken = new Set<string>();
  return calls.map((call) => {
    const fitting = call.replace(/[^a-zA-Z0-9_-]/gu, "_");
    let name = fitting.slice(0, MAX_LENGTH);
    for (let count = 2; taken.has(name); count += 1) {
      name = `${fitting.slice(0, MAX_LENGTH - String(count).length)}${count}`;
    }
    taken.add(name);
    return name;
  });
}
