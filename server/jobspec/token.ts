import { join } from "node:path";

import { errorCode } from "../kernel/ports/error-code.js";
import type { Identifiers } from "../kernel/ports/identifiers.js";
import type { SecretFiles } from "../kernel/ports/secret-files.js";
import { trimSpace } from "../kernel/white-space.js";

/** Where a token is kept that nobody gave, relative to the root of the project. Clients look there. */
export const DEFAULT_TOKEN_PATH = ".agents/daemon/token";

/** Why there is no usable token; the message is for the operator. */
export class TokenError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "TokenError";
  }
}

/** Where a token may come from. */
export interface TokenSources {
  readonly root: string;
  /** Given on the command line. */
  readonly flag?: string | undefined;
  /** A file given on the command line; wins over the flag. */
  readonly file?: string | undefined;
}

/** A token and how the daemon came by it. */
export interface ResolvedToken {
  readonly token: string;
  /** The file that holds it; undefined when it was given on the command line. */
  readonly path: string | undefined;
  /** True when it was made just now. */
  readonly created: boolean;
}

/**
 * Finds the mutation token: the file, else the flag, else the default file, which is made (mode 0600) when missing.
 * Rejects with {@link TokenError} when a file is blank, missing, or open to others, and when the default one is a link.
 */
export async function resolveToken(
  { root, flag, file }: TokenSources,
  files: SecretFiles,
  identifiers: Identifiers,
): Promise<ResolvedToken> {
  if (file !== undefined && file !== "") {
    const token = await readToken(file, files);
    if (token === undefined) throw new TokenError(`daemon mutation token file does not exist: ${file}`);
    return { token, path: file, created: false };
  }
  const given = trimSpace(flag ?? "");
  if (given !== "") return { token: given, path: undefined, created: false };
  const path = join(root, DEFAULT_TOKEN_PATH);
  const kept = await readToken(path, files, "refuse");
  if (kept !== undefined) return { token: kept, path, created: false };
  const token = identifiers.token();
  await files.create(path, `${token}\n`);
  return { token, path, created: true };
}

async function readToken(path: string, files: SecretFiles, links?: "follow" | "refuse"): Promise<string | undefined> {
  const found = await files.read(path, links).catch((fault: unknown) => {
    if (errorCode(fault) !== "ELOOP") throw fault;
    throw new TokenError(`daemon mutation token file is a symbolic link: ${path}; name its target with --token-file`);
  });
  if (found === undefined) return undefined;
  if ((found.mode & 0o077) !== 0) {
    const mode = found.mode.toString(8);
    throw new TokenError(`daemon mutation token file mode is too permissive: ${path} has mode ${mode}`);
  }
  const token = trimSpace(found.text);
  if (token === "") throw new TokenError("daemon mutation token is missing");
  return token;
}
