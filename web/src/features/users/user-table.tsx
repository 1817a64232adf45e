import { Button, Group } from "@mantine/core";
import type { User } from "@pms/contracts/auth/users";
import { CheckIcon, ClockIcon, PauseIcon } from "../../components/icons.tsx";
import rowClasses from "../../components/rows.module.css";
import { Tag } from "../../components/tag.tsx";
import { t } from "../../i18n/i18n.ts";
import { useMe } from "../../session/session.ts";
import { shortRole } from "./role-words.ts";

const states = {
  active: { tone: "ok", word: t("Active"), icon: <CheckIcon size={14} /> },
  invited: { tone: "info", word: t("Invited"), icon: <ClockIcon size={14} /> },
  disabled: { tone: "plain", word: t("Disabled"), icon: <PauseIcon size={14} /> },
  withdrawn: { tone: "plain", word: t("Withdrawn"), icon: <PauseIcon size={14} /> },
} as const;

/** Disabled before they accepted: the invitation was taken back. */
const stateOf = ({ status, hasPassword }: User) => states[status === "disabled" && !hasPassword ? "withdrawn" : status];

type Props = { users: readonly User[]; onEdit: (user: User) => void; onSignOut: (user: User) => void };

export function UserTable({ users, onEdit, onSignOut }: Props) {
  const me = useMe();
  const names = new Map(me.facilities.map(({ id, name }) => [id, name]));
  const places = ({ facilities }: User) =>
    facilities === "all" ? t("All") : facilities.map((id) => names.get(id) ?? t("Another")).join(", ") || t("None");
  return (
    <div className="surface">
      {/* biome-ignore lint/a11y/noRedundantRoles: stacked on a phone, it would otherwise stop being a table */}
      <table className={rowClasses.table} role="table" aria-label={t("Users")}>
        <thead>
          <tr>
            {[t("Name"), t("E-mail"), t("Roles"), t("Facilities"), t("State")].map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
            <th scope="col">
              <span className="offscreen">{t("Actions")}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {users.map((user) => (
            <tr key={user.id} data-row tabIndex={-1}>
              <td data-wide>
                <span>
                  <b>{user.lastName}</b>, {user.firstName}
                </span>
              </td>
              <td>{user.email}</td>
              <td>{user.roles.map(shortRole).join(", ")}</td>
              <td data-label={t("Facilities")}>{places(user)}</td>
              <td>
                <Tag tone={stateOf(user).tone} icon={stateOf(user).icon}>
                  {stateOf(user).word}
                </Tag>
              </td>
              <td>
                {user.id === me.user.id ? (
                  // Another administrator must change one's own access; the server refuses it from
                  // oneself.
                  <Tag tone="plain">{t("You")}</Tag>
                ) : (
                  <Group gap="xs" wrap="nowrap">
                    <Button
                      variant="subtle"
                      size="compact-sm"
                      onClick={() => onEdit(user)}
                      aria-label={t("Edit {first} {last}", { first: user.firstName, last: user.lastName })}
                    >
                      {t("Edit")}
                    </Button>
                    {user.status === "active" && (
                      <Button
                        variant="subtle"
                        size="compact-sm"
                        onClick={() => onSignOut(user)}
                        aria-label={t("Sign out {first} {last}", { first: user.firstName, last: user.lastName })}
                      >
                        {t("Sign out")}
                      </Button>
                    )}
                  </Group>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
