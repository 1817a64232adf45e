/** The pages that the signed-in person may open, in groups; where there is little room, a rail. */
import { NavLink, Tooltip } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { Link, useLocation } from "@tanstack/react-router";
import { isCurrent, type NavEntry } from "../lib/nav-entry.ts";
import classes from "./nav.module.css";
import { inGroups, useNavEntries } from "./nav-entries.ts";

/** As in nav.module.css: wider than a phone, narrower than a desk. */
const railQuery = "(min-width: 48em) and (max-width: 74.99em)";

export function Nav({ onGo }: { onGo: () => void }) {
  const groups = inGroups(useNavEntries());
  const rail = useMediaQuery(railQuery, false, { getInitialValueInEffect: false });
  return (
    <div className={classes.groups}>
      {groups.map(({ key, name, entries }) => (
        // biome-ignore lint/a11y/useSemanticElements: a group of links is no set of fields
        <div key={key} role="group" className={classes.group} data-group={key} aria-label={name}>
          {entries.length > 1 && (
            <div className={classes.title} aria-hidden="true">
              {name}
            </div>
          )}
          {entries.map((entry) => (
            <Entry key={entry.to} entry={entry} rail={rail} onGo={onGo} />
          ))}
        </div>
      ))}
    </div>
  );
}

function Entry({ entry, rail, onGo }: { entry: NavEntry; rail: boolean; onGo: () => void }) {
  const { pathname } = useLocation();
  const current = isCurrent(entry, pathname);
  const { icon: Icon, to, label } = entry;
  return (
    <Tooltip label={label} position="right" disabled={!rail} events={{ hover: true, focus: true, touch: false }}>
      <NavLink
        component={Link}
        to={to}
        activeOptions={{ exact: true }}
        className={classes.entry}
        label={label}
        leftSection={<Icon size={18} />}
        active={current}
        aria-current={current ? "page" : undefined}
        onClick={onGo}
      />
    </Tooltip>
  );
}
