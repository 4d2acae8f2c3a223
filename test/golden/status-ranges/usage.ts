import type { ListJobsReply } from "./types.js";

export function read(reply: ListJobsReply): string {
  if (reply.status === 200) return reply.body.join();
  if (reply.status === 404) return "none";
  if (reply.status === 409) return reply.body.message;
  if (reply.status === 503) return reply.body.message;
  return "other";
}
// @ts-expect-error 200 has a body of its own.
export const wrong: ListJobsReply = { status: 200, body: { note: "n" } };
