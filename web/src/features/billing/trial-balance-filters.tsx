import { Button, Select, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { Form } from "../../components/form.tsx";
import { useFormats } from "../../hooks/use-formats.ts";
import { t } from "../../i18n/i18n.ts";
import { parseExactDate } from "../../lib/parse-birth-date.ts";
import { useMe } from "../../session/session.ts";
import classes from "./billing.module.css";
import type { TrialBalanceSearch } from "./trial-balance-search.ts";

const everywhere = "everywhere";
type Props = { search: TrialBalanceSearch; date: string; currencies: readonly string[] };

/** Day, currency and facility; each choice is in the address, and shows at once. */
export function TrialBalanceFilters({ search, date, currencies }: Props) {
  const navigate = useNavigate();
  const { facilities } = useMe();
  const go = (to: TrialBalanceSearch) => void navigate({ to: "/billing/trial-balance", search: to, replace: true });
  const { facility, ...anywhere } = search;
  const offered = [...new Set([...currencies, ...(search.currency ? [search.currency] : [])])].sort();
  return (
    <div className={classes.filters}>
      <DayForm key={date} date={date} onShow={(asOf) => go({ ...search, asOf })} />
      {offered.length > 1 && (
        <Select
          label={t("Currency")}
          w={110}
          allowDeselect={false}
          data={offered}
          value={search.currency ?? currencies[0] ?? null}
          onChange={(currency) => currency && go({ ...search, currency })}
        />
      )}
      {facilities.length > 1 && (
        <Select
          label={t("Facility")}
          allowDeselect={false}
          data={[
            { value: everywhere, label: t("All facilities") },
            ...facilities.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          value={facility ?? everywhere}
          onChange={(id) => go(id && id !== everywhere ? { ...search, facility: id } : anywhere)}
        />
      )}
    </div>
  );
}

function DayForm({ date, onShow }: { date: string; onShow: (date: string) => void }) {
  const formats = useFormats();
  const { order, today } = formats.reading;
  const [typed, setTyped] = useState(formats.date(date));
  const [problem, setProblem] = useState<string>();
  function show() {
    const read = typed === formats.date(date) ? { date } : parseExactDate(typed, order, today, "day");
    if ("problem" in read) return setProblem(read.problem);
    if (read.date > today) return setProblem(t("Enter a day that is not in the future"));
    setProblem(undefined);
    onShow(read.date);
  }
  return (
    <Form label={t("Which day")} onSubmit={show} className={classes.filters}>
      <TextInput
        label={t("Until the end of")}
        w={140}
        autoComplete="off"
        value={typed}
        error={problem}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onFocus={(event) => event.currentTarget.select()}
      />
      <Button type="submit" variant="default" data-beneath-label>
        {t("Show")}
      </Button>
    </Form>
  );
}
