import type { JobspecHooks, JobspecSecurity } from "../../../generated/jobspec/server.js";
import type { RequestHead } from "../../../generated/runtime/exchange.js";
import { trimSpace } from "../../kernel/white-space.js";
import type { MutationPolicy } from "../mutation-policy.js";
import { degradedReasons, isReady, lag } from "../projections/view.js";
import type { JobspecRuntime } from "../runtime.js";
import type { JobspecContext } from "./context.js";
import { readFailure } from "./failure.js";

/** The reply to a request that may not change anything. */
type Denied = { readonly status: 403; readonly body: { readonly error: string } };

/** Denies a request that the policy does not let pass. */
export function denial(policy: MutationPolicy): (head: RequestHead, context: JobspecContext) => Denied | undefined {
  return ({ path, headers }, { peer }) => {
    const reason = policy.check({ path, headers, peer });
    return reason === undefined ? undefined : { status: 403, body: { error: `daemon mutation denied: ${reason}` } };
  };
}

/** What is decided before a body is read: who may change something, and whether consumers may trigger now. */
export function mutationHooks(policy: MutationPolicy, runtime: JobspecRuntime): JobspecHooks<JobspecContext> {
  const deny = denial(policy);
  return {
    submitJob: deny,
    cancelJob: deny,
    triggerOpenClawJob: (head, context) => {
      const denied = deny(head, context);
      if (denied !== undefined) return denied;
      try {
        const view = runtime.view();
        if (isReady(view)) return undefined;
        // Keys sorted, as the reference writes this one body.
        const body = { ...degradedReasons(view), error: "daemon is not ready" as const, projection_lag: lag(view) };
        return { status: 503, body };
      } catch (fault) {
        return readFailure(fault);
      }
    },
  };
}

/**
 * The contract's schemes. The hooks have applied the whole policy already, with its precedence between the two
 * headers, which alternatives in a contract cannot express; here each credential answers for itself.
 */
export function mutationSecurity(policy: MutationPolicy): JobspecSecurity<JobspecContext> {
  const matches = (credential: string): boolean => policy.matches(trimSpace(credential));
  return { DaemonMutationToken: matches, BearerAuth: matches };
}
