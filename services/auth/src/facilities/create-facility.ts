import { randomUUIDv7 } from "node:crypto";
import type { FacilityWrite } from "@pms/contracts/auth/facilities";
import type { Caller } from "@pms/kit/audit/caller";
import { etagOf } from "@pms/kit/http/conditional";
import { type Answer, type IdempotentRequest, onceByKey } from "@pms/kit/http/idempotency";
import { type CommitDeps, commit, record } from "../acts/commit.ts";
import { nameTaken, requireTimeZone } from "./facility-rules.ts";
import { facilityOf, insertFacility } from "./store/facilities.ts";

/** Opens a facility, once per key. 409 when its name is taken. */
export function createFacility(
  deps: CommitDeps,
  caller: Caller,
  { facility, key }: { facility: FacilityWrite; key: IdempotentRequest | undefined },
): Promise<Answer & { replayed: boolean }> {
  return commit(deps, (tx) =>
    onceByKey(tx, key, async () => {
      const { name, timeZone = "UTC", addressLines = [], phoneNumber = null } = facility;
      requireTimeZone(timeZone);
      const address = { address_lines: [...addressLines], phone_number: phoneNumber };
      const row = await insertFacility(tx, { id: randomUUIDv7(), name, time_zone: timeZone, ...address });
      if (!row) throw nameTaken();
      const facts = { action: "facility.create", resourceType: "facility", resourceId: row.id };
      await record(tx, caller.audit, { ...facts, facilityId: row.id });
      const headers = { location: `/api/facilities/${row.id}`, etag: etagOf(row.version) };
      return { status: 201, body: facilityOf(row), headers };
    }),
  );
}
