import { Button, Group, Menu, Text } from "@mantine/core";
import type { DuplicatePair } from "@pms/contracts/patients/matching";
import type { PatientMerge } from "@pms/contracts/patients/merging";
import { type DifferenceReason, differenceReasons } from "@pms/contracts/patients/record";
import { Link } from "@tanstack/react-router";
import { Mrn } from "../../components/mrn.tsx";
import { Tag } from "../../components/tag.tsx";
import { useFormats } from "../../hooks/use-formats.ts";
import { t } from "../../i18n/i18n.ts";
import { describeBirth } from "../../patient/born.ts";
import { Deceased } from "../../patient/deceased.tsx";
import { reasonWords } from "../../patient/difference-words.ts";
import { gradeTones, gradeWords, verdictWords } from "../../patient/grade-words.ts";
import { MergeProgress } from "../../patient/merge-progress.tsx";
import { PatientName } from "../../patient/names.tsx";
import { useMe } from "../../session/session.ts";
import classes from "./duplicates.module.css";
import { rowsOf } from "./pair-words.ts";
import type { Begun } from "./use-merge-queue.ts";

type Props = {
  pair: DuplicatePair;
  /** One of several pairs of records that may all be one person's. */
  isOfGroup: boolean;
  busy: boolean;
  /** Without a reason: the decision is taken back. */
  onDecide: (reason: DifferenceReason | undefined) => void;
  /** For those who may merge. */
  onMerge: (() => void) | undefined;
  begun: Begun | undefined;
  onEnd: (merge: PatientMerge) => void;
};

/** Two records side by side: what differs stands out, what agrees is quiet. */
export function PairCard({ pair, isOfGroup, busy, onDecide, onMerge, begun, onEnd }: Props) {
  const { reading, number, instant } = useFormats();
  const { facilities } = useMe();
  const rows = rowsOf(pair, {
    born: (patient) => describeBirth(patient, reading.today),
    facility: (id) => facilities.find((facility) => facility.id === id)?.name ?? "",
    date: instant,
  });
  const [left, right] = pair.patients;
  return (
    <article
      className={`surface ${classes.pair}`}
      data-row={pair.id}
      data-group={isOfGroup || undefined}
      tabIndex={-1}
      aria-labelledby={`pair-${pair.id} of-${pair.id}`}
    >
      <Group justify="space-between" px="lg" pt="sm">
        <h2 id={`pair-${pair.id}`} className={classes.title}>
          <PatientName patient={left} /> · <PatientName patient={right} />
        </h2>
        <Group gap="sm">
          <Tag tone={gradeTones[pair.grade]}>{gradeWords[pair.grade]}</Tag>
          <Text size="sm" c="dimmed" className="tabular">
            {t("{percent} %", { percent: number(Math.floor(pair.probability * 1_000) / 10) })}
          </Text>
        </Group>
      </Group>
      <table className={classes.fields}>
        <thead>
          <tr id={`of-${pair.id}`}>
            <th scope="col">
              <span className="offscreen">{t("Field")}</span>
            </th>
            {pair.patients.map((patient) => (
              <th scope="col" key={patient.id}>
                <Link to="/patients/$id" params={{ id: patient.id }}>
                  <Mrn value={patient.mrn} />
                </Link>{" "}
                <Deceased patient={patient} />
              </th>
            ))}
            <th scope="col">
              <span className="offscreen">{t("Agreement")}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ label, values, verdict }) => (
            <tr key={label} data-verdict={verdict}>
              <th scope="row">{label}</th>
              {values.map((value, index) => (
                <td key={pair.patientIds[index]}>{value || "—"}</td>
              ))}
              <td className={classes.verdict}>{verdictWords[verdict]}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {begun && (
        <div className={classes.progress}>
          <MergeProgress id={begun.mergeId} onEnd={onEnd} />
        </div>
      )}
      {pair.status === "dismissed" && <Decided pair={pair} busy={busy} onDecide={onDecide} />}
      {pair.status === "open" && (!begun || begun.ended === "failed") && (
        <Decisions busy={busy} onDecide={onDecide} onMerge={onMerge} />
      )}
    </article>
  );
}

function Decided({ pair, busy, onDecide }: Pick<Props, "pair" | "busy" | "onDecide">) {
  const { instant } = useFormats();
  const word = reasonWords[pair.reason as DifferenceReason] ?? pair.reason ?? "";
  return (
    <Group px="lg" pb="md" pt="xs">
      <Text size="sm">{t("Two persons: {reason}. {date}", { reason: word, date: instant(pair.decidedAt ?? "") })}</Text>
      <Button variant="default" size="sm" loading={busy} onClick={() => onDecide(undefined)}>
        {t("Take the decision back")}
      </Button>
    </Group>
  );
}

function Decisions({ busy, onDecide, onMerge }: Pick<Props, "busy" | "onDecide" | "onMerge">) {
  return (
    <Group px="lg" pb="md" pt="xs">
      {onMerge && (
        <Button size="sm" onClick={onMerge} data-merge aria-keyshortcuts="m">
          {t("Merge…")}
        </Button>
      )}
      <Menu position="bottom-start" withinPortal>
        <Menu.Target>
          <Button variant="default" size="sm" loading={busy} data-different aria-keyshortcuts="d">
            {t("Not the same person…")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{t("Two persons, because:")}</Menu.Label>
          {differenceReasons.map((reason) => (
            <Menu.Item key={reason} onClick={() => onDecide(reason)}>
              {reasonWords[reason]}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </Group>
  );
}
