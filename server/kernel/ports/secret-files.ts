import { chmod, mkdir, open, stat } from "node:fs/promises";
import { dirname } from "node:path";

import { errorCode } from "./error-code.js";

/** A file that only its owner should read. */
export interface SecretFile {
  readonly text: string;
  /** Permission bits. */
  readonly mode: number;
}

/** Where secrets lie between runs. */
export interface SecretFiles {
  /** The file, or undefined when there is none. */
  read(path: string): Promise<SecretFile | undefined>;
  /** Creates the file with mode 0600, and its directory with 0700; fails when it exists. */
  create(path: string, text: string): Promise<void>;
}

/** Files of this machine, by absolute path or relative to the working directory. */
export const systemSecretFiles: SecretFiles = {
  read: async (path) => {
    let handle;
    try {
      handle = await open(path, "r");
    } catch (fault) {
      if (errorCode(fault) === "ENOENT") return undefined;
      throw fault;
    }
    try {
      const { mode } = await handle.stat();
      return { text: await handle.readFile("utf8"), mode: mode & 0o777 };
    } finally {
      await handle.close();
    }
  },
  create: async (path, text) => {
    const directory = dirname(path);
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const handle = await open(path, "wx", 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    // A umask may only take bits away, but a directory that was there may be open to others.
    if (((await stat(path)).mode & 0o777) !== 0o600) await chmod(path, 0o600);
  },
};
