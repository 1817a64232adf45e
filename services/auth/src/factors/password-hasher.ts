/**
 * Argon2id on a bounded pool with bounded queues (PW-1): a flood of log-ins costs time and 503s,
 * never memory.
 */
import { hash, verify } from "@node-rs/argon2";
import { createFairTurns } from "./fair-turns.ts";

const atOnceMax = 2;

/**
 * Guessing fills the guessers' queue alone (PW-3). `staff` and `members` (patients) are known by
 * session, invitation or device; `strangers` are others who sign in, `newcomers` sign up.
 */
const waitingMax = { staff: 64, members: 32, strangers: 65, newcomers: 16 } as const;
const lastTurnFor = ["staff", "members"] as const;

/**
 * The callers of a lane share its turns: by user id where that is known, else by the network that
 * they come from.
 */
export type Turn = { lane: keyof typeof waitingMax; caller: string };

export type PasswordHasher = {
  hash(password: string, turn: Turn): Promise<string>;
  /**
   * Runs the work when it is its turn. `check` compares with a hash, or with one that nothing
   * matches when there is none, which takes as long (PW-4).
   */
  inTurn<Result>(
    work: (check: (passwordHash: string | null) => Promise<boolean>) => Promise<Result>,
    password: string,
    turn: Turn,
  ): Promise<Result>;
  /** Made with other parameters than those of today. */
  isOutdated(passwordHash: string): boolean;
};

export type HashCost = { memoryKib: number; passes: number };

/** @param onQueue told how many wait in all lanes */
export async function createPasswordHasher(cost: HashCost, onQueue: (length: number) => void): Promise<PasswordHasher> {
  const options = { memoryCost: cost.memoryKib, timeCost: cost.passes, parallelism: 1 };
  const waiting = new Map<string, number>();
  const turns = createFairTurns({ waitingMax, atOnceMax, lastTurnFor }, (lane, count) => {
    waiting.set(lane, count);
    onQueue(waiting.values().reduce((sum, each) => sum + each, 0));
  });
  const nobodys = await hash(crypto.randomUUID(), options);
  const parameters = `$argon2id$v=19$m=${cost.memoryKib},t=${cost.passes},p=1$`;
  return {
    hash: (password, { lane, caller }) => turns.take(lane, caller, () => hash(normalize(password), options)),
    inTurn: (work, password, { lane, caller }) =>
      turns.take(lane, caller, () =>
        work(async (passwordHash) => {
          const matches = await verify(passwordHash ?? nobodys, normalize(password));
          return matches && passwordHash !== null;
        }),
      ),
    isOutdated: (passwordHash) => !passwordHash.startsWith(parameters),
  };
}

/** One password however the keyboard composes its characters (PW-2). */
const normalize = (password: string): string => password.normalize("NFKC");
