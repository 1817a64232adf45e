import { Button, Menu } from "@mantine/core";
import { DownIcon, PlaceIcon } from "../components/icons.tsx";
import { t } from "../i18n/i18n.ts";
import { useMe, workAt } from "../session/session.ts";
import classes from "./shell.module.css";

/**
 * Where one works now: what is registered is suggested for it, and days are those of its zone.
 * Whoever works at one facility alone has nothing to switch.
 */
export function FacilitySwitch() {
  const { facilities, defaultFacilityId } = useMe();
  const active = facilities.filter((facility) => facility.active);
  const now = facilities.find(({ id }) => id === defaultFacilityId) ?? facilities[0];
  if (active.length < 2 || !now) return null;
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          c="inherit"
          size="xs"
          h={32}
          className={classes.facility}
          leftSection={<PlaceIcon />}
          rightSection={<DownIcon size={12} />}
          aria-label={t("Facility: {name}", { name: now.name })}
        >
          {now.name}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t("Where you work now")}</Menu.Label>
        {active.map(({ id, name }) => (
          <Menu.Item key={id} onClick={() => workAt(id)}>
            {id === now.id ? t("{choice} ✓ (now)", { choice: name }) : name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
