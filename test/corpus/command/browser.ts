import { spawn, spawnSync } from "node:child_process";
import { build } from "esbuild";
import { join } from "node:path";
import type { RequestListener } from "node:http";
import { isDeepStrictEqual } from "node:util";
import { generatedFiles, loadApi, readContract, writeGenerated } from "../loaded-api.js";
import { Instances } from "../instances.js";
import { JsonSchemas } from "../json-schema.js";
import { Oracle } from "../oracle.js";
import { planOperation, type Exchange } from "../plan.js";
import { expectedReply, presentRequest } from "../round-trip.js";
import { ServedApi } from "../served-api.js";
import { rmSync } from "node:fs";

/** What the client did in a browser. */
export interface BrowserProof {
  readonly calls: number;
  readonly faults: readonly string[];
}

/** Chromium as Debian names it, or as others do; undefined where there is none. */
export function findChromium(): string | undefined {
  return ["chromium", "chromium-browser", "google-chrome"].find(
    (name) => spawnSync(name, ["--version"], { stdio: "ignore" }).status === 0,
  );
}

/**
 * Calls every operation whose messages are JSON from a page in a browser, with the bundled client, on the generated
 * server; the page must be given what the handler gave.
 */
export async function proveInBrowser(document: string, chromium: string): Promise<BrowserProof> {
  const contract = readContract(document);
  const loaded = await loadApi(contract);
  const schemas = new JsonSchemas(contract);
  const oracle = new Oracle(schemas);
  const makers = { api: loaded.api, schemas, oracle, instances: new Instances(schemas, oracle) };
  const script = await bundleClient(generatedFiles(contract));
  let page = "";
  const listener: RequestListener = (request, response) => {
    const isScript = request.url === "/client.js";
    response.writeHead(200, { "Content-Type": isScript ? "text/javascript" : "text/html; charset=utf-8" });
    response.end(isScript ? script : page);
  };
  const served = await ServedApi.start(loaded, () => ({}), listener);
  const faults: string[] = [];
  let calls = 0;
  try {
    for (const [index, operation] of loaded.api.operations.entries()) {
      const [exchange] = planOperation(operation, makers, index * 101).exchanges.filter(isJson);
      if (exchange === undefined) continue;
      calls += 1;
      page = pageFor(exchange, loaded.names.operations.get(operation)?.call ?? "", served);
      const { result } = await served.observe(exchange.reply, () => shown(chromium, served.client.baseUrl));
      const wanted: unknown = JSON.parse(JSON.stringify(await expectedReply(exchange.reply)));
      if (!isDeepStrictEqual(parsed(result), wanted))
        faults.push(`${operation.method} ${operation.path}: the page shows ${result.slice(0, 300)}`);
    }
  } finally {
    await served.stop();
  }
  return { calls, faults };
}

function isJson({ request, reply }: Exchange): boolean {
  return [request.body, reply.body].every((body) => body === undefined || body.kind === "json");
}

async function bundleClient(files: ReadonlyMap<string, string>): Promise<string> {
  const folder = writeGenerated(files);
  try {
    const options = { bundle: true, format: "esm", platform: "browser", write: false, logLevel: "silent" } as const;
    const { outputFiles } = await build({ ...options, entryPoints: [join(folder, "api/client.js")] });
    return outputFiles[0]?.text ?? "";
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function pageFor({ request }: Exchange, call: string, { client }: ServedApi): string {
  const options = JSON.stringify({ baseUrl: client.baseUrl, credentials: client.credentials });
  const given = JSON.stringify(presentRequest(request)).replaceAll("<", "\\u003c");
  return `<!doctype html><title>page</title><pre id="shown"></pre><script type="module">
import * as operations from "/client.js";
const show = (value) => (document.getElementById("shown").textContent = encodeURIComponent(value));
const fail = (error) => show(String(error) + String(error.cause));
operations.${call}(${options}, ${given}).then((reply) => show(JSON.stringify(reply)), fail);
</script>`;
}

/** The text that the page at a URL ends up with. */
async function shown(chromium: string, url: string): Promise<string> {
  const flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=10000", "--dump-dom"];
  const child = spawn(chromium, [...flags, `${url}/page-of-the-test`], { stdio: ["ignore", "pipe", "ignore"] });
  let text = "";
  child.stdout.on("data", (chunk) => (text += String(chunk)));
  await new Promise((resolve) => child.once("close", resolve));
  return decodeURIComponent(/<pre id="shown">([^<]*)</.exec(text)?.[1] ?? "");
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
