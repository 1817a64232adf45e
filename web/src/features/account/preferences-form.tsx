import { Input, SegmentedControl, Select, Stack, Switch, Title } from "@mantine/core";
import type { Preferences } from "@pms/contracts/auth/users";
import type { ReactNode } from "react";
import { PostProblem } from "../../hooks/post-problem.tsx";
import { t } from "../../i18n/i18n.ts";
import { offeredLocales } from "../../i18n/language.ts";
import { usePreferences, useSavePreferences } from "../../session/preferences.ts";

const themes = [
  { value: "auto", label: t("As on this device") },
  { value: "light", label: t("Light") },
  { value: "dark", label: t("Dark") },
];
const densities = [
  { value: "compact", label: t("Compact") },
  { value: "regular", label: t("Regular") },
  { value: "roomy", label: t("Roomy") },
];
const likeDevice = "device";
const locales = [
  { value: likeDevice, label: t("As on this device") },
  ...offeredLocales.map(([value, label]) => ({ value, label })),
  { value: "de-DE", label: t("English; figures and dates as in German") },
];

function Labelled({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Input.Wrapper label={label} labelElement="div">
      <div style={{ marginTop: 4 }}>{children}</div>
    </Input.Wrapper>
  );
}

/** Each choice is saved as it is made; the server keeps it, so it holds on every device. */
export function PreferencesForm() {
  const { theme = "auto", density = "regular", locale, singleKeyShortcuts = true } = usePreferences();
  const save = useSavePreferences();
  return (
    <Stack component="section" className="surface" p="lg" aria-label={t("How pages look")}>
      <Title order={2}>{t("How pages look")}</Title>
      <Labelled label={t("Theme")}>
        <SegmentedControl
          aria-label={t("Theme")}
          data={themes}
          value={theme}
          onChange={(value) => save.mutate({ theme: value as NonNullable<Preferences["theme"]> })}
        />
      </Labelled>
      <Labelled label={t("Row height")}>
        <SegmentedControl
          aria-label={t("Row height")}
          data={densities}
          value={density}
          onChange={(value) => save.mutate({ density: value as NonNullable<Preferences["density"]> })}
        />
      </Labelled>
      <Select
        label={t("Language, figures and dates")}
        data={locales}
        allowDeselect={false}
        value={locale ?? likeDevice}
        onChange={(value) => value && save.mutate({ locale: value === likeDevice ? undefined : value })}
        maw={440}
      />
      <Switch
        label={t("Single keys (/, n, p, c, e …) do things")}
        checked={singleKeyShortcuts}
        onChange={(event) => save.mutate({ singleKeyShortcuts: event.currentTarget.checked })}
      />
      <PostProblem state="idle" error={save.error} refused={t("The choice was not saved.")} />
    </Stack>
  );
}
