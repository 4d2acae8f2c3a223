/** `name`, or `name2`, `name3` ... when it is taken; the answer is taken from then on. */
export function claimName(name: string, taken: Set<string>): string {
  let candidate = name;
  for (let count = 2; taken.has(candidate); count += 1) candidate = `${name}${count}`;
  taken.add(candidate);
  return candidate;
}
