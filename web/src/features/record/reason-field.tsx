import { TextInput } from "@mantine/core";
import { t } from "../../i18n/i18n.ts";

type Props = {
  value: string;
  onChange: (reason: string) => void;
  /** Whether what is changed is asked a reason for. */
  asked: boolean;
  /** Whether the form was to be sent already. */
  tried: boolean;
};

/** Why a record is changed: told in its history, and no part of the record. */
export function ReasonField({ value, onChange, asked, tried }: Props) {
  return (
    <TextInput
      label={asked ? t("Why is it changed?") : t("Why is it changed? (optional)")}
      description={t("Told in the history of the record.")}
      maxLength={500}
      value={value}
      required={asked}
      withAsterisk={false}
      error={asked && tried && value.trim() === "" && t("Enter why it is changed")}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  );
}
