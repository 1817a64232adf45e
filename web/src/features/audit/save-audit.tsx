/** The sittings that are asked for as a file: all of them, not only those on the page. */
import { Button } from "@mantine/core";
import type { AuditSitting } from "@pms/contracts/auth/audit";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useFormats } from "../../hooks/use-formats.ts";
import { t } from "../../i18n/i18n.ts";
import { call } from "../../lib/api.ts";
import { csvOf } from "../../lib/csv.ts";
import { describeProblem } from "../../lib/problem.ts";
import { saveBlob } from "../../lib/save-file.ts";
import { givenNames } from "../../patient/names.tsx";
import { useMe } from "../../session/session.ts";
import { describeActs, pagesOf, refusedCount } from "./act-words.ts";
import { actorName, roleOf } from "./actor-name.tsx";
import { type Identities, identitiesOf } from "./identities.ts";
import type { AuditQuery } from "./queries.ts";
import { formatSpan } from "./time-span.tsx";

const pageSize = 200;
const pagesMax = 10;

type All = { sittings: AuditSitting[]; isWhole: boolean };

/** On record as an export. */
async function readAll(asked: AuditQuery): Promise<All> {
  const sittings: AuditSitting[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < pagesMax; page++) {
    const query = { ...asked, purpose: "export" as const, limit: pageSize, cursor };
    const answer = await call("GET", "/api/audit/sittings", { query });
    sittings.push(...answer.data);
    if (!answer.page.nextCursor) return { sittings, isWhole: true };
    cursor = answer.page.nextCursor;
  }
  return { sittings, isWhole: false };
}

const header = [
  ...[t("Time"), t("From (UTC)"), t("To (UTC)"), t("Who"), t("Role"), t("User id"), t("Did"), t("Pages"), t("Events")],
  ...[t("Refused"), t("Patient"), t("MRN"), t("Patient id"), t("Patients shown"), t("Whole")],
];

type Reader = { ownId: string; locale?: string; timeZone: string };

export function rowOf(sitting: AuditSitting, identities: Identities, { ownId, locale, timeZone }: Reader) {
  const { startedAt, endedAt, actor, acts, eventCount, patientId, shownCount, beganEarlier, wentOn } = sitting;
  const identity = patientId === undefined ? undefined : identities.get(patientId);
  const name = actor.id === ownId ? (actor.name ?? t("You")) : actorName(actor, ownId);
  return [
    formatSpan({ from: startedAt, to: endedAt }, locale, timeZone),
    ...[startedAt, endedAt, name, roleOf(actor), actor.id],
    describeActs(acts, patientId !== undefined, locale),
    patientId === undefined ? "" : pagesOf(acts).join(", "),
    ...[eventCount, refusedCount(acts)],
    identity ? [identity.lastName, givenNames(identity)].filter(Boolean).join(", ") : "",
    ...[identity?.mrn ?? "", patientId ?? "", shownCount],
    beganEarlier || wentOn ? t("no") : t("yes"),
  ];
}

export function SaveAudit({ asked }: { asked: AuditQuery }) {
  const client = useQueryClient();
  const { user } = useMe();
  const { locale, timeZone } = useFormats();
  const [state, setState] = useState<{ busy: boolean; said: string }>({ busy: false, said: "" });
  async function save() {
    setState({ busy: true, said: "" });
    try {
      const { sittings, isWhole } = await readAll(asked);
      const ids = sittings.map(({ patientId }) => patientId);
      const identities: Identities = ids.some(Boolean) ? await client.fetchQuery(identitiesOf(ids)) : new Map();
      const reader = { ownId: user.id, timeZone, ...(locale && { locale }) };
      const rows = sittings.map((sitting) => rowOf(sitting, identities, reader));
      saveBlob(csvOf(header, rows), `audit-${new Date().toISOString().slice(0, 10)}.csv`);
      const count = rows.length;
      const said = isWhole
        ? t("{count} rows saved.", { count })
        : t("The newest {count} rows saved. Narrow the days to save the rest.", { count });
      setState({ busy: false, said });
    } catch (error) {
      setState({ busy: false, said: t("Nothing was saved. {problem}", { problem: describeProblem(error) }) });
    }
  }
  return (
    <>
      <span role="status">{state.said}</span>
      <Button variant="default" loading={state.busy} onClick={() => void save()}>
        {t("Save as CSV")}
      </Button>
    </>
  );
}
