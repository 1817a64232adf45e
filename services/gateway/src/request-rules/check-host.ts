/**
 * Which names in the Host header are ours. A foreign page whose name is made to lead to this
 * machine (DNS rebinding) is of our origin for a browser: its Host alone tells it apart.
 */
import { isIP } from "node:net";
import { hostname } from "node:os";
import { ProblemError } from "@pms/kit/problem/problem";
import { publicOrigins } from "@pms/kit/process/config";
import { plainAddress } from "../exchange/client-address.ts";
import type { Exchange } from "../exchange/exchange.ts";

/** Asked for by an address of whoever watches over the machine; they say nothing. */
const probes = new Set(["/livez", "/readyz"]);

/** @param publicUrl where it is set, its hosts alone are served, and the machine's own programs. */
export function createHostCheck(publicUrl: string | undefined): (exchange: Exchange) => void {
  const names = new Set(publicOrigins(publicUrl).map((origin) => nameOf(new URL(origin).host)));
  const own = new Set([hostname().toLowerCase(), `${hostname().toLowerCase()}.local`]);
  function isOurs(name: string, { request, isSecure }: Exchange): boolean {
    if (names.size > 0) return names.has(name) || (isLoopback(name) && isOnThisMachine(request));
    // Over TLS the proxy has shown a certificate of the name.
    return isSecure || isLoopback(name) || !canBeForeign(name) || own.has(name);
  }
  /** Throws 421. */
  return (exchange) => {
    const { host } = exchange.request.headers;
    if (host === undefined || probes.has(exchange.path) || isOurs(nameOf(host), exchange)) return;
    throw new ProblemError(
      "misdirected",
      "The name of the host is none of this system's. Whoever runs it sets its addresses in PUBLIC_URL.",
    );
  };
}

/** Without the port, and the dot that a whole name may end with. */
function nameOf(host: string): string {
  return host
    .toLowerCase()
    .replace(/:\d*$/, "")
    .replace(/\.$/, "")
    .replace(/^\[(.*)\]$/, "$1");
}

function isLoopback(name: string): boolean {
  return name === "localhost" || name.endsWith(".localhost") || name === "::1" || /^127(\.\d{1,3}){3}$/.test(name);
}

function isOnThisMachine({ socket }: Exchange["request"]): boolean {
  return isLoopback(plainAddress(socket.remoteAddress ?? ""));
}

/** Nobody owns an address, nor a name without a dot, in the public DNS. */
function canBeForeign(name: string): boolean {
  return isIP(name) === 0 && (name === "" || name.includes(".") || !/^[a-z0-9_-]+$/.test(name));
}
