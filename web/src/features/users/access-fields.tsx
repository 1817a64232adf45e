import { Checkbox, Stack } from "@mantine/core";
import type { FacilityScope } from "@pms/contracts/auth";
import { type PersonRole, personRoles } from "@pms/contracts/permissions";
import { useMe } from "../session/session.ts";
import { roleWords } from "./role-words.ts";

export type Access = { roles: PersonRole[]; facilities: FacilityScope };
type Props = { access: Access; onChange: (access: Access) => void; error?: string | false; missingPlace?: boolean };

const isId = (value: string) => value !== "all";

/** What somebody may do, and at which facilities. */
export function AccessFields({ access, onChange, error, missingPlace = false }: Props) {
  const { facilities } = useMe();
  const everywhere = access.facilities === "all";
  const chosen = access.facilities === "all" ? [] : access.facilities;
  return (
    <>
      <Checkbox.Group
        label="Roles"
        error={error}
        value={access.roles}
        onChange={(roles) => onChange({ ...access, roles: roles as PersonRole[] })}
      >
        <Stack gap="sm" mt="xs">
          {personRoles.toReversed().map((role) => (
            <Checkbox key={role} value={role} label={roleWords[role]} />
          ))}
        </Stack>
      </Checkbox.Group>
      <Checkbox.Group
        label="Facilities"
        error={missingPlace && "Choose where"}
        value={everywhere ? ["all"] : chosen}
        onChange={(ids) => onChange({ ...access, facilities: ids.includes("all") ? "all" : ids.filter(isId) })}
      >
        <Stack gap="sm" mt="xs">
          <Checkbox value="all" label="All, also later ones" />
          {!everywhere && facilities.map(({ id, name }) => <Checkbox key={id} value={id} label={name} />)}
        </Stack>
      </Checkbox.Group>
    </>
  );
}
