import { constants, fdatasync, fstatSync, writeSync } from "node:fs";
import { mkdir, open, readdir, rename, unlink } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

import { errorCode } from "./error-code.js";
import { makeStep } from "./private-directory.js";
import type { Storage, StorageFile } from "./storage.js";

// A link could lead anywhere; none of the files is one.
const READ_APPEND = constants.O_RDWR | constants.O_APPEND | constants.O_NOFOLLOW;
const READ = constants.O_RDONLY | constants.O_NOFOLLOW;
const NEW = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL;

/**
 * Files of this machine below `root`. No symbolic link below it is followed by what is written. Whoever only reads
 * says so, and may then look at what he could not write.
 */
export function fileStorage(root: string, access: "read" | "write" = "write"): Storage {
  const openFlags = access === "read" ? READ : READ_APPEND;
  const at = (path: string): string => join(root, path);
  return {
    open: async (path) => {
      try {
        return storageFile(at(path), await open(at(path), openFlags));
      } catch (fault) {
        if (errorCode(fault) === "ENOENT") return undefined;
        throw fault;
      }
    },
    create: async (path) => {
      const handle = await open(at(path), READ_APPEND | constants.O_CREAT | constants.O_EXCL, 0o600);
      return storageFile(at(path), handle);
    },
    makeDirectory: (path) => makeSteps(root, path.split("/")),
    syncDirectory: async (path) => {
      const handle = await open(at(path), constants.O_RDONLY);
      try {
        await handle.sync();
      } finally {
        await handle.close();
      }
    },
    replace: (path, text) => replaceFile(at(path), text),
    rename: (from, to) => rename(at(from), at(to)),
    remove: (path) => unlink(at(path)),
    list: async (path) => {
      try {
        return (await readdir(at(path))).sort();
      } catch (fault) {
        if (errorCode(fault) === "ENOENT") return [];
        throw fault;
      }
    },
  };
}

/** Replaces a small file as a whole, mode 0600: temporary file, sync, rename. Readers see the old text or the new. */
export async function replaceFile(path: string, text: string): Promise<void> {
  const temporary = `${path}.tmp`;
  const handle = await createAnew(temporary);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, path);
}

/** A crash may have left one, and somebody else another one, with other names, rights or readers. */
async function createAnew(path: string): Promise<FileHandle> {
  try {
    return await open(path, NEW, 0o600);
  } catch (fault) {
    if (errorCode(fault) !== "EEXIST") throw fault;
  }
  await unlink(path);
  return open(path, NEW, 0o600);
}

function storageFile(path: string, handle: FileHandle): StorageFile {
  return {
    size: () => sizeOf(handle.fd),
    append: (bytes) => writeSync(handle.fd, bytes),
    sync: () => dataSync(handle.fd),
    rewrite: (offset, bytes) => rewrite(path, offset, bytes),
    truncate: (length) => handle.truncate(length),
    read: async (offset, length) => {
      const buffer = Buffer.allocUnsafe(length);
      let filled = 0;
      while (filled < length) {
        const { bytesRead } = await handle.read(buffer, filled, length - filled, offset + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return buffer.subarray(0, filled);
    },
    close: () => handle.close(),
  };
}

const dataSync = promisify(fdatasync);

/** A file whose last name was removed goes when it is closed, with everything that is still written to it. */
function sizeOf(fd: number): number {
  const { size, nlink } = fstatSync(fd);
  if (nlink === 0) throw Object.assign(new Error("the file was removed"), { code: "ENOENT" });
  return size;
}

/** On a handle that was opened to append every write goes to the end, whatever offset it names. */
async function rewrite(path: string, offset: number, bytes: Uint8Array): Promise<void> {
  const handle = await open(path, constants.O_WRONLY | constants.O_NOFOLLOW);
  try {
    for (let done = 0; done < bytes.length;) {
      done += (await handle.write(bytes, done, bytes.length - done, offset + done)).bytesWritten;
    }
  } finally {
    await handle.close();
  }
}

async function makeSteps(root: string, steps: readonly string[]): Promise<void> {
  await mkdir(root, { recursive: true, mode: 0o700 });
  let path = root;
  for (const step of steps) {
    path = join(path, step);
    const made = await makeStep(path);
    // As the system says it of a file.
    if (made.isSymbolicLink()) throw Object.assign(new Error(`${path} is a symbolic link`), { code: "ELOOP" });
  }
}
