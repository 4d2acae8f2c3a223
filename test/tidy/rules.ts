import { posix } from "node:path";
import ts from "typescript";

/** A source file of the repository. */
export interface SourceText {
  /** Path from the repository's root, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** One broken rule, as `path:line: what`. */
export type Finding = string;

const MAX_FILE_LINES = 400;
const MAX_FUNCTION_LINES = 70;
const MAX_COLUMNS = 120;
const MAX_PARAMETERS = 3;
const BANNED_NAME = /(?:Manager|Helper|Util|Utils|Impl|Data|Info)$/;

const CONFORMANCE = "test/conformance";

/** Top folders that code of a folder may import from, beside its own (house style, "Direction"). */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  generator: [],
  generated: [],
  templates: [],
  server: ["generated"],
  client: ["generated"],
  // A judge shares no code with what it judges.
  [CONFORMANCE]: [],
};

/** The top folder of a path; the conformance suite counts as one. */
function topOf(path: string): string {
  return path.startsWith(`${CONFORMANCE}/`) ? CONFORMANCE : (path.split("/")[0] ?? "");
}

/** Everything the house style fixes of one hand-written TypeScript file. */
export function findings(file: SourceText): Finding[] {
  const source = ts.createSourceFile(file.path, file.text, ts.ScriptTarget.Latest, true);
  return [...sizes(file, source), ...names(file, source), ...directions(file, source), ...ports(file)];
}

function at(file: SourceText, line: number, what: string): Finding {
  return `${file.path}:${line}: ${what}`;
}

function lineOf(source: ts.SourceFile, position: number): number {
  return source.getLineAndCharacterOfPosition(position).line + 1;
}

function* nodes(node: ts.Node): Generator<ts.Node> {
  yield node;
  for (const child of node.getChildren()) yield* nodes(child);
}

function sizes(file: SourceText, source: ts.SourceFile): Finding[] {
  const lines = file.text.split("\n");
  const long = lines.flatMap((line, index) =>
    line.length > MAX_COLUMNS ? [at(file, index + 1, `line of ${line.length} characters`)] : [],
  );
  const file400 = lines.length > MAX_FILE_LINES + 1 ? [at(file, 1, `${lines.length - 1} lines`)] : [];
  return [...long, ...file400, ...functionSizes(file, source)];
}

function functionSizes(file: SourceText, source: ts.SourceFile): Finding[] {
  return [...nodes(source)].filter(ts.isFunctionLike).flatMap((node) => {
    const start = lineOf(source, node.getStart());
    const length = lineOf(source, node.end) - start + 1;
    const isTest = file.path.includes(".test.");
    return [
      ...(length > MAX_FUNCTION_LINES && !isTest ? [at(file, start, `function of ${length} lines`)] : []),
      ...(node.parameters.length > MAX_PARAMETERS && !isTest && !isErrorHandler(node)
        ? [at(file, start, `${node.parameters.length} parameters; use an options object`)]
        : []),
    ];
  });
}

/** Express tells error handlers by their four parameters. */
function isErrorHandler(node: ts.SignatureDeclaration): boolean {
  return node.parameters.at(-1)?.name.getText() === "_next";
}

function names(file: SourceText, source: ts.SourceFile): Finding[] {
  return [...nodes(source)].flatMap((node) => {
    const isNamed =
      ts.isClassDeclaration(node) ||
      ts.isInterfaceDeclaration(node) ||
      ts.isTypeAliasDeclaration(node) ||
      ts.isFunctionDeclaration(node);
    if (isNamed && node.name !== undefined && BANNED_NAME.test(node.name.text)) {
      return [at(file, lineOf(source, node.getStart()), `the name ${node.name.text} says nothing`)];
    }
    return node.kind === ts.SyntaxKind.AnyKeyword ? [at(file, lineOf(source, node.getStart()), "any")] : [];
  });
}

function directions(file: SourceText, source: ts.SourceFile): Finding[] {
  if (file.path.includes(".test.") || ALLOWED[topOf(file.path)] === undefined) return [];
  return source.statements.flatMap((statement) => {
    const isImport = ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement);
    if (!isImport || statement.moduleSpecifier === undefined || !ts.isStringLiteral(statement.moduleSpecifier))
      return [];
    const target = statement.moduleSpecifier.text;
    const line = lineOf(source, statement.getStart());
    if (!target.startsWith(".")) return packageFindings(file, target, line);
    return pathFindings(file, posix.join(posix.dirname(file.path), target), line);
  });
}

/** Deciders are pure: nothing of the platform comes in. */
function packageFindings(file: SourceText, target: string, line: number): Finding[] {
  const isDecider = /^server\/[a-z]+\/queue\//.test(file.path);
  return isDecider ? [at(file, line, `a decider imports ${target}`)] : [];
}

function pathFindings(file: SourceText, target: string, line: number): Finding[] {
  const [, part = ""] = file.path.split("/");
  const [, otherPart = ""] = target.split("/");
  const [top, otherTop] = [topOf(file.path), topOf(target)];
  if (top !== otherTop)
    return (ALLOWED[top] ?? []).includes(otherTop) ? [] : [at(file, line, `${top} imports ${target}`)];
  if (top !== "server" || part === otherPart || otherPart === "kernel" || !RUNTIMES.includes(otherPart)) return [];
  if (part === "kernel" || RUNTIMES.includes(part)) return [at(file, line, `${top}/${part} imports ${target}`)];
  return [];
}

const RUNTIMES = ["jobspec", "taskrunner", "openwop"];

/** Clock, timers, chance and disk come in through ports. */
function ports(file: SourceText): Finding[] {
  const isPort = file.path.startsWith("server/kernel/ports/") || file.path === "server/main.ts";
  if (!file.path.startsWith("server/") || isPort || file.path.includes(".test.")) return [];
  return file.text.split("\n").flatMap((line, index) => {
    const found =
      /\bDate\.now\(|\bnew Date\(\)|\bset(?:Timeout|Interval)\(|\bMath\.random\(|from "node:fs|\bprocess\.env\b/.exec(
        line,
      );
    return found === null ? [] : [at(file, index + 1, `${found[0]} outside of kernel/ports and main.ts`)];
  });
}
