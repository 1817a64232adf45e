/**
 * Which ports the local system listens on: the usual ones beside the gateway's, or free ones where
 * these are taken.
 */
import { findFreePort, holdPort, isPortFree, outgoingStart } from "@pms/embedded/free-ports";

export type Ports = { http: number; admin: number; rpc?: number };
export const serviceNames = ["auth", "patient", "billing", "analytics", "gateway"] as const;
export type ServiceName = (typeof serviceNames)[number];

const offsets: Record<ServiceName, number> = { gateway: 0, auth: 1, patient: 2, billing: 3, analytics: 4 };

export class PortTakenError extends Error {
  override readonly name = "PortTakenError";
}

/**
 * Keeps the gateway's port for the gateway, while the rest starts. Throws PortTakenError when
 * somebody else has it.
 */
export async function holdGatewayPort(port: number): Promise<AsyncDisposable> {
  const held = await holdPort(port);
  if (held) return held;
  throw new PortTakenError(`Port ${port} is in use. Stop what listens there, or choose another: PORT=8090 npm start`);
}

/** How often other ports are chosen. */
const attemptsMax = 5;

/**
 * Launches on ports that are free, and anew on others where somebody took one before a service
 * listened on it. Throws PortTakenError when it was the gateway's, which is given.
 */
export async function launchOnFreePorts(options: {
  gatewayPort: number;
  held: AsyncDisposable;
  /** Throws PortTakenError when a service found its port taken. */
  launch: (ports: Readonly<Record<ServiceName, Ports>>) => Promise<void>;
  /** Ends what `launch` has started. */
  undo: () => Promise<void>;
}): Promise<Record<ServiceName, Ports>> {
  const { gatewayPort, launch, undo } = options;
  let { held } = options;
  for (let attempt = 1; ; attempt += 1) {
    const ports = await choosePorts(gatewayPort, attempt === 1);
    await held[Symbol.asyncDispose]();
    try {
      await launch(ports);
      return ports;
    } catch (error) {
      if (!(error instanceof PortTakenError) || attempt === attemptsMax) throw error;
      await undo();
      held = await holdGatewayPort(gatewayPort);
    }
  }
}

/**
 * @param gatewayPort taken as it is; 0 takes free ports throughout, for tests. The others move
 * aside for whoever has theirs.
 * @param preferUsual false: only free ports of nobody's, since a neighbour on the usual ones may be
 * starting just now
 */
export async function choosePorts(gatewayPort: number, preferUsual = true): Promise<Record<ServiceName, Ports>> {
  const taken = new Set([gatewayPort]);
  const pick = async (wanted: number): Promise<number> => {
    const isGood =
      preferUsual && wanted > 0 && wanted < outgoingStart && !taken.has(wanted) && (await isPortFree(wanted));
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
    if (name === "auth" || name === "patient" || name === "billing") ports.rpc = await pick(http && http + 1000);
    chosen.push([name, ports]);
  }
  return Object.fromEntries(chosen) as Record<ServiceName, Ports>;
}
