import { Button, Group } from "@mantine/core";
import type { User } from "@pms/contracts/auth/users";
import { CheckIcon, ClockIcon, PauseIcon } from "../../components/icons.tsx";
import rowClasses from "../../components/rows.module.css";
import { Tag } from "../../components/tag.tsx";
import { useMe } from "../../session/session.ts";
import { shortRole } from "./role-words.ts";

const states = {
  active: { tone: "ok", word: "Active", icon: <CheckIcon size={14} /> },
  invited: { tone: "info", word: "Invited", icon: <ClockIcon size={14} /> },
  disabled: { tone: "plain", word: "Disabled", icon: <PauseIcon size={14} /> },
  withdrawn: { tone: "plain", word: "Withdrawn", icon: <PauseIcon size={14} /> },
} as const;

/** Disabled before they accepted: the invitation was taken back. */
const stateOf = ({ status, hasPassword }: User) => states[status === "disabled" && !hasPassword ? "withdrawn" : status];

type Props = { users: readonly User[]; onEdit: (user: User) => void; onSignOut: (user: User) => void };

export function UserTable({ users, onEdit, onSignOut }: Props) {
  const me = useMe();
  const names = new Map(me.facilities.map(({ id, name }) => [id, name]));
  const places = ({ facilities }: User) =>
    facilities === "all" ? "All" : facilities.map((id) => names.get(id) ?? "Another").join(", ") || "None";
  return (
    <div className="surface">
      {/* biome-ignore lint/a11y/noRedundantRoles: stacked on a phone, it would otherwise stop being a table */}
      <table className={rowClasses.table} role="table" aria-label="Users">
        <thead>
          <tr>
            {["Name", "E-mail", "Roles", "Facilities", "State"].map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
            <th scope="col">
              <span className="offscreen">Actions</span>
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
              <td data-label="Facilities">{places(user)}</td>
              <td>
                <Tag tone={stateOf(user).tone} icon={stateOf(user).icon}>
                  {stateOf(user).word}
                </Tag>
              </td>
              <td>
                {user.id === me.user.id ? (
                  // Another administrator must change one's own access; the server refuses it from
                  // oneself.
                  <Tag tone="plain">You</Tag>
                ) : (
                  <Group gap="xs" wrap="nowrap">
                    <Button
                      variant="subtle"
                      size="compact-sm"
                      onClick={() => onEdit(user)}
                      aria-label={`Edit ${user.firstName} ${user.lastName}`}
                    >
                      Edit
                    </Button>
                    {user.status === "active" && (
                      <Button
                        variant="subtle"
                        size="compact-sm"
                        onClick={() => onSignOut(user)}
                        aria-label={`Sign out ${user.firstName} ${user.lastName}`}
                      >
                        Sign out
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
