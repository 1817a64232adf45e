import { Client } from "pg";
import { backOffMs } from "../batching/wake-up.ts";

export interface Listener {
  /** Calls back after a publish to one of the topics; returns the function that ends it. */
  onPublish(topics: readonly string[], call: () => void): () => void;
  close(): Promise<void>;
}

export const channel = "event_log";

/**
 * Holds one connection that listens for publishes, and makes a broken one again. It is a hint and
 * nothing more: a lost notification costs the time to the next heartbeat.
 */
export function startListener(url: string, applicationName: string): Listener {
  const callbacks = new Set<{ topics: readonly string[]; call: () => void }>();
  let client: Client | undefined;
  let failures = 0;
  let retry: NodeJS.Timeout | undefined;
  let closed = false;

  const lost = (from: Client) => {
    if (client !== from || closed) return;
    client = undefined;
    void from.end().catch(() => {});
    retry = setTimeout(connect, backOffMs(failures++, 100, 5_000));
    retry.unref();
  };
  const connect = () => {
    const next = new Client({ connectionString: url, application_name: applicationName, keepAlive: true });
    client = next;
    next.on("error", () => lost(next));
    next.on("end", () => lost(next));
    next.on("notification", ({ payload }) => {
      const topics = payload?.split(",") ?? [];
      for (const callback of callbacks) if (callback.topics.some((topic) => topics.includes(topic))) callback.call();
    });
    next
      .connect()
      .then(() => next.query(`LISTEN ${channel}`))
      .then(() => {
        failures = 0;
        for (const callback of callbacks) callback.call();
      })
      .catch(() => lost(next));
  };
  connect();

  return {
    onPublish(topics, call) {
      const callback = { topics, call };
      callbacks.add(callback);
      return () => callbacks.delete(callback);
    },
    async close() {
      closed = true;
      clearTimeout(retry);
      await client?.end().catch(() => {});
    },
  };
}
