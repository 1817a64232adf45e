/** Theme, density, locale and keys: the server keeps them, nothing stays in the browser. */
import { useMantineColorScheme } from "@mantine/core";
import type { Preferences } from "@pms/contracts/auth/users";
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { call } from "../lib/api.ts";
import { enableShortcuts } from "../lib/shortcuts.ts";
import { useSession } from "./session.ts";

const path = "/api/auth/me/preferences";
const saved = queryOptions({
  queryKey: ["preferences"],
  queryFn: ({ signal }) => call("GET", path, { signal }),
  staleTime: Number.POSITIVE_INFINITY,
});

export function usePreferences(): Preferences {
  const signedIn = useSession().kind === "signed-in";
  const { data } = useQuery({ ...saved, enabled: signedIn });
  return data ?? {};
}

/** Without a locale: like the device. */
type Changed = Omit<Preferences, "locale"> & { locale?: string | undefined };

/**
 * Shows a changed preference at once: it is the person's own, and worth nothing to anybody else.
 */
export function useSavePreferences() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (changed: Changed) => {
      // All of them are replaced: without those that were saved before, they would be lost.
      const { locale, ...rest } = { ...(await client.ensureQueryData(saved)), ...changed };
      const body: Preferences = { ...rest, ...(locale && { locale }) };
      client.setQueryData(saved.queryKey, body);
      return call("PUT", path, { body });
    },
    onError: () => client.invalidateQueries(saved),
  });
}

/** Puts the preferences into effect; once, around the whole page. */
export function useApplyPreferences(): void {
  const { theme, density, singleKeyShortcuts } = usePreferences();
  const { setColorScheme } = useMantineColorScheme();
  useEffect(() => setColorScheme(theme ?? "auto"), [theme, setColorScheme]);
  useEffect(() => {
    document.documentElement.dataset.density = density ?? "regular";
    enableShortcuts(singleKeyShortcuts ?? true);
  }, [density, singleKeyShortcuts]);
}
