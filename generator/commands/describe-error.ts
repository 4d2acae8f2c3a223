import { CONFIG_FILE } from "../config-file.js";

/** What the user reads of a fault: of one that the system names, the file and what is the matter with it. */
export function describeError(error: Error): string {
  if (!("path" in error && "code" in error && "syscall" in error)) return error.message;
  const { code, syscall } = error;
  const path = "dest" in error ? error.dest : error.path; // of a rename, the name that is wanted
  if (code === "ENOENT" && (syscall === "stat" || syscall === "open"))
    return path === CONFIG_FILE ? NO_CONFIG : noFile(String(path));
  if (code === "ENOENT" && syscall === "mkdir") return `${String(path)}: the folder cannot be made`;
  if (code === "EISDIR") return `${String(path)}: is a folder, not a file`;
  if (code === "EEXIST" && syscall === "mkdir") return `${String(path)}: is a file, not a folder`;
  if (code === "ENOTDIR") return `${String(path)}: a part of the path is a file, not a folder`;
  // As Node words it: "ENOSPC: no space left on device, write".
  const [, reason = error.message] = /^[A-Z]+: (.*?), \w+/.exec(error.message) ?? [];
  return `${String(path)}: ${reason}`;
}

function noFile(path: string): string {
  return /^https?:/.test(path) ? `${path}: contracts are files; download it first` : `${path}: there is no such file`;
}

const NO_CONFIG =
  `there is no ${CONFIG_FILE} here: go where it is, write one, ` +
  'or name a contract, as in "specwright generate CONTRACT --out FOLDER"';
