/** The upper 48 px: search, facility, keys, who is signed in. */
import { ActionIcon, Burger, Button, Menu } from "@mantine/core";
import { seesOwnRecordOnly } from "@pms/contracts/auth/permissions";
import { Link, useNavigate } from "@tanstack/react-router";
import { DownIcon, HelpIcon } from "../components/icons.tsx";
import { SearchBox } from "../features/patients/search-box.tsx";
import { usePreferences, useSavePreferences } from "../session/preferences.ts";
import { signOut, useMay, useMe } from "../session/session.ts";
import { landingOf } from "./landing.ts";
import classes from "./shell.module.css";

type Props = { navOpen: boolean; onToggleNav: () => void; onHelp: () => void };

export function HeaderBar({ navOpen, onToggleNav, onHelp }: Props) {
  const me = useMe();
  const may = useMay();
  const home = me.facilities.find(({ id }) => id === me.defaultFacilityId);
  const facility = me.user.facilities === "all" ? "All facilities" : (home ?? me.facilities[0])?.name;
  return (
    <div className={classes.bar}>
      <Burger
        opened={navOpen}
        onClick={onToggleNav}
        hiddenFrom="sm"
        size="sm"
        aria-label={navOpen ? "Close the pages" : "Open the pages"}
      />
      <Link to={landingOf(me)} className={classes.brand}>
        Patient management
      </Link>
      {may("patient:read") && !seesOwnRecordOnly(me.user.roles) && (
        <search className={classes.search}>
          <SearchBox />
        </search>
      )}
      <span className={`${classes.push} ${classes.facility}`}>{facility}</span>
      <ActionIcon className={classes.help} variant="subtle" color="gray" c="inherit" aria-label="Keys" onClick={onHelp}>
        <HelpIcon />
      </ActionIcon>
      <UserMenu name={`${me.user.firstName} ${me.user.lastName}`} />
    </div>
  );
}

function UserMenu({ name }: { name: string }) {
  const navigate = useNavigate();
  const { theme = "auto" } = usePreferences();
  const save = useSavePreferences();
  async function leave() {
    if (await signOut()) await navigate({ to: "/sign-in", search: {}, replace: true });
  }
  const initials = name
    .split(" ")
    .map((word) => word.charAt(0))
    .slice(0, 2)
    .join("");
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Button
          variant="default"
          size="xs"
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
        {(["light", "dark", "auto"] as const).map((choice) => (
          <Menu.Item key={choice} onClick={() => save.mutate({ theme: choice })}>
            {{ light: "Light", dark: "Dark", auto: "Like the device" }[choice]}
            {theme === choice && " ✓ (now)"}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={() => void leave()}>Sign out</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
