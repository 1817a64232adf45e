/**
 * Ports for servers that are started a moment later, and again after a crash. They lie below those
 * that the kernel gives to outgoing connections: one of these could take the port in between, and
 * keep it for as long as it lives.
 */
import { readFileSync } from "node:fs";
import { createServer } from "node:net";

const firstPort = 12_000;
const blockSize = 20;
/** Linux's default, and below what other systems use. */
const usualOutgoingStart = 32_768;

/** Outgoing connections get ports from here on. */
export const outgoingStart = readOutgoingStart();

const reserved: number[] = [];

/**
 * A free port on 127.0.0.1 that no other process which asks here is given, as long as this one
 * lives.
 */
export async function findFreePort(): Promise<number> {
  for (;;) {
    const port = reserved.shift();
    if (port === undefined) reserved.push(...(await reserveBlock()));
    else if (await isPortFree(port)) return port;
  }
}

/** Whether nobody listens on the port of 127.0.0.1. */
export async function isPortFree(port: number): Promise<boolean> {
  await using probe = await holdPort(port);
  return probe !== undefined;
}

/**
 * Keeps others away from the port of 127.0.0.1 until it is disposed of or the process ends;
 * undefined when somebody has it.
 */
export async function holdPort(port: number): Promise<AsyncDisposable | undefined> {
  return (await listenOn(port))?.unref();
}

/**
 * Listens on a block's first port until the process ends, which keeps others away from the rest of
 * it.
 */
async function reserveBlock(): Promise<number[]> {
  const blocks = Math.floor((outgoingStart - firstPort) / blockSize);
  const start = Math.floor(Math.random() * blocks);
  for (let i = 0; i < blocks; i++) {
    const first = firstPort + ((start + i) % blocks) * blockSize;
    const guard = await listenOn(first);
    if (!guard) continue;
    guard.unref();
    return Array.from({ length: blockSize - 1 }, (_, n) => first + 1 + n);
  }
  throw new Error(`No free ports between ${firstPort} and ${outgoingStart}.`);
}

function listenOn(port: number) {
  return new Promise<ReturnType<typeof createServer> | undefined>((resolve) => {
    const server = createServer((socket) => socket.destroy());
    server.once("error", () => resolve(undefined));
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
}

function readOutgoingStart(): number {
  try {
    const start = Number.parseInt(readFileSync("/proc/sys/net/ipv4/ip_local_port_range", "utf8"), 10);
    // A machine whose outgoing connections may have any port leaves nothing better than its usual
    // range.
    return start >= firstPort + 100 * blockSize ? start : usualOutgoingStart;
  } catch {
    return usualOutgoingStart;
  }
}
