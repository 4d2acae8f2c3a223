import { servers } from "./servers.js";

export const urls: readonly string[] = [
  servers[0](),
  servers[0]({ region: "us", base: "v2" }),
  servers[1](),
  servers[2]({ "ten-ant": "a", x: "b" }),
];
// @ts-expect-error there is no such region
export const nowhere: string = servers[0]({ region: "mars" });
