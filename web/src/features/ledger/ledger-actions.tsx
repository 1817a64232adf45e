import { Button, Group, Menu, Text } from "@mantine/core";
import { DownIcon } from "../../components/icons.tsx";
import { PageTitle } from "../../components/page-title.tsx";
import { useFormats } from "../../hooks/use-formats.ts";
import { t } from "../../i18n/i18n.ts";
import { otherKinds } from "./other-draft.ts";
import type { LedgerForms } from "./use-ledger-forms.ts";

const words = { adjustment: t("Adjust…"), refund: t("Refund…"), transfer: t("Transfer…") };

/** The heading, and what the reader may post. */
export function LedgerActions({ forms, readAt }: { forms: LedgerForms; readAt: number }) {
  const { time } = useFormats();
  const { allowed, setOpen } = forms;
  const others = otherKinds.filter((kind) => allowed[kind]);
  return (
    <Group justify="space-between" mb="md">
      <div>
        <PageTitle tab={t("Ledger")}>{t("Ledger")}</PageTitle>
        <Text size="sm" c="dimmed" className="tabular">
          {readAt > 0 && t("As of {time}", { time: time(readAt) })}
        </Text>
      </div>
      <Group gap="sm">
        {others.length > 0 && (
          <Menu position="bottom-end">
            <Menu.Target>
              <Button variant="default" rightSection={<DownIcon />}>
                {t("More")}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              {others.map((form) => (
                <Menu.Item key={form} onClick={() => setOpen({ form })}>
                  {words[form]}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        )}
        <Button variant="default" onClick={() => setOpen({ form: "statement" })}>
          {t("Statement…")}
        </Button>
        {allowed.charge && (
          <Button variant="default" onClick={() => setOpen({ form: "charge" })}>
            {t("Post charge")}
          </Button>
        )}
        {allowed.payment && <Button onClick={() => setOpen({ form: "payment" })}>{t("Take payment")}</Button>}
      </Group>
    </Group>
  );
}
