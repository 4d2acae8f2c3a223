import type { AdminInRequest, CreateUserReply, CreateUserRequest, User } from "./types.js";

export const request: CreateUserRequest = { body: { name: "Ann", password: "secret" } };
export const reply: CreateUserReply = { status: 201, body: { id: 1, name: "Ann", created: "2026-01-01T00:00:00Z" } };
export const admin: AdminInRequest = { name: "Ann", password: "secret", key: "k" };
// @ts-expect-error What is written only is not in a reply.
export const password = (user: User): string => user.password;
