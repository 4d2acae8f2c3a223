/** A promise that was broken, in words. */
export class Violation extends Error {
  override readonly name = "Violation";
}
