import { Button, Select, TextInput } from "@mantine/core";
import type { Takings } from "@pms/contracts/billing/takings";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { Form } from "../../components/form.tsx";
import { useFormats } from "../../hooks/use-formats.ts";
import { t } from "../../i18n/i18n.ts";
import { addDays } from "../../lib/local-date.ts";
import { parseExactDate } from "../../lib/parse-birth-date.ts";
import { useMe } from "../../session/session.ts";
import type { TakingsSearch } from "./search.ts";
import classes from "./takings.module.css";
import { useCashierName } from "./use-cashier-name.ts";

const everyone = "everyone";
const everywhere = "everywhere";

type Props = { search: TakingsSearch; date: string; takings: Takings | undefined };

/** Day, facility and cashier; each choice is in the address, and shows at once. */
export function TakingsFilters({ search, date, takings }: Props) {
  const navigate = useNavigate();
  const { facilities } = useMe();
  const cashiers = useCashierChoices(search.cashier, takings);
  const go = (to: TakingsSearch) => void navigate({ to: "/billing/takings", search: to, replace: true });
  const without = (name: keyof TakingsSearch) => {
    const { [name]: _, ...rest } = search;
    return rest;
  };
  return (
    <div className={classes.filters}>
      <DayForm key={date} date={date} onShow={(day) => go({ ...search, date: day })} />
      {facilities.length > 1 && (
        <Select
          label={t("Facility")}
          allowDeselect={false}
          data={[
            { value: everywhere, label: t("All facilities") },
            ...facilities.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          value={search.facility ?? everywhere}
          onChange={(id) => go(id && id !== everywhere ? { ...search, facility: id } : without("facility"))}
        />
      )}
      <Select
        label={t("Cashier")}
        allowDeselect={false}
        data={cashiers}
        value={search.cashier ?? everyone}
        onChange={(id) => go(id && id !== everyone ? { ...search, cashier: id } : without("cashier"))}
      />
    </div>
  );
}

/** Everyone, oneself, and who took money on the day. */
function useCashierChoices(chosen: string | undefined, takings: Takings | undefined) {
  const nameOf = useCashierName();
  const { user } = useMe();
  const seen = (takings?.totals.cashiers ?? []).map(({ cashier }) => cashier.id);
  const others = [...new Set([...seen, ...(chosen === undefined || chosen === "me" ? [] : [chosen])])];
  return [
    { value: everyone, label: t("Everyone") },
    { value: "me", label: t("My drawer") },
    ...others
      .filter((id) => id !== user.id || id === chosen)
      .map((id) => ({ value: id, label: nameOf(id) ?? t("Cashier {id}", { id: `…${id.slice(-6)}` }) })),
  ];
}

/** The day as it is typed, and the days beside it. */
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
        label={t("Day")}
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
      <Button
        variant="default"
        data-beneath-label
        aria-label={t("The day before")}
        onClick={() => onShow(addDays(date, -1))}
      >
        ‹
      </Button>
      <Button
        variant="default"
        data-beneath-label
        aria-label={t("The day after")}
        disabled={date >= today}
        onClick={() => onShow(addDays(date, 1))}
      >
        ›
      </Button>
    </Form>
  );
}
