/** Theme, density, language and keys: the server keeps them, nothing stays in the browser. */
import { useMantineColorScheme } from "@mantine/core";
import type { Preferences } from "@pms/contracts/auth";
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useSession } from "../features/session/session.ts";
import { call } from "../lib/api.ts";
import { enableShortcuts } from "../lib/shortcuts.ts";

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

/** Shows a changed preference at once: it is the person's own, and worth nothing to anybody else. */
export function useSavePreferences() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (changed: Preferences) => {
      // All of them are replaced: without those that were saved before, they would be lost.
      const body = { ...(await client.ensureQueryData(saved)), ...changed };
      client.setQueryData(saved.queryKey, body);
      return call("PUT", path, { body });
    },
    onError: () => client.invalidateQueries(saved),
  });
}

/** Puts the preferences into effect; once, around the whole page. */
export function useApplyPreferences(): void {
  const { theme, density, locale, singleKeyShortcuts } = usePreferences();
  const { setColorScheme } = useMantineColorScheme();
  useEffect(() => setColorScheme(theme ?? "auto"), [theme, setColorScheme]);
  useEffect(() => {
    document.documentElement.dataset.density = density ?? "regular";
    document.documentElement.lang = locale ?? "en";
    enableShortcuts(singleKeyShortcuts ?? true);
  }, [density, locale, singleKeyShortcuts]);
}
