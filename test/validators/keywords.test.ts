import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { beforeAll, describe, expect, it } from "vitest";
import { FORMAT_CASES } from "./format-cases.js";
import { COMPONENTS } from "./combination-cases.js";
import { KEYWORD_CASES } from "./keyword-cases.js";
import { loadChecks, type LoadedChecks } from "./load-checks.js";

function ajvFor(schemas: Readonly<Record<string, unknown>>): (name: string, value: unknown) => boolean {
  const ajv = new Ajv2020({ strict: false, logger: false, ownProperties: true });
  addFormats.default(ajv);
  ajv.addSchema({ $id: "contract", components: { schemas } });
  return (name, value) => ajv.getSchema(`contract#/components/schemas/${name}`)?.(value) === true;
}

describe("keywords", () => {
  const schemas = {
    ...COMPONENTS,
    ...Object.fromEntries(KEYWORD_CASES.map(({ schema }, index) => [`Case${index}`, schema])),
  };
  let loaded: LoadedChecks;
  beforeAll(async () => {
    loaded = await loadChecks(schemas);
  });
  const oracle = ajvFor(schemas);

  it.each(KEYWORD_CASES.map((one, index) => [one.about, one, `Case${index}`] as const))("%s", (_about, one, name) => {
    const check = loaded.checks.get(name);
    for (const value of one.valid) expect(check?.faults(value), `${JSON.stringify(value)} is valid`).toEqual([]);
    for (const value of [...one.valid, ...one.invalid]) {
      expect(check?.passes(value), JSON.stringify(value)).toBe(one.valid.includes(value));
      if (one.ajvDiffers === undefined)
        expect(oracle(name, value), `ajv on ${JSON.stringify(value)}`).toBe(one.valid.includes(value));
    }
  });

  it.each(
    KEYWORD_CASES.filter((one) => one.ajvDiffers !== undefined).map((one) => [one.about, one.ajvDiffers, one] as const),
  )("ajv still differs on %s: it %s", (_about, _why, one) => {
    const name = `Case${KEYWORD_CASES.indexOf(one)}`;
    const agrees = [...one.valid, ...one.invalid].every((value) => oracle(name, value) === one.valid.includes(value));
    expect(agrees, "when it no longer does, remove the exception").toBe(false);
  });
});

describe("formats", () => {
  const schemas = Object.fromEntries(FORMAT_CASES.map(({ format }, index) => [`Format${index}`, { format }]));
  let loaded: LoadedChecks;
  beforeAll(async () => {
    loaded = await loadChecks(schemas);
  });
  const oracle = ajvFor(schemas);

  it.each(FORMAT_CASES.map((one, index) => [one.format, one, `Format${index}`] as const))(
    "%s",
    (_format, one, name) => {
      const check = loaded.checks.get(name);
      for (const value of [...one.valid, ...one.invalid]) {
        const expected = one.valid.includes(value);
        expect(check?.passes(value), JSON.stringify(value)).toBe(expected);
        const differs = one.ajvDiffers?.[String(value)] !== undefined;
        expect(oracle(name, value), `ajv on ${JSON.stringify(value)}`).toBe(differs ? !expected : expected);
      }
    },
  );
});
