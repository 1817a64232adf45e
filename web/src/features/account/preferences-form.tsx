import { Input, SegmentedControl, Select, Stack, Switch, Title } from "@mantine/core";
import type { Preferences } from "@pms/contracts/auth/users";
import type { ReactNode } from "react";
import { PostProblem } from "../../hooks/post-problem.tsx";
import { usePreferences, useSavePreferences } from "../../session/preferences.ts";

const themes = [
  { value: "auto", label: "As on this device" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
];
const densities = [
  { value: "compact", label: "Compact" },
  { value: "regular", label: "Regular" },
  { value: "roomy", label: "Roomy" },
];
const likeDevice = "device";
const locales = [
  { value: likeDevice, label: "As on this device" },
  { value: "en-US", label: "English, United States: 3/4/1961 is 4 March" },
  { value: "en-GB", label: "English, United Kingdom: 3/4/1961 is 3 April" },
  { value: "es-US", label: "Figures and dates as in Spanish, United States" },
  { value: "de-DE", label: "Figures and dates as in German" },
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
    <Stack component="section" className="surface" p="lg" aria-label="How pages look">
      <Title order={2}>How pages look</Title>
      <Labelled label="Theme">
        <SegmentedControl
          aria-label="Theme"
          data={themes}
          value={theme}
          onChange={(value) => save.mutate({ theme: value as NonNullable<Preferences["theme"]> })}
        />
      </Labelled>
      <Labelled label="Row height">
        <SegmentedControl
          aria-label="Row height"
          data={densities}
          value={density}
          onChange={(value) => save.mutate({ density: value as NonNullable<Preferences["density"]> })}
        />
      </Labelled>
      <Select
        label="Figures and dates"
        data={locales}
        allowDeselect={false}
        value={locale ?? likeDevice}
        onChange={(value) => value && save.mutate({ locale: value === likeDevice ? undefined : value })}
        maw={440}
      />
      <Switch
        label="Single keys (/, n, p, c, e …) do things"
        checked={singleKeyShortcuts}
        onChange={(event) => save.mutate({ singleKeyShortcuts: event.currentTarget.checked })}
      />
      <PostProblem state="idle" error={save.error} refused="The choice was not saved." />
    </Stack>
  );
}
