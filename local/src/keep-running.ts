/**
 * Databases and brokers do not come back by themselves: what ends without having been told to is
 * started again.
 */
import { setTimeout as sleep } from "node:timers/promises";

export type Server = { port: number; exited: Promise<void>; stop(): Promise<void> };

const delayMinMs = 250;
const delayMaxMs = 5_000;

/**
 * Starts a server, and starts it again on the same port whenever it ends by itself (killed, short
 * of memory), for as long as it takes. `stop` stops it for good.
 */
export async function keepRunning<Kind extends Server>(options: {
  name: string;
  /** @param port undefined the first time, then that of the first. */
  start: (port: number | undefined) => Promise<Kind>;
  say: (line: string) => void;
}): Promise<{ first: Kind; current(): Kind; stop(): Promise<void> }> {
  const { name, start, say } = options;
  const first = await start(undefined);
  let server = first;
  let stopping = false;
  let restarting = Promise.resolve();

  const restart = async () => {
    say(`${name} ended; it is started again …`);
    for (let delayMs = delayMinMs; !stopping; delayMs = Math.min(delayMs * 2, delayMaxMs)) {
      await sleep(delayMs);
      try {
        server = await start(first.port);
        say(`${name} is back`);
        watch();
        return;
      } catch (error) {
        say(`${name} could not be started again: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  };
  const watch = () => {
    void server.exited.then(() => {
      if (!stopping) restarting = restart();
    });
  };
  watch();
  return {
    first,
    current: () => server,
    async stop() {
      stopping = true;
      await restarting;
      await server.stop();
    },
  };
}
