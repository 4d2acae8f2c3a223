/** How a caller proves who it is (OpenAPI 3.1 section 4.8.27). */
export type SecurityScheme =
  | {
      readonly kind: "apiKey";
      readonly in: "query" | "header" | "cookie";
      readonly name: string;
      readonly description?: string;
    }
  | { readonly kind: "http"; readonly scheme: string; readonly description?: string }
  | { readonly kind: "oauth2" | "openIdConnect" | "mutualTLS"; readonly description?: string }
  /** Asked for by name alone: nothing says where its credential is. */
  | { readonly kind: "undeclared"; readonly description?: string };

/**
 * Schemes that must all pass, by name, each with its scopes (OpenAPI 3.1 section 4.8.30). Empty: no proof is needed.
 */
export type SecurityRequirement = ReadonlyMap<string, readonly string[]>;
