/** One schema with values that it lets through and values that it does not. */
export interface KeywordCase {
  readonly about: string;
  readonly schema: unknown;
  readonly valid: readonly unknown[];
  readonly invalid: readonly unknown[];
  /** What ajv 8.20 gets wrong here; values on which it is not asked. */
  readonly ajvDiffers?: string;
}
