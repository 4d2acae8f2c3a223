import { styleText } from "node:util";
import { Command } from "commander";
import { isConforming, judgeJobspec, terminalReport } from "./index.js";
import { OwnDaemon } from "./own-daemon.js";

/**
 * `npm run conformance`: starts this project's daemon on a new ledger and judges it on all levels, or on the cases with
 * these ids (`npm run conformance -- "3.*"`).
 */
async function main(ids: readonly string[]): Promise<number> {
  const daemon = await OwnDaemon.start();
  try {
    const results = await judgeJobspec({ ...daemon, workerUrl: daemon.url, only: ids.length === 0 ? undefined : ids });
    const report = terminalReport(results, styleText);
    if (results.length === 0) {
      process.stderr.write(`no case has one of these ids: ${ids.join(", ")}\n`);
      return 2;
    }
    process.stdout.write(`${report}\n`);
    return isConforming(results) ? 0 : 1;
  } finally {
    await daemon.remove();
  }
}

const { args } = new Command("npm run conformance --")
  .description("Judges this project's daemon, on a new ledger, by all of docs/conformance.md.")
  .argument("[ids...]", "only cases with these ids; * stands for anything")
  .parse();
process.exitCode = await main(args);
