/**
 * Half of a service's places take bodies that are still on their way: slow senders keep nobody else
 * out. Each user, each source and all members together have a share of them (REL-8).
 */
export type Uploader = {
  user: string;
  source: string;
  /** Anybody can sign up: all who did have one share together. */
  isMember: boolean;
};

export type UploadPlaces = {
  /** Undefined when there is none for this uploader. @returns gives the place back, once. */
  take(uploader: Uploader): (() => void) | undefined;
  taken(): number;
};

/** Of the places for uploads. A clinic may send all of its users' from one address. */
const shares = { user: 1 / 4, source: 1 / 2, members: 1 / 4 };

export function createUploadPlaces(requestsMax: number): UploadPlaces {
  const placesMax = Math.ceil(requestsMax / 2);
  const shareOf = (part: number) => Math.max(1, Math.floor(placesMax * part));
  const taken = new Map<string, number>();
  const count = (key: string, change: 1 | -1) => {
    const now = (taken.get(key) ?? 0) + change;
    if (now > 0) taken.set(key, now);
    else taken.delete(key);
  };
  return {
    take({ user, source, isMember }) {
      const limits: [key: string, max: number][] = [
        ["all", placesMax],
        [`user ${user}`, shareOf(shares.user)],
        [`source ${source}`, shareOf(shares.source)],
        ...(isMember ? [["members", shareOf(shares.members)] as [string, number]] : []),
      ];
      if (limits.some(([key, max]) => (taken.get(key) ?? 0) >= max)) return undefined;
      for (const [key] of limits) count(key, 1);
      let isGivenBack = false;
      return () => {
        if (isGivenBack) return;
        isGivenBack = true;
        for (const [key] of limits) count(key, -1);
      };
    },
    taken: () => taken.get("all") ?? 0,
  };
}
