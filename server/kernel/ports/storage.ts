import { errorCode } from "./error-code.js";

/**
 * One open file that only grows at its end.
 *
 * Every verb throws or rejects with the system's own error (it has a `code` such as `ENOSPC`).
 */
export interface StorageFile {
  /**
   * Length in bytes now, including what other processes appended. Throws when the file has no name any more, since
   * nothing that is appended would be found again.
   */
  size(): number;
  /**
   * Appends and returns how many bytes were taken, which may be fewer than given.
   *
   * Synchronous: it only reaches the page cache, and a round through the thread pool costs more than the copy.
   */
  append(bytes: Uint8Array): number;
  /** Resolves once everything appended before the call survives a loss of power. Never retry it after a failure. */
  sync(): Promise<void>;
  /**
   * Writes bytes that stand at `offset` already once more, so that the next sync brings them to the disk even when an
   * earlier one has given them up.
   */
  rewrite(offset: number, bytes: Uint8Array): Promise<void>;
  /** Cuts the file to `length` bytes; not durable before the next sync. */
  truncate(length: number): Promise<void>;
  /** Reads up to `length` bytes at `offset`; fewer only at the end of the file. */
  read(offset: number, length: number): Promise<Buffer>;
  close(): Promise<void>;
}

/** Files below one root directory; every path is relative to it, so that messages never show where the root is. */
export interface Storage {
  /** Opens for reading and appending; undefined when the file does not exist. */
  open(path: string): Promise<StorageFile | undefined>;
  /** Creates an empty file (mode 0600) and opens it; fails when it exists. */
  create(path: string): Promise<StorageFile>;
  /** Creates a directory (mode 0700) and its parents; an existing one is fine. */
  makeDirectory(path: string): Promise<void>;
  /** Makes the names inside a directory durable. */
  syncDirectory(path: string): Promise<void>;
  /** Replaces a small file as a whole (mode 0600): temporary file, sync, rename. */
  replace(path: string, text: string): Promise<void>;
  /** Gives a file another name, in place of a file that has it; not durable before the directory is synced. */
  rename(from: string, to: string): Promise<void>;
  /** Takes a file's name away; not durable before the directory is synced. */
  remove(path: string): Promise<void>;
  /** Names in a directory, sorted; none when it does not exist. */
  list(path: string): Promise<readonly string[]>;
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EDQUOT: "disk quota exceeded",
  EEXIST: "file exists",
  EFBIG: "file too large",
  EIO: "input/output error",
  EISDIR: "is a directory",
  ELOOP: "is a symbolic link",
  EMFILE: "too many open files",
  ENOENT: "no such file or directory",
  ENOSPC: "no space left on device",
  ENOTDIR: "not a directory",
  EPERM: "operation not permitted",
  EROFS: "read-only file system",
};

/** What went wrong in the system's words, without the path that its own message carries. */
export function faultReason(fault: unknown): string {
  const code = String(errorCode(fault) ?? "");
  return REASONS[code] ?? (code === "" ? "input/output error" : code);
}
