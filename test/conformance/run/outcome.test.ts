import { expect, it } from "vitest";
import { withoutSecret, type Outcome } from "./outcome.js";

function failed(got: string): Outcome {
  return { kind: "failed", failure: { expected: "status: 403", got } };
}

it.each([
  ["long-token", "Bearer long-tokenx", "Bearer ***x"],
  ["a+b/c d=e", "?token=a%2Bb%2Fc%20d%3De", "?token=***"],
  ["t", '{"token":"t","status":"at"}', '{"token":"***","status":"at"}'],
  ["", "nothing", "nothing"],
])("of the secret %j in %j nothing is told", (secret, got, told) => {
  expect(withoutSecret(failed(got), secret)).toEqual(failed(told));
});
