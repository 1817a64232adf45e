import { Button, Menu } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { DownIcon } from "../components/icons.tsx";
import { usePreferences, useSavePreferences } from "../session/preferences.ts";
import { lock, signOut, useMe } from "../session/session.ts";

export const themeWords = { light: "Light", dark: "Dark", auto: "As on this device" } as const;

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
          aria-label={`${initials}, ${name}: menu`}
        >
          {initials}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{name}</Menu.Label>
        <Menu.Item component={Link} to="/account">
          Your account
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>Colours</Menu.Label>
        {(["light", "dark", "auto"] as const).map((choice) => (
          <Menu.Item key={choice} onClick={() => save.mutate({ theme: choice })}>
            {themeWords[choice]}
            {theme === choice && " ✓ (now)"}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={() => void lock()}>Lock this screen</Menu.Item>
        <Menu.Item onClick={() => void leave()}>Sign out</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
