import { Button, Menu } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { DownIcon } from "../components/icons.tsx";
import { t } from "../i18n/i18n.ts";
import { usePreferences, useSavePreferences } from "../session/preferences.ts";
import { lock, signOut, useMe } from "../session/session.ts";

export const themeWords = { light: t("Light"), dark: t("Dark"), auto: t("As on this device") } as const;

export function UserMenu() {
  const { user } = useMe();
  const name = `${user.firstName} ${user.lastName}`;
  const navigate = useNavigate();
  const { theme = "auto" } = usePreferences();
  const save = useSavePreferences();
  async function leave() {
    if (await signOut()) await navigate({ to: "/sign-in", search: {}, replace: true });
  }
  const initials = `${user.firstName.charAt(0)}${user.lastName.charAt(0)}`;
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Button
          variant="default"
          size="xs"
          h={32}
          rightSection={<DownIcon size={12} />}
          aria-label={t("{initials}, {name}: menu", { initials, name })}
        >
          {initials}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{name}</Menu.Label>
        <Menu.Item component={Link} to="/account">
          {t("Your account")}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>{t("Colours")}</Menu.Label>
        {(["light", "dark", "auto"] as const).map((choice) => (
          <Menu.Item key={choice} onClick={() => save.mutate({ theme: choice })}>
            {theme === choice ? t("{choice} ✓ (now)", { choice: themeWords[choice] }) : themeWords[choice]}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={() => void lock()}>{t("Lock this screen")}</Menu.Item>
        <Menu.Item onClick={() => void leave()}>{t("Sign out")}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
