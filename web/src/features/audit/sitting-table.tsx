/** One row for a sitting, which reads as a sentence: when, who, did what, with whom. */
import { Anchor } from "@mantine/core";
import type { AuditSitting } from "@pms/contracts/auth/audit";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { StopIcon } from "../../components/icons.tsx";
import { Tag } from "../../components/tag.tsx";
import { useFormats } from "../../hooks/use-formats.ts";
import { t } from "../../i18n/i18n.ts";
import { useMay } from "../../session/session.ts";
import { describeActs, pagesOf, refusedCount } from "./act-words.ts";
import { ActorName, roleOf } from "./actor-name.tsx";
import classes from "./audit.module.css";
import type { Filters } from "./filters.ts";
import type { Identities } from "./identities.ts";
import { PatientLabel } from "./patient-label.tsx";
import type { AuditQuery } from "./queries.ts";
import { SittingEvents } from "./sitting-events.tsx";
import { TimeSpan } from "./time-span.tsx";

type Props = {
  sittings: readonly AuditSitting[];
  identities: Identities;
  asked: AuditQuery;
  onNarrow: (to: Pick<Filters, "actorId" | "patientId">) => void;
};

export function SittingTable({ sittings, ...shared }: Props) {
  return (
    <div className={`surface ${classes.place}`}>
      {/* biome-ignore lint/a11y/noRedundantRoles: stacked on a phone, it would otherwise stop being a table */}
      <table className={classes.table} role="table" aria-label={t("Audit log")}>
        <thead>
          <tr>
            {[t("When"), t("Who"), t("Did"), t("Whom"), t("Events")].map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        {sittings.map((sitting) => (
          <Sitting key={sitting.id} sitting={sitting} {...shared} />
        ))}
      </table>
    </div>
  );
}

type RowProps = Omit<Props, "sittings"> & { sitting: AuditSitting };

function Sitting({ sitting, identities, asked, onNarrow }: RowProps) {
  const [isOpen, setOpen] = useState(false);
  const { id, startedAt, endedAt, actor, acts, eventCount, patientId } = sitting;
  const { locale } = useFormats();
  const insideId = `sitting-${id}`;
  return (
    <tbody>
      <tr data-row tabIndex={-1}>
        <td className={classes.when}>
          <TimeSpan from={startedAt} to={endedAt} />
        </td>
        <td className={classes.who}>
          <Anchor
            component="button"
            type="button"
            size="sm"
            ta="start"
            title={t("Show only what they did")}
            onClick={() => onNarrow({ actorId: actor.id })}
          >
            <ActorName actor={actor} />
          </Anchor>
          {roleOf(actor) && <span className={classes.under}>{roleOf(actor)}</span>}
        </td>
        <td>
          {describeActs(acts, patientId !== undefined, locale)}
          <Beneath sitting={sitting} />
        </td>
        <td>
          <Whom sitting={sitting} identities={identities} onNarrow={onNarrow} />
        </td>
        <td className={classes.more}>
          <Anchor
            component="button"
            type="button"
            size="sm"
            className={classes.toggle ?? ""}
            aria-expanded={isOpen}
            aria-controls={isOpen ? insideId : undefined}
            onClick={() => setOpen(!isOpen)}
          >
            {isOpen ? t("Hide") : t("{count, plural, one {# event} other {# events}}", { count: eventCount })}
          </Anchor>
        </td>
      </tr>
      {isOpen && (
        <tr>
          <td colSpan={5} className={classes.inside} id={insideId}>
            <SittingEvents id={id} asked={asked} identities={identities} />
          </td>
        </tr>
      )}
    </tbody>
  );
}

/** Whether the sitting reaches beyond the days that are shown. */
function beyond(beganEarlier: boolean, wentOn: boolean): string | false {
  if (beganEarlier && wentOn) return t("It began before these days and went on after them.");
  if (beganEarlier) return t("It began before these days.");
  return wentOn && t("It went on after them.");
}

/** The pages that were read, whom lists showed, what was refused, and whether it is all of it. */
function Beneath({ sitting: { acts, patientId, shownCount, beganEarlier, wentOn } }: { sitting: AuditSitting }) {
  const pages = patientId === undefined ? [] : pagesOf(acts);
  const refused = refusedCount(acts);
  const facts = [
    pages.length > 0 &&
      t("{count, plural, one {# page} other {# pages}}: {pages}", { count: pages.length, pages: pages.join(", ") }),
    patientId === undefined &&
      shownCount > 0 &&
      t("{count, plural, one {# patient shown} other {# patients shown}}", { count: shownCount }),
    beyond(beganEarlier, wentOn),
  ].filter(Boolean);
  return (
    <>
      {facts.length > 0 && <span className={classes.under}>{facts.join(" · ")}</span>}
      {refused > 0 && (
        <Tag tone="danger" icon={<StopIcon size={14} />}>
          {t("{refused, plural, one {Refused} other {# refused}}", { refused })}
        </Tag>
      )}
    </>
  );
}

function Whom({ sitting: { patientId }, identities, onNarrow }: Pick<RowProps, "sitting" | "identities" | "onNarrow">) {
  const mayOpen = useMay()("patient:read");
  if (patientId === undefined) return null;
  return (
    <>
      <Anchor
        component="button"
        type="button"
        size="sm"
        ta="start"
        title={t("Show only this patient")}
        onClick={() => onNarrow({ patientId })}
      >
        <PatientLabel patientId={patientId} identities={identities} />
      </Anchor>
      {mayOpen && (
        <>
          {" "}
          <Anchor
            size="sm"
            renderRoot={(props) => (
              <Link
                {...props}
                to="/patients/$id"
                params={{ id: patientId }}
                aria-label={t("Open the patient’s record")}
              />
            )}
          >
            {t("Open")}
          </Anchor>
        </>
      )}
    </>
  );
}
