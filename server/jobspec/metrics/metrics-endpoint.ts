import express from "express";

import { HttpServer } from "../../http/server.js";
import { systemClock } from "../../kernel/ports/clock.js";
import { systemScheduler } from "../../kernel/ports/scheduler.js";
import type { BindAddress } from "../bind-address.js";
import { refuseForeignHost } from "../foreign-host.js";
import type { MetricsSource } from "./metrics.js";
import { DaemonMetrics } from "./metrics.js";

/** The metrics of a daemon, and a server of their own for `GET /metrics`: the contract's paths stay as they are. */
export class MetricsEndpoint {
  readonly metrics = new DaemonMetrics();
  readonly #server: HttpServer;

  constructor() {
    const app = express();
    app.disable("x-powered-by");
    app.get("/metrics", async (_request, response) => {
      const text = await this.metrics.text();
      response.set("Content-Type", this.metrics.contentType).end(text);
    });
    app.use((_request, response) => void response.status(404).json({ error: "not found" }));
    const ports = { clock: systemClock, scheduler: systemScheduler };
    this.#server = new HttpServer(app, { ...ports, idPrefix: "metrics", refuse: refuseForeignHost });
  }

  /** Tells of a daemon from now on; resolves with the port, rejects with the system's error. */
  listen({ host, port }: BindAddress, source: MetricsSource): Promise<number> {
    this.metrics.follow(source);
    return this.#server.listen(host, port);
  }

  /** Cuts whoever is asking after `graceMs`. */
  stop(graceMs: number): Promise<void> {
    return this.#server.stop(graceMs);
  }
}
