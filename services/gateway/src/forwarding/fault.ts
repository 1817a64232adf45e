/** What a failed attempt says about the instance, and about trying again. */

import { InstanceSilentError } from "../upstreams/instance.ts";

/**
 * `refused`: nothing was sent. `late`: no answer in time. `silent`: nor to the probe. `broken`: the
 * connection or the answer was. `request`: ours.
 */
export type Fault = "refused" | "late" | "silent" | "broken" | "request";

/** @param sent whether any of the request may have reached the instance. */
export function faultOf(error: Error, sent: boolean): Fault {
  const code = "code" in error ? error.code : undefined;
  if (
    code === "UND_ERR_INVALID_ARG" ||
    code === "UND_ERR_NOT_SUPPORTED" ||
    code === "UND_ERR_REQ_CONTENT_LENGTH_MISMATCH"
  )
    return "request";
  if (!sent) return "refused";
  if (error instanceof InstanceSilentError) return "silent";
  return code === "UND_ERR_HEADERS_TIMEOUT" || code === "UND_ERR_BODY_TIMEOUT" ? "late" : "broken";
}
