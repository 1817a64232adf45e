/** Which ports the local system listens on: the usual ones beside the gateway's, or free ones where these are taken. */
import { findFreePort, isPortFree, outgoingStart } from "@pms/embedded/free-ports";

export type Ports = { http: number; admin: number; rpc?: number };
export const serviceNames = ["auth", "patient", "billing", "analytics", "gateway"] as const;
export type ServiceName = (typeof serviceNames)[number];

const offsets: Record<ServiceName, number> = { gateway: 0, auth: 1, patient: 2, billing: 3, analytics: 4 };

export class PortTakenError extends Error {
  override readonly name = "PortTakenError";
}

/**
 * @param gatewayPort 0 takes free ports throughout, for tests.
 * Throws PortTakenError when the gateway's own port is in use; the others move aside.
 */
export async function choosePorts(gatewayPort: number): Promise<Record<ServiceName, Ports>> {
  if (gatewayPort !== 0 && !(await isPortFree(gatewayPort))) {
    throw new PortTakenError(
      `Port ${gatewayPort} is in use. Stop what listens there, or choose another: PORT=8090 npm start`,
    );
  }
  const taken = new Set([gatewayPort]);
  const pick = async (wanted: number): Promise<number> => {
    const isGood = wanted > 0 && wanted < outgoingStart && !taken.has(wanted) && (await isPortFree(wanted));
    let port = isGood ? wanted : await findFreePort();
    while (taken.has(port)) port = await findFreePort();
    taken.add(port);
    return port;
  };
  const chosen: [ServiceName, Ports][] = [];
  for (const name of serviceNames) {
    const http = gatewayPort === 0 ? 0 : gatewayPort + offsets[name];
    const isGiven = http > 0 && http === gatewayPort;
    const ports: Ports = { http: isGiven ? http : await pick(http), admin: await pick(http && http + 100) };
    if (name === "auth" || name === "billing") ports.rpc = await pick(http && http + 1000);
    chosen.push([name, ports]);
  }
  return Object.fromEntries(chosen) as Record<ServiceName, Ports>;
}
