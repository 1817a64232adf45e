/**
 * Anybody can cause refused log-ins, so they are counted by e-mail, network and minute, in few
 * rows: the first at once, the others after the minute (AUD-1, REL-8). A crash loses the counts of
 * its minute.
 */
import type { AuditContext } from "@pms/kit/audit/audit";
import type { Logger } from "@pms/kit/observe/log";
import type { LogInRefusal } from "../acts/auth-events.ts";
import { networkOf } from "../factors/network-of.ts";

/** `count` refusals alike. No user: there is none with the e-mail, or there are several. */
export type RefusedLogIns = {
  userId: string | undefined;
  reason: LogInRefusal;
  count: number;
  context: AuditContext;
  /** Set where e-mails, or networks too, were too many to tell apart and are counted together. */
  together?: "accounts" | "networks";
};
type Refusal = { emailKey: string; userId: string | undefined; reason: LogInRefusal; context: AuditContext };
type Counted = { refusal: Refusal; more: Map<LogInRefusal, number>; together?: RefusedLogIns["together"] };
/** `toldApart`: how many rows there are of each kind and network. */
type Minute = { counted: Map<string, Counted>; toldApart: Map<string, number> };
const beginMinute = (): Minute => ({ counted: new Map(), toldApart: new Map() });

export type RefusalCounter = {
  /** Resolves when what is to be kept of it at once is stored. */
  note(refusal: Refusal): Promise<void>;
  /** Stores what is counted. */
  flush(): Promise<void>;
  stop(): Promise<void>;
};

const everyMs = 60_000;
/**
 * Rows of a minute: those of refused passwords are few, since guessing is throttled; those of the
 * throttled are not.
 */
const toldApartMax = {
  checked: { ofNetwork: 50, inAll: 200 },
  throttled: { ofNetwork: 10, inAll: 60 },
} as const;
const networksMax = 20;

/** @param store writes the rows, in one transaction */
export function countRefusals(
  store: (rows: readonly RefusedLogIns[]) => Promise<void>,
  logger: Pick<Logger, "warn">,
): RefusalCounter {
  let minute = beginMinute();
  /** Of the minute before: what goes on is no news. */
  let known: ReadonlySet<string> = new Set();

  async function flush(): Promise<void> {
    const over = minute.counted;
    known = new Set(over.keys());
    minute = beginMinute();
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
      const key = `${kind} ${network} ${refusal.emailKey}`;
      const before = minute.counted.get(key);
      if (before) addOne(before, refusal.reason);
      else if (!takesPlace(minute, kind, network)) countTogether(minute, refusal, network);
      else {
        const entry: Counted = { refusal, more: new Map() };
        minute.counted.set(key, entry);
        // By what was named and from where alone: nobody learns from the time that storing takes
        // (PW-4).
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

/** Counts one more that is told apart; false when there are too many of its kind. */
function takesPlace({ toldApart }: Minute, kind: keyof typeof toldApartMax, network: string): boolean {
  const { ofNetwork, inAll } = toldApartMax[kind];
  const [own, all] = [`${kind} ${network}`, kind];
  if ((toldApart.get(own) ?? 0) >= ofNetwork || (toldApart.get(all) ?? 0) >= inAll) return false;
  for (const key of [own, all]) toldApart.set(key, (toldApart.get(key) ?? 0) + 1);
  return true;
}

function countTogether({ counted, toldApart }: Minute, refusal: Refusal, network: string): void {
  const ofNetwork = `e-mails of ${network}`;
  const networks = toldApart.get("networks") ?? 0;
  const isNew = !counted.has(ofNetwork);
  const [key, together] =
    isNew && networks >= networksMax ? (["everything", "networks"] as const) : ([ofNetwork, "accounts"] as const);
  if (isNew && key === ofNetwork) toldApart.set("networks", networks + 1);
  const context = together === "networks" ? { ...refusal.context, sourceAddress: "" } : refusal.context;
  const entry = counted.get(key) ?? { refusal: { ...refusal, userId: undefined, context }, more: new Map(), together };
  addOne(entry, refusal.reason);
  counted.set(key, entry);
}

function addOne({ more }: Counted, reason: LogInRefusal): void {
  more.set(reason, (more.get(reason) ?? 0) + 1);
}

function rowsOf({ refusal: { userId, context }, more, together }: Counted): RefusedLogIns[] {
  return [...more].map(([reason, count]) => ({ userId, reason, count, context, ...(together && { together }) }));
}
