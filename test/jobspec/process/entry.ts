import { runDaemon } from "../../../server/main.js";

process.exitCode = await runDaemon(process.argv.slice(2));
