/** What a check found. `says` is "ok", or in words what is wrong; where `ok` holds all the same, the service works on. */
export type Finding = { ok: boolean; says: string };
/** What must hold before a service takes requests; a name per dependency. Cheap: called at every probe. */
export type Readiness = Readonly<Record<string, () => boolean | Finding | Promise<boolean | Finding>>>;

/** What holds now, by name; a check that fails does not hold. */
export async function checkReadiness(readiness: Readiness): Promise<Record<string, Finding>> {
  const checked = Object.entries(readiness).map(async ([name, check]) => {
    const found = await Promise.try(check).catch(() => false);
    return [name, typeof found === "boolean" ? { ok: found, says: found ? "ok" : "down" } : found] as const;
  });
  return Object.fromEntries(await Promise.all(checked));
}

export async function isReady(readiness: Readiness): Promise<boolean> {
  return Object.values(await checkReadiness(readiness)).every(({ ok }) => ok);
}
