import { Button, Group, TextInput } from "@mantine/core";
import { useState } from "react";
import { Form } from "../../components/form.tsx";
import { useFormats } from "../../hooks/use-formats.ts";
import { parseExactDate } from "../../lib/parse-birth-date.ts";

type Days = { from?: string; to?: string };

/** The days to show, as typed; what is left empty is no limit. */
export function DaysForm({ onShow }: { onShow: (days: Days) => void }) {
  const [typed, setTyped] = useState({ from: "", to: "" });
  const [tried, setTried] = useState(false);
  const { reading } = useFormats();
  const read = (text: string): { date?: string; problem?: string } =>
    text.trim() === "" ? {} : parseExactDate(text, reading.order, reading.today, "day");
  const [from, to] = [read(typed.from), read(typed.to)];
  const backwards = from.date && to.date && to.date < from.date;
  const toProblem = to.problem ?? (backwards && "Enter a last day that is not before the first");
  function show() {
    setTried(true);
    if (from.problem || toProblem) return;
    onShow({ ...(from.date && { from: from.date }), ...(to.date && { to: to.date }) });
  }
  const field = (name: keyof Days) => ({
    autoComplete: "off",
    value: typed[name],
    onChange: (event: { currentTarget: { value: string } }) =>
      setTyped({ ...typed, [name]: event.currentTarget.value }),
  });
  return (
    <Form label="Days to show" onSubmit={show}>
      <Group align="start">
        <TextInput label="From" placeholder="First day" error={tried && from.problem} {...field("from")} />
        <TextInput label="To" placeholder="Last day" error={tried && toProblem} {...field("to")} />
        <Button type="submit" variant="default" mt={24}>
          Show
        </Button>
      </Group>
    </Form>
  );
}
