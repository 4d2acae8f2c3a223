import { SourceFile } from "../source-file.js";
import type { Emission } from "./emission.js";

/** `openapi-fetch.ts`: openapi-fetch's own client, its paths those of the contract. Nothing else is added to it. */
export function emitOpenapiFetch({ api, names, source }: Emission): string {
  const file = new SourceFile(source);
  file.use("paths", "./openapi.js");
  for (const type of ["Client", "ClientOptions"]) file.use(type, "openapi-fetch");
  file.print(`import createClient from "openapi-fetch";`);
  file.gap();
  file.print(
    `/** A client of openapi-fetch for ${api.title.replaceAll("*/", "")}: \`client.GET("/path", { params })\`. */`,
  );
  file.block(`export function create${names.contract}Fetch(options: ClientOptions): Client<paths> {`, "}", () => {
    file.print("return createClient<paths>(options);");
  });
  return file.toString();
}
