/** The upper 48 px: the clinic, search, facility, what can be begun, lock, keys, who is signed in. */
import { ActionIcon, Burger, Tooltip } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { HelpIcon, LockIcon } from "../components/icons.tsx";
import { SearchBox } from "../features/patients/search-box.tsx";
import { t } from "../i18n/i18n.ts";
import { lock, useMe } from "../session/session.ts";
import { useMayFindPatients } from "../session/use-may-find-patients.ts";
import { BeginMenu } from "./begin-menu.tsx";
import { FacilitySwitch } from "./facility-switch.tsx";
import { landingOf } from "./landing.ts";
import { Mark } from "./mark.tsx";
import classes from "./shell.module.css";
import { UserMenu } from "./user-menu.tsx";

type Props = { navOpen: boolean; onToggleNav: () => void; onHelp: () => void };

export function HeaderBar({ navOpen, onToggleNav, onHelp }: Props) {
  const me = useMe();
  const mayFind = useMayFindPatients();
  const [only] = me.facilities;
  const clinic = me.facilities.length === 1 && only ? only.name : t("Patient management");
  return (
    <div className={classes.bar}>
      <Burger
        opened={navOpen}
        onClick={onToggleNav}
        hiddenFrom="sm"
        size="sm"
        aria-label={navOpen ? t("Close the pages") : t("Open the pages")}
      />
      <Link to={landingOf(me)} className={classes.brand} aria-label={t("{clinic}: your start page", { clinic })}>
        <Mark />
        <span>{clinic}</span>
      </Link>
      {mayFind && (
        <search className={classes.search}>
          <SearchBox />
        </search>
      )}
      <span className={classes.push} />
      <FacilitySwitch />
      <BeginMenu />
      <Tool label={t("Lock this screen")} onClick={() => void lock()}>
        <LockIcon />
      </Tool>
      <Tool label={t("Keys")} onClick={onHelp} className={classes.help}>
        <HelpIcon />
      </Tool>
      <UserMenu />
    </div>
  );
}

type ToolProps = { label: string; onClick: () => void; className?: string | undefined; children: ReactNode };

function Tool({ label, onClick, className, children }: ToolProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon
        className={className}
        size={32}
        variant="subtle"
        color="gray"
        c="inherit"
        aria-label={label}
        onClick={onClick}
      >
        {children}
      </ActionIcon>
    </Tooltip>
  );
}
