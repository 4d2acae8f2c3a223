import { constants } from "node:fs";
import { link, mkdir, open, rm } from "node:fs/promises";
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
  /** The file, or undefined when there is none. Rejects with `ELOOP` for a link that is not to be followed. */
  read(path: string, links?: "follow" | "refuse"): Promise<SecretFile | undefined>;
  /** Creates the file with mode 0600, and its directory with 0700; fails when it exists. */
  create(path: string, text: string): Promise<void>;
}

/** Files of this machine, by absolute path or relative to the working directory. */
export const systemSecretFiles: SecretFiles = {
  read: async (path, links = "follow") => {
    let handle;
    try {
      handle = await open(path, constants.O_RDONLY | (links === "refuse" ? constants.O_NOFOLLOW : 0));
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
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    // It gets its name when it is whole: a process that dies before leaves no empty secret.
    const draft = `${path}.${process.pid}.tmp`;
    await rm(draft, { force: true });
    const handle = await open(draft, "wx", 0o600);
    try {
      // A umask may take bits away.
      await handle.chmod(0o600);
      await handle.writeFile(text);
      await handle.sync();
      await link(draft, path);
    } finally {
      await handle.close();
      await rm(draft, { force: true });
    }
  },
};
