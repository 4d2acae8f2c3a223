import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";

const PAGES = execFileSync("git", ["ls-files", "*.md", ":!test/golden", ":!templates"], { encoding: "utf8" })
  .trim()
  .split("\n");

/** `file.md#title` for every link to a file here; those to other hosts are left out. */
function linksOf(page: string): string[] {
  const prose = readFileSync(page, "utf8").replace(/^```.*?^```$/gms, "");
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = ""]) => link).filter((link) => !/^[a-z]+:/.test(link));
}

/** Titles as GitHub makes anchors of them. */
function anchorsOf(page: string): string[] {
  const titles = [...readFileSync(page, "utf8").matchAll(/^#+ (.*)$/gm)].map(([, title = ""]) => title);
  return titles.map((title) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

function leadsSomewhere(page: string, link: string): boolean {
  const [path = "", anchor] = link.split("#");
  const target = path === "" ? page : join(dirname(page), path);
  return existsSync(target) && (anchor === undefined || anchorsOf(target).includes(anchor));
}

it.each(PAGES)("every link of %s leads somewhere", (page) => {
  expect(linksOf(page).filter((link) => !leadsSomewhere(page, link))).toEqual([]);
});

it("sees the links, and those that lead nowhere", () => {
  expect(linksOf("README.md").length).toBeGreaterThan(10);
  expect(leadsSomewhere("README.md", "docs/daemon.md#projections")).toBe(true);
  expect(leadsSomewhere("README.md", "docs/daemon.md#projection")).toBe(false);
  expect(leadsSomewhere("README.md", "docs/nowhere.md")).toBe(false);
});
