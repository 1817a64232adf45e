/** Which ports the local system listens on: the usual ones beside the gateway's, or free ones where these are taken. */
import { createServer } from "node:net";

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
  if (gatewayPort !== 0 && !(await isFree(gatewayPort))) {
    throw new PortTakenError(
      `Port ${gatewayPort} is in use. Stop what listens there, or choose another: PORT=8090 npm start`,
    );
  }
  const taken = new Set<number>();
  const pick = async (wanted: number): Promise<number> => {
    const port =
      wanted > 0 && wanted < 65_536 && !taken.has(wanted) && (await isFree(wanted)) ? wanted : await freePort(taken);
    taken.add(port);
    return port;
  };
  const chosen: [ServiceName, Ports][] = [];
  for (const name of serviceNames) {
    const http = gatewayPort === 0 ? 0 : gatewayPort + offsets[name];
    const ports: Ports = { http: await pick(http), admin: await pick(http && http + 100) };
    if (name === "auth" || name === "billing") ports.rpc = await pick(http && http + 1000);
    chosen.push([name, ports]);
  }
  return Object.fromEntries(chosen) as Record<ServiceName, Ports>;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });
}

async function freePort(taken: ReadonlySet<number>): Promise<number> {
  for (;;) {
    const port = await new Promise<number>((resolve, reject) => {
      const probe = createServer();
      probe.once("error", reject);
      probe.listen(0, "127.0.0.1", () => {
        const address = probe.address();
        probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
      });
    });
    if (!taken.has(port)) return port;
  }
}
