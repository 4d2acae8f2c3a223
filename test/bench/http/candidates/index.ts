import type { Candidate } from "../candidate.js";
import { expressOpenapiValidator } from "./express-openapi-validator.js";
import { plainExpress } from "./express.js";
import { fastifyWithSchema } from "./fastify.js";
import { nodeHttp } from "./node-http.js";
import { specwright } from "./specwright.js";

/** Everything that is compared; ratios are to the first. */
export const CANDIDATES: readonly Candidate[] = [
  nodeHttp,
  fastifyWithSchema,
  plainExpress,
  expressOpenapiValidator,
  specwright,
];
