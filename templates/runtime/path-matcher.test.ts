import { describe, expect, it } from "vitest";
import { expressionNames, PathMatcher } from "./path-matcher.js";

function matcherOf(...templates: string[]): PathMatcher<string> {
  const matcher = new PathMatcher<string>();
  for (const template of templates) matcher.add(template, () => template);
  return matcher;
}

describe("PathMatcher", () => {
  it.each([
    ["/v1/jobs", "/v1/jobs", []],
    ["/v1/jobs/", undefined, []],
    ["/V1/jobs", undefined, []],
    ["/runs/a%2Fb", "/runs/{runId}", ["a%2Fb"]],
    ["/runs/", undefined, []],
    ["/runs/latest", "/runs/latest", []],
    ["/runs/x/logs", "/runs/{runId}/logs", ["x"]],
    ["/runs/latest/logs", "/runs/{runId}/logs", ["latest"]],
    ["/files/a.b.json", "/files/{name}.json", ["a.b"]],
    ["/files/a.txt", "/files/{name}", ["a.txt"]],
    ["/repos/o/r:sync", "/repos/{owner}/{repo}:{verb}", ["o", "r", "sync"]],
  ])("%s leads to %s", (path, template, values) => {
    const matcher = matcherOf(
      "/v1/jobs",
      "/runs/{runId}",
      "/runs/latest",
      "/runs/{runId}/logs",
      "/files/{name}.json",
      "/files/{name}",
      "/repos/{owner}/{repo}:{verb}",
    );
    const match = matcher.find(path);
    expect(match?.leaf).toBe(template);
    if (template !== undefined) expect(match?.values).toEqual(values);
  });

  it("gives templates of one form the same leaf", () => {
    const matcher = matcherOf("/a/{id}");
    expect(matcher.add("/a/{name}", () => "other")).toBe("/a/{id}");
  });

  it("is not fooled by names of Object.prototype", () => {
    expect(matcherOf("/a/{id}/b").find("/constructor/x/b")).toBeUndefined();
  });
});

it("expressionNames lists the names of a template from left to right", () => {
  expect(expressionNames("/a/{x}/{y}.json")).toEqual(["x", "y"]);
});
