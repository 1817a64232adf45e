/** What must hold before a service takes requests; a name per dependency. Cheap: called at every probe. */
export type Readiness = Readonly<Record<string, () => boolean | Promise<boolean>>>;

/** What holds now, by name; a check that fails does not hold. */
export async function checkReadiness(readiness: Readiness): Promise<Record<string, boolean>> {
  const checked = Object.entries(readiness).map(
    async ([name, check]) => [name, await Promise.try(check).catch(() => false)] as const,
  );
  return Object.fromEntries(await Promise.all(checked));
}

export async function isReady(readiness: Readiness): Promise<boolean> {
  return Object.values(await checkReadiness(readiness)).every(Boolean);
}
