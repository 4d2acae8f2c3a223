import { styleText } from "node:util";
import { isConforming, judgeJobspec, terminalReport } from "./index.js";
import { OwnDaemon } from "./own-daemon.js";

/** `npm run conformance`: starts this project's daemon on a new ledger and judges it on all levels. */
async function main(): Promise<number> {
  const daemon = await OwnDaemon.start();
  try {
    const results = await judgeJobspec({ ...daemon, workerUrl: daemon.url });
    const isColored = process.stdout.isTTY && process.env["NO_COLOR"] === undefined;
    const report = terminalReport(results, (style, text) => (isColored ? styleText(style, text) : text));
    process.stdout.write(`${report}\n`);
    return isConforming(results) ? 0 : 1;
  } finally {
    await daemon.remove();
  }
}

process.exitCode = await main();
