/**
 * Theme, density, locale and keys: the server keeps them. The language alone stays in the browser
 * too, as a page is loaded in it.
 */
import { useMantineColorScheme } from "@mantine/core";
import type { Preferences } from "@pms/contracts/auth/users";
import { queryOptions, useIsMutating, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { language } from "../i18n/i18n.ts";
import { keepLanguage, languageOf } from "../i18n/language.ts";
import { call } from "../lib/api.ts";
import { holdsSomething } from "../lib/drafts.ts";
import { areKeysHeld } from "../lib/held-keys.ts";
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
    mutationKey: saved.queryKey,
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

/**
 * Loads the page anew when somebody prefers another language than it speaks; while something is
 * being typed the next page that is loaded speaks it. A browser that keeps nothing stays as it is.
 */
function useLanguage(locale: string | undefined): void {
  const saving = useIsMutating({ mutationKey: saved.queryKey }) > 0;
  useEffect(() => {
    if (locale === undefined || saving || languageOf(locale) === language) return;
    if (keepLanguage(languageOf(locale)) && !isTyping()) location.reload();
  }, [locale, saving]);
}

function isTyping(): boolean {
  const at = document.activeElement;
  const inField = (at instanceof HTMLInputElement || at instanceof HTMLTextAreaElement) && at.value !== "";
  return (
    holdsSomething() ||
    areKeysHeld() ||
    document.querySelector('[role="dialog"]') !== null ||
    (inField && !isChoice(at))
  );
}

/** A field of a list to choose from is not typed into. */
const isChoice = (field: HTMLInputElement | HTMLTextAreaElement) => field.readOnly;

/** Puts the preferences into effect; once, around the whole page. */
export function useApplyPreferences(): void {
  const { theme, density, singleKeyShortcuts, locale } = usePreferences();
  useLanguage(locale);
  const { setColorScheme } = useMantineColorScheme();
  useEffect(() => setColorScheme(theme ?? "auto"), [theme, setColorScheme]);
  useEffect(() => {
    document.documentElement.dataset.density = density ?? "regular";
    enableShortcuts(singleKeyShortcuts ?? true);
  }, [density, singleKeyShortcuts]);
}
