/** Saves a document that billing sets as PDF; a link could not carry the token. */
import { Button, Text } from "@mantine/core";
import { useState } from "react";
import { t } from "../i18n/i18n.ts";
import { describeProblem } from "../lib/problem.ts";
import { saveFile } from "../lib/save-file.ts";

type Props = {
  /** What stands on the button. */
  children: string;
  read: () => Promise<Response>;
  fileName: string;
  disabled?: boolean;
};

export function SavePdf({ children, read, fileName, disabled = false }: Props) {
  const [state, setState] = useState<{ busy: boolean; error?: unknown }>({ busy: false });
  async function save() {
    setState({ busy: true });
    try {
      await saveFile(await read(), fileName);
      setState({ busy: false });
    } catch (error) {
      setState({ busy: false, error });
    }
  }
  return (
    <div>
      <Button variant="default" loading={state.busy} disabled={disabled} onClick={() => void save()}>
        {children}
      </Button>
      {state.error !== undefined && (
        <Text role="alert" size="sm" mt="xs">
          {t("Not saved. {problem}", { problem: describeProblem(state.error) })}
        </Text>
      )}
    </div>
  );
}
