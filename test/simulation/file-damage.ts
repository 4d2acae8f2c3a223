import { sealedNames } from "../../server/kernel/ledger/segment-name.js";
import { LEDGER_PATH } from "../../server/jobspec/projections/view.js";
import type { Random } from "./random.js";

/** How the files of a ledger come to be other ones. */
export const FILE_DAMAGE_KINDS = ["missing", "exchanged", "repeated", "cut"] as const;

/** Files of which one is not what it was. */
export interface FileDamage {
  readonly kind: (typeof FILE_DAMAGE_KINDS)[number];
  readonly what: string;
  readonly files: ReadonlyMap<string, Buffer>;
}

/** Damages a ledger (with sealed files) in one of the ways of {@link FILE_DAMAGE_KINDS}. */
export function damageFiles(random: Random, whole: ReadonlyMap<string, Buffer>): FileDamage {
  const files = new Map(whole);
  const stem = LEDGER_PATH.replace(".jsonl", "");
  const sealed = sealedNames([...whole.keys()], stem).map(({ name }) => name);
  const kind = random.pick(FILE_DAMAGE_KINDS);
  const path = random.pick(sealed);
  const bytes = whole.get(path) ?? Buffer.alloc(0);
  const done = (what: string): FileDamage => ({ kind, what: `${kind}: ${path} ${what}`, files });
  switch (kind) {
    case "missing":
      files.delete(path);
      return done("");
    case "exchanged": {
      const other = random.pick([...sealed, LEDGER_PATH].filter((name) => name !== path));
      files.set(path, whole.get(other) ?? bytes).set(other, bytes);
      return done(`and ${other}`);
    }
    case "repeated": {
      const copy = `${stem}.${random.pick(["19990101T000000.000000000Z", "29990101T000000.000000000Z"])}.jsonl`;
      files.set(copy, bytes);
      return done(`as ${copy}`);
    }
    case "cut": {
      const length = random.below(bytes.length);
      files.set(path, bytes.subarray(0, length));
      return done(`to ${length}`);
    }
  }
}
