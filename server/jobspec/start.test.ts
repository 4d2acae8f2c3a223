import { describe, expect, it } from "vitest";

import type { SecretFile, SecretFiles } from "../kernel/ports/secret-files.js";
import { parseBindAddress } from "./bind-address.js";
import { DEFAULT_TOKEN_PATH, resolveToken } from "./token.js";

function secrets(found: Record<string, SecretFile>): SecretFiles & { readonly files: Record<string, SecretFile> } {
  return {
    files: found,
    read: async (path) => found[path],
    create: async (path, text) => {
      found[path] = { text, mode: 0o600 };
    },
  };
}

const identifiers = { token: () => "made" };

describe("resolveToken", () => {
  it("prefers the file, then the flag", async () => {
    const files = secrets({ "/t": { text: " from-file\n", mode: 0o600 } });
    const fromFile = await resolveToken({ root: "/r", flag: "from-flag", file: "/t" }, files, identifiers);
    expect(fromFile).toEqual({ token: "from-file", path: "/t", created: false });
    const fromFlag = await resolveToken({ root: "/r", flag: " from-flag " }, files, identifiers);
    expect(fromFlag).toEqual({ token: "from-flag", path: undefined, created: false });
  });

  it("makes a token once where clients look for it", async () => {
    const files = secrets({});
    const path = `/r/${DEFAULT_TOKEN_PATH}`;
    expect(await resolveToken({ root: "/r" }, files, identifiers)).toEqual({ token: "made", path, created: true });
    expect(files.files[path]?.mode).toBe(0o600);
    const again = await resolveToken({ root: "/r" }, files, { token: () => "other" });
    expect(again).toMatchObject({ token: "made", created: false });
  });

  it.each([
    [{ text: "t", mode: 0o644 }, "daemon mutation token file mode is too permissive: /t has mode 644"],
    [{ text: "t", mode: 0o620 }, "daemon mutation token file mode is too permissive: /t has mode 620"],
    [{ text: " \n", mode: 0o600 }, "daemon mutation token is missing"],
  ])("refuses %j", async (file, message) => {
    const given = secrets({ "/t": file });
    await expect(resolveToken({ root: "/r", file: "/t" }, given, identifiers)).rejects.toThrow(message);
    const path = `/r/${DEFAULT_TOKEN_PATH}`;
    const kept = secrets({ [path]: file });
    await expect(resolveToken({ root: "/r" }, kept, identifiers)).rejects.toThrow(message.replace("/t", path));
  });

  it("follows a link that was named, and none where it looks itself", async () => {
    const found = secrets({});
    const read: SecretFiles["read"] = async (_, links) => {
      if (links === "refuse") throw Object.assign(new Error("ELOOP"), { code: "ELOOP" });
      return { text: "t", mode: 0o600 };
    };
    const files = { ...found, read };
    expect(await resolveToken({ root: "/r", file: "/t" }, files, identifiers)).toMatchObject({ token: "t" });
    const message = `is a symbolic link: /r/${DEFAULT_TOKEN_PATH}; name its target with --token-file`;
    await expect(resolveToken({ root: "/r" }, files, identifiers)).rejects.toThrow(message);
  });

  it("refuses a file that is not there", async () => {
    const resolved = resolveToken({ root: "/r", file: "/t" }, secrets({}), identifiers);
    await expect(resolved).rejects.toThrow("does not exist: /t");
  });
});

describe("parseBindAddress", () => {
  it.each([
    ["127.0.0.1:0", "127.0.0.1", 0],
    ["localhost:8765", "localhost", 8765],
    ["[::1]:8787", "::1", 8787],
    ["::1", "::1", 0],
  ])("takes %s", (text, host, port) => {
    expect(parseBindAddress(text)).toEqual({ host, port });
  });

  it.each(["", ":8787", "0.0.0.0:1", "192.168.1.2:1", "[::]:1", "[2001:db8::1]:1", "example.org:1"])(
    "refuses %j before anything listens",
    (text) => {
      expect(() => parseBindAddress(text)).toThrow(`daemon bind address is not loopback: ${JSON.stringify(text)}`);
    },
  );

  it("refuses a port that is none", () => {
    expect(() => parseBindAddress("127.0.0.1:70000")).toThrow("no valid port");
  });
});
