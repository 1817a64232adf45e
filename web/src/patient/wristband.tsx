/** Who this is about: on every one-patient page, above everything that can be done. */

import type { Patient } from "@pms/contracts/patients/patient";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense } from "react";
import { ClockIcon, DeceasedIcon, PauseIcon, UnknownIcon } from "../components/icons.tsx";
import { Mrn } from "../components/mrn.tsx";
import { useFormats } from "../hooks/use-formats.ts";
import { t } from "../i18n/i18n.ts";
import { formatIdentityDate } from "../lib/local-date.ts";
import { isOutOfReach } from "../lib/problem.ts";
import { useMay } from "../session/session.ts";
import { ageOn, describeBirth } from "./born.ts";
import { accountOfPatient } from "./ledger-queries.ts";
import { PatientName } from "./names.tsx";
import { patientById } from "./queries.ts";
import { sexWords } from "./sex-words.ts";
import { usePostingForms } from "./use-posting-forms.ts";
import classes from "./wristband.module.css";

/** Few records have one. */
const Photo = lazy(async () => ({ default: (await import("./photo.tsx")).Photo }));

export function Wristband({ patientId }: { patientId: string }) {
  const { data: patient, error } = useQuery(patientById(patientId));
  if (error && (!patient || isOutOfReach(error))) return null;
  return (
    <section
      className={`${classes.band} ${patient?.deceasedDate ? classes.deceased : ""}`}
      aria-label={t("Patient")}
      aria-busy={!patient}
    >
      {patient && <Identity patient={patient} />}
    </section>
  );
}

function Identity({ patient }: { patient: Patient }) {
  const { reading } = useFormats();
  return (
    <>
      <Suspense fallback={null}>
        <Photo patientId={patient.id} className={classes.photo ?? ""} size={32} />
      </Suspense>
      <span className={classes.name}>
        <PatientName patient={patient} />
      </span>
      <Item label={t("Born")}>{describeBirth(patient, reading.today)}</Item>
      <Item label={t("Sex")}>{sexWords[patient.sex ?? "unknown"] ?? t("Not known")}</Item>
      <Item label={t("MRN")}>
        <Mrn value={patient.mrn} />
      </Item>
      <Balance patient={patient} />
      <Chips patient={patient} />
      <Actions patient={patient} />
    </>
  );
}

function Item({ label, children }: { label: string; children: ReactNode }) {
  return (
    <span className={classes.item}>
      <span className={classes.label}>{label}</span> <b>{children}</b>
    </span>
  );
}

function Balance({ patient }: { patient: Patient }) {
  const may = useMay();
  const { balance } = useFormats();
  const active = may("billing:read") && patient.billing.status === "active";
  const { data: account } = useQuery({ ...accountOfPatient(patient.id), enabled: active });
  if (!active) return null;
  return (
    <span className={classes.item}>
      <span className={classes.label}>{t("Balance")}</span>{" "}
      <Link to="/patients/$id/ledger" params={{ id: patient.id }} className={classes.link}>
        <b className="tabular">{account ? balance(account.balance) : "…"}</b>
      </Link>
    </span>
  );
}

/** What is done most at the desk, from every page of the patient. */
function Actions({ patient }: { patient: Patient }) {
  const post = usePostingForms(patient);
  if (!post) return null;
  return (
    <span className={classes.actions}>
      <button type="button" className={classes.action} onClick={() => post("charge")} aria-keyshortcuts="c">
        {t("Charge")}{" "}
        <span className={classes.key} aria-hidden="true">
          c
        </span>
      </button>
      <button type="button" className={classes.action} onClick={() => post("payment")} aria-keyshortcuts="p">
        {t("Payment")}{" "}
        <span className={classes.key} aria-hidden="true">
          p
        </span>
      </button>
    </span>
  );
}

function Chips({ patient }: { patient: Patient }) {
  const { deceasedDate: died, dateOfBirth: born } = patient;
  return (
    <>
      {died && (
        <span className={classes.chip}>
          <DeceasedIcon size={14} />{" "}
          {born
            ? t("Died {date}, age {age}", { date: formatIdentityDate(died), age: ageOn(born, died) })
            : t("Died {date}", { date: formatIdentityDate(died) })}
        </span>
      )}
      {patient.unidentified && (
        <span className={classes.chip}>
          <UnknownIcon size={14} /> {t("Unidentified")}
        </span>
      )}
      {patient.status === "inactive" && (
        <span className={classes.chip}>
          <PauseIcon size={14} /> {t("Inactive")}
        </span>
      )}
      {patient.status === "merged" && (
        <span className={classes.chip}>
          <PauseIcon size={14} /> {t("Merged")}
        </span>
      )}
      {patient.billing.status === "pending" && (
        <span className={classes.chip}>
          <ClockIcon size={14} /> {t("Account pending")}
        </span>
      )}
    </>
  );
}
