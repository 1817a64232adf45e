/** What of the audit is asked for: whose record, by whom, what, on which days. */
import { Button, Select, TextInput } from "@mantine/core";
import { auditActs } from "@pms/contracts/auth/audit-acts";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Form } from "../../components/form.tsx";
import { useFormats } from "../../hooks/use-formats.ts";
import { t } from "../../i18n/i18n.ts";
import { parseExactDate } from "../../lib/parse-birth-date.ts";
import { actLabels } from "./act-words.ts";
import classes from "./filter-form.module.css";
import type { Filters } from "./filters.ts";
import { PatientField } from "./patient-field.tsx";
import { staff } from "./queries.ts";

type Props = { filters: Filters; onChange: (filters: Filters) => void };

export function FilterForm({ filters, onChange }: Props) {
  const { data: names } = useQuery(staff);
  const actors = [...(names ?? [])].map(([value, label]) => ({ value, label }));
  const set = (change: { [Name in keyof Filters]?: Filters[Name] | undefined }) => {
    const merged = Object.entries({ ...filters, ...change }).filter(([, value]) => value !== undefined);
    onChange(Object.fromEntries(merged));
  };
  return (
    <div className={classes.fields}>
      <PatientField onPick={(patientId) => set({ patientId })} />
      <Select
        label={t("Who?")}
        placeholder={t("Anybody")}
        searchable
        clearable
        clearButtonProps={{ "aria-label": t("Anybody") }}
        limit={50}
        nothingFoundMessage={t("Nobody of that name works here")}
        data={actors.toSorted((a, b) => a.label.localeCompare(b.label))}
        value={filters.actorId ?? null}
        onChange={(actorId) => set({ actorId: actorId ?? undefined })}
      />
      <Select
        label={t("Did what?")}
        placeholder={t("Anything")}
        clearable
        clearButtonProps={{ "aria-label": t("Anything") }}
        data={auditActs.map((value) => ({ value, label: actLabels[value] }))}
        value={filters.act ?? null}
        onChange={(act) => set({ act: auditActs.find((each) => each === act) })}
      />
      <DaysForm onShow={set} />
    </div>
  );
}

type Days = { from: string | undefined; to: string | undefined };

/** The days to show, as typed; what is left empty is no limit. */
function DaysForm({ onShow }: { onShow: (days: Days) => void }) {
  const [typed, setTyped] = useState({ from: "", to: "" });
  const [tried, setTried] = useState(false);
  const { reading } = useFormats();
  const read = (text: string): { date?: string; problem?: string } =>
    text.trim() === "" ? {} : parseExactDate(text, reading.order, reading.today, "day");
  const [from, to] = [read(typed.from), read(typed.to)];
  const backwards = from.date && to.date && to.date < from.date;
  const toProblem = to.problem ?? (backwards && t("Enter a last day that is not before the first"));
  function show() {
    setTried(true);
    if (!from.problem && !toProblem) onShow({ from: from.date, to: to.date });
  }
  const field = (name: keyof Days) => ({
    autoComplete: "off",
    value: typed[name],
    onChange: (event: { currentTarget: { value: string } }) =>
      setTyped({ ...typed, [name]: event.currentTarget.value }),
  });
  return (
    <Form label={t("Days to show")} onSubmit={show} className={classes.days}>
      <TextInput label={t("From")} placeholder={t("First day")} error={tried && from.problem} {...field("from")} />
      <TextInput label={t("To")} placeholder={t("Last day")} error={tried && toProblem} {...field("to")} />
      <Button type="submit" variant="default" mt={24}>
        {t("Show")}
      </Button>
    </Form>
  );
}
