import { runWorkers } from "../../client/commands/worker.js";
import { loadWorkers } from "../../client/executors/load-workers.js";
import { runDaemon } from "../../server/main.js";

const argv = process.argv.slice(2);
process.exitCode = await (argv[0] === "worker" ? runWorkers(argv.slice(1)) : runDaemon(argv, { load: loadWorkers }));
