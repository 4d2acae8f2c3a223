import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { binaryBody, chooseBody, multipartBody } from "./client-bodies.js";
import { basicCredential, putInCookie, putInQuery, together } from "./client-credentials.js";
import { parseHeader, parseJsonHeader } from "./client-headers.js";
import { findMedia } from "./find-media.js";

it("sends bytes while they are made", async () => {
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      advance?.();
    });
    request.on("end", () => response.end(text));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  let advance: (() => void) | undefined;
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield new TextEncoder().encode("one ");
    // Would never go on if the first chunk were held back until all are there.
    await new Promise<void>((resolve) => (advance = resolve));
    yield new TextEncoder().encode("two");
  }
  const init = { method: "POST", body: (await binaryBody(chunks())) ?? null, duplex: "half" as const };
  const { port } = server.address() as AddressInfo; // a TCP server has a port
  const response = await fetch(`http://127.0.0.1:${port}`, init);
  expect(await response.text()).toBe("one two");
  server.closeAllConnections();
  server.close();
});

it("chooses the writer of a body by its content type, the first one by default", () => {
  const writers = [
    { type: "application/json", write: JSON.stringify },
    { type: "text/*", write: String },
    { type: "multipart/form-data", write: multipartBody },
  ];
  expect(chooseBody({ body: { a: 1 } }, writers)).toEqual({ body: '{"a":1}', contentType: "application/json" });
  expect(chooseBody({ contentType: "text/csv", body: "a,b" }, writers)).toEqual({
    body: "a,b",
    contentType: "text/csv",
  });
  expect(chooseBody({ contentType: "multipart/form-data", body: { a: 1 } }, writers)).toEqual({
    body: expect.any(FormData),
  });
  expect(chooseBody({}, writers)).toEqual({});
  expect(() => chooseBody({ contentType: "image/png", body: 1 }, writers)).toThrow("image/png is not declared");
});

it("makes forms with files, lists and typed fields", async () => {
  const file = new File(["abc"], "a.txt", { type: "text/plain" });
  const body = {
    file,
    files: [new Blob(["x"]), file],
    text: "é",
    list: [1, 2],
    object: { a: 1 },
    typed: { b: 2 },
    none: undefined,
  };
  const form = multipartBody(body, { typed: "application/json" });
  expect([...new Set(form.keys())]).toEqual(["file", "files", "text", "list", "object", "typed"]);
  expect(form.get("file")).toMatchObject({ name: "a.txt", type: "text/plain" });
  expect(form.getAll("files").map((part) => (part as File).name)).toEqual(["blob", "a.txt"]); // all are files there
  expect([form.get("text"), form.getAll("list"), form.get("object")]).toEqual(["é", ["1", "2"], '{"a":1}']);
  const typed = form.get("typed") as File; // a field with a type
  expect([typed.type, await typed.text()]).toEqual(["application/json", '{"b":2}']);
});

it("finds media types by text, by name and by range", () => {
  const media = ["application/json", "application/json; stream=watch", "Text/Plain", "image/*", "*/*"].map((type) => ({
    type,
  }));
  const found = (type: string): string | undefined => findMedia(media, type)?.type;
  expect(found("application/json;stream=watch")).toBe("application/json; stream=watch");
  expect(found("APPLICATION/json; charset=utf-8")).toBe("application/json");
  expect(found("text/plain;charset=utf-8")).toBe("Text/Plain");
  expect(found("image/png")).toBe("image/*");
  expect(found("video/mp4")).toBe("*/*");
  expect(findMedia(media.slice(0, 1), "video/mp4")).toBeUndefined();
});

it("reads headers of style simple", () => {
  expect(parseHeader("1, 2,3", { items: "number" })).toEqual([1, 2, 3]);
  expect(parseHeader("", { items: "number" })).toEqual([]);
  const form = { properties: { R: "number", ok: "boolean" }, rest: "string" } as const;
  expect(parseHeader("R=100,ok=true,x=a=b", form, true)).toEqual({ R: 100, ok: true, x: "a=b" });
  expect(parseHeader("R,100,ok,false", form)).toEqual({ R: 100, ok: false });
  expect([parseJsonHeader('{"a":1}'), parseJsonHeader("{")]).toEqual([{ a: 1 }, "{"]);
});

it("puts credentials where they belong", async () => {
  const draft = { url: "/a", headers: {} as Record<string, string> };
  putInQuery(draft, "api key", "a&b");
  putInQuery(draft, "more", "1");
  putInCookie(draft, "sid", "a;b");
  putInCookie(draft, "more", "1");
  expect(draft).toEqual({ url: "/a?api%20key=a%26b&more=1", headers: { cookie: "sid=a%3Bb; more=1" } });
  expect(basicCredential("Aladdin", "open sesame")).toBe("QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
  expect(basicCredential("test", "123£")).toBe("dGVzdDoxMjPCow==");
  const used: string[] = [];
  const scheme = (name: string) => () => Promise.resolve(used.push(name) > 0);
  const both = together<{ a?: string; b?: string }>(["a", "b"], [scheme("a"), scheme("b")]);
  expect([await both({ a: "1" }, draft), await both({ a: "1", b: "2" }, draft), used]).toEqual([
    false,
    true,
    ["a", "b"],
  ]);
});
