import { Checkbox, Stack } from "@mantine/core";
import { type PersonRole, personRoles, rolesGoTogether } from "@pms/contracts/auth/permissions";
import { t } from "../../i18n/i18n.ts";
import { useMe } from "../../session/session.ts";
import type { Access } from "./access.ts";
import { roleWords } from "./role-words.ts";

type Props = { access: Access; onChange: (access: Access) => void; showMissing: boolean };

/** Whether the role may be chosen beside the others; what is chosen may always be given up. */
const isOffered = (role: PersonRole, chosen: readonly PersonRole[]) =>
  chosen.includes(role) || rolesGoTogether([...chosen, role]);
const isId = (value: string) => value !== "all";

/** What somebody may do, and at which facilities. */
export function AccessFields({ access, onChange, showMissing }: Props) {
  const { user, facilities } = useMe();
  const everywhere = access.facilities === "all";
  const chosen = access.facilities === "all" ? [] : access.facilities;
  return (
    <>
      <Checkbox.Group
        label={t("Roles")}
        error={showMissing && access.roles.length === 0 && t("Choose at least one role")}
        value={access.roles}
        onChange={(roles) => onChange({ ...access, roles: roles as PersonRole[] })}
      >
        <Stack gap="sm" mt="xs">
          {personRoles.toReversed().map((role) => (
            <Checkbox key={role} value={role} label={roleWords[role]} disabled={!isOffered(role, access.roles)} />
          ))}
        </Stack>
      </Checkbox.Group>
      <Checkbox.Group
        label={t("Facilities")}
        error={showMissing && access.facilities.length === 0 && t("Choose where")}
        value={everywhere ? ["all"] : chosen}
        onChange={(ids) => onChange({ ...access, facilities: ids.includes("all") ? "all" : ids.filter(isId) })}
      >
        <Stack gap="sm" mt="xs">
          {(everywhere || user.facilities === "all") && <Checkbox value="all" label={t("All, also later ones")} />}
          {!everywhere && facilities.map(({ id, name }) => <Checkbox key={id} value={id} label={name} />)}
        </Stack>
      </Checkbox.Group>
    </>
  );
}
