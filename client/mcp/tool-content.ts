import type { CallToolResult } from "@modelcontextprotocol/sdk/types.js";
import type { Issue } from "../../generated/runtime/issue.js";
import type { ToolReply, ToolResult } from "../../generated/runtime/tool.js";

/** What came of a call as MCP puts it: errors of the API and refused inputs are results, which a model can mend. */
export function toContent(result: ToolResult): CallToolResult {
  const { isError } = result;
  switch (result.outcome) {
    case "reply":
      return { isError, content: replyContent(result) };
    case "refused":
      return {
        isError,
        content: [text(["Nothing was sent, the input is wrong:", ...lines(result.issues)].join("\n"))],
      };
    case "failed":
      return { isError, content: [text([result.message, ...lines(result.issues)].join("\n"))] };
  }
}

function replyContent({ status, headers, body, isCut }: ToolReply): CallToolResult["content"] {
  const image = imageOf(body);
  const shown = image === undefined ? { body } : {};
  const told = JSON.stringify({ status, ...(headers && { headers }), ...shown, ...(isCut && { isCut }) });
  return image === undefined ? [text(told)] : [text(told), image];
}

function imageOf(body: unknown): CallToolResult["content"][number] | undefined {
  if (typeof body !== "object" || body === null || !("base64" in body) || !("mediaType" in body)) return undefined;
  const { base64, mediaType } = body as { base64: unknown; mediaType: unknown }; // both are there
  const isImage = typeof mediaType === "string" && mediaType.startsWith("image/") && typeof base64 === "string";
  return isImage ? { type: "image", data: base64, mimeType: mediaType } : undefined;
}

function text(value: string): CallToolResult["content"][number] {
  return { type: "text", text: value };
}

function lines(issues: readonly Issue[] = []): string[] {
  return issues.map(({ path, message }) => `${path === "" ? "the input" : path} ${message}`);
}
