/** Argon2id on a bounded pool with a bounded queue (PW-1): a flood of log-ins costs time and 503s, never memory. */
import { hash, verify } from "@node-rs/argon2";
import { ProblemError } from "@pms/kit/problem";

const atOnceMax = 2;
const waitingMax = 64;
/** Of which those take who have no account yet: they can ask for a hash without end, and nobody throttles them. */
const newcomersAtOnceMax = 1;
const newcomersWaitingMax = 16;

export type PasswordHasher = {
  hash(password: string): Promise<string>;
  /** The same for someone who has no account yet: a flood of them keeps nobody from logging in (PW-3). */
  hashForNewcomer(password: string): Promise<string>;
  /**
   * Runs the work when it is its turn. `check` compares with a hash, or with one that nothing matches when there is none,
   * which takes as long (PW-4).
   */
  inTurn<Result>(
    work: (check: (passwordHash: string | null) => Promise<boolean>) => Promise<Result>,
    password: string,
  ): Promise<Result>;
  /** Made with other parameters than those of today. */
  isOutdated(passwordHash: string): boolean;
};

export type HashCost = { memoryKib: number; passes: number };

export async function createPasswordHasher(cost: HashCost, onQueue: (length: number) => void): Promise<PasswordHasher> {
  const options = { memoryCost: cost.memoryKib, timeCost: cost.passes, parallelism: 1 };
  const waiting = { all: 0, newcomers: 0 };
  const note = (change: Partial<typeof waiting>) => {
    Object.assign(waiting, change);
    onQueue(waiting.all + waiting.newcomers);
  };
  const takeTurn = createTurns(atOnceMax, waitingMax, (all) => note({ all }));
  const takeNewcomersTurn = createTurns(newcomersAtOnceMax, newcomersWaitingMax, (newcomers) => note({ newcomers }));
  const nobodys = await hash(crypto.randomUUID(), options);
  const parameters = `$argon2id$v=19$m=${cost.memoryKib},t=${cost.passes},p=1$`;
  return {
    hash: (password) => takeTurn(() => hash(normalize(password), options)),
    hashForNewcomer: (password) => takeNewcomersTurn(() => takeTurn(() => hash(normalize(password), options))),
    inTurn: (work, password) =>
      takeTurn(() =>
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

function createTurns(atOnceMax: number, waitingMax: number, onQueue: (length: number) => void) {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (running >= atOnceMax) {
      if (waiting.length >= waitingMax)
        throw new ProblemError("unavailable", "Too many passwords to check at once.", {
          headers: { "retry-after": "2" },
        });
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
        onQueue(waiting.length);
      });
    } else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      onQueue(waiting.length);
      // The turn is handed on, so that nobody who comes between can take it.
      if (next) next();
      else running -= 1;
    }
  };
}
