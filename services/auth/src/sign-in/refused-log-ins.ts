/**
 * What is kept of refused log-ins. Anybody can cause them without end, so they are counted by account, network and minute: the
 * first is recorded when it happens, the others together when the minute is over; and of each minute there are so many rows at
 * most, whatever accounts are named and from wherever (AUD-1, REL-8). A crash loses the counts of its minute.
 */
import type { AuditContext } from "@pms/kit/audit/audit";
import type { Logger } from "@pms/kit/observe/log";
import type { LogInRefusal } from "../users/auth-events.ts";
import { networkOf } from "./network-of.ts";

/** `count` refusals alike. No user: no such account, or several. */
export type RefusedLogIns = {
  userId: string | undefined;
  reason: LogInRefusal;
  count: number;
  context: AuditContext;
  /** Set where accounts, or networks too, are counted together, since there were too many to tell apart. */
  together?: "accounts" | "networks";
};
type Refusal = { account: string; userId: string | undefined; reason: LogInRefusal; context: AuditContext };
type Counted = { refusal: Refusal; more: Map<LogInRefusal, number>; together?: RefusedLogIns["together"] };

export type RefusalCounter = {
  /** Resolves when what is to be kept of it at once is stored. */
  note(refusal: Refusal): Promise<void>;
  /** Stores what is counted. */
  flush(): Promise<void>;
  stop(): Promise<void>;
};

const everyMs = 60_000;
/** Rows of a minute: those of refused passwords are few, since guessing is throttled; those of the throttled are not. */
const tellsApart = {
  checked: { ofNetwork: 50, inAll: 200 },
  throttled: { ofNetwork: 10, inAll: 60 },
} as const;
const networksMax = 20;

/** @param store writes the rows, in one transaction */
export function countRefusals(
  store: (rows: readonly RefusedLogIns[]) => Promise<void>,
  logger: Pick<Logger, "warn">,
): RefusalCounter {
  let counted = new Map<string, Counted>();
  let accounts = new Map<string, number>();
  /** Of the minute before: what goes on is no news. */
  let known: ReadonlySet<string> = new Set();

  /** False when there are too many of its kind to be told apart. */
  function fits(kind: keyof typeof tellsApart, network: string): boolean {
    const { ofNetwork, inAll } = tellsApart[kind];
    const [own, all] = [`${kind} ${network}`, kind];
    if ((accounts.get(own) ?? 0) >= ofNetwork || (accounts.get(all) ?? 0) >= inAll) return false;
    for (const key of [own, all]) accounts.set(key, (accounts.get(key) ?? 0) + 1);
    return true;
  }
  function countTogether(refusal: Refusal, network: string): void {
    const ofNetwork = `accounts of ${network}`;
    const networks = accounts.get("networks") ?? 0;
    const isNew = !counted.has(ofNetwork);
    const [key, together] =
      isNew && networks >= networksMax ? (["everything", "networks"] as const) : ([ofNetwork, "accounts"] as const);
    if (isNew && key === ofNetwork) accounts.set("networks", networks + 1);
    const context = together === "networks" ? { ...refusal.context, sourceAddress: "" } : refusal.context;
    const entry = counted.get(key) ?? {
      refusal: { ...refusal, userId: undefined, context },
      more: new Map(),
      together,
    };
    addOne(entry, refusal.reason);
    counted.set(key, entry);
  }
  async function flush(): Promise<void> {
    const over = counted;
    known = new Set(over.keys());
    [counted, accounts] = [new Map(), new Map()];
    const rows = [...over.values()].flatMap(rowsOf);
    if (rows.length > 0) await store(rows);
  }
  const timer = setInterval(() => {
    flush().catch((error: unknown) => logger.warn({ err: error }, "counts of refused log-ins could not be stored"));
  }, everyMs).unref();
  return {
    async note(refusal) {
      const kind = refusal.reason === "throttled" ? "throttled" : "checked";
      const network = networkOf(refusal.context.sourceAddress);
      const key = `${kind} ${network} ${refusal.account}`;
      const before = counted.get(key);
      if (before) addOne(before, refusal.reason);
      else if (!fits(kind, network)) countTogether(refusal, network);
      else {
        const entry: Counted = { refusal, more: new Map() };
        counted.set(key, entry);
        // By what was named and from where, never by what is behind it: nobody learns from the time that storing takes (PW-4).
        if (known.has(key)) addOne(entry, refusal.reason);
        else await store([{ ...refusal, count: 1 }]);
      }
    },
    flush,
    async stop() {
      clearInterval(timer);
      await flush().catch((error: unknown) => logger.warn({ err: error }, "counts of refused log-ins are lost"));
    },
  };
}

function addOne({ more }: Counted, reason: LogInRefusal): void {
  more.set(reason, (more.get(reason) ?? 0) + 1);
}

function rowsOf({ refusal: { userId, context }, more, together }: Counted): RefusedLogIns[] {
  return [...more].map(([reason, count]) => ({ userId, reason, count, context, ...(together && { together }) }));
}
