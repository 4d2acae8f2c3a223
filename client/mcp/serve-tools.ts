import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { CallToolRequestSchema, ErrorCode, ListToolsRequestSchema, McpError } from "@modelcontextprotocol/sdk/types.js";
import type { Client, Explain } from "../../generated/runtime/client.js";
import type { Tool } from "../../generated/runtime/tool.js";
import { toContent } from "./tool-content.js";
import { annotationsOf, isServed, namesNothing, type ToolSelection } from "./tool-selection.js";

/** The API that tools call, and which of them are served. */
export interface ServeToolsOptions extends ToolSelection {
  readonly baseUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly credentials: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** That the server tells of itself. */
  readonly version: string;
  readonly onReady: (tools: number) => void;
  /** Told what of the selection names no tool; then nothing is served. */
  readonly onUnknown: (names: readonly string[]) => void;
}

/** What the generated modules of a contract export. */
export interface ToolModule {
  readonly tools: unknown;
  readonly explain: unknown;
}

/**
 * Serves generated tools over MCP on standard input and output. Resolves when the other side closes its end or the
 * process is told to stop.
 */
export async function serveTools(module: ToolModule, options: ServeToolsOptions): Promise<void> {
  const { baseUrl, headers, credentials, timeoutMs, version } = options;
  const all = module.tools as readonly Tool[]; // by `tools.js`
  const unknown = namesNothing(all, options);
  if (unknown.length > 0) return options.onUnknown(unknown);
  const tools = all.filter((tool) => isServed(tool, options));
  const explain = module.explain as Explain; // by `client-explain.js`
  const server = createToolServer(tools, { baseUrl, headers, credentials, timeoutMs, explain }, version);
  const closed = new Promise<void>((resolve) => {
    server.onclose = resolve;
  });
  const close = (): void => void server.close();
  // The transport does not tell when its input ends.
  process.stdin.once("end", close);
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, close);
  await server.connect(new StdioServerTransport());
  options.onReady(tools.length);
  await closed;
}

/** An MCP server with tools that call an API through `client`; to be connected by the caller. */
export function createToolServer(tools: readonly Tool[], client: Client, version: string): Server {
  // The plain server, not `McpServer`, which wants schemas in another form than JSON Schema.
  const server = new Server({ name: "specwright", version }, { capabilities: { tools: {} } });
  const byName = new Map(tools.map((tool) => [tool.name, tool]));
  const listed = tools.map((tool) => ({
    name: tool.name,
    description: tool.description,
    inputSchema: { ...tool.inputSchema, type: "object" as const },
    annotations: annotationsOf(tool),
  }));
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: listed }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, { signal }) => {
    const tool = byName.get(params.name);
    if (tool === undefined) throw new McpError(ErrorCode.InvalidParams, `no tool has the name ${params.name}`);
    return toContent(await tool.call(client, params.arguments, { signal }));
  });
  return server;
}
