import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { type QueryKey, useMutation, useQueryClient } from "@tanstack/react-query";
import { beneathHeader } from "../../components/beneath-header.ts";
import { PostProblem } from "../../hooks/post-problem.tsx";
import { t } from "../../i18n/i18n.ts";
import { say } from "../../lib/answers.ts";

type Props = {
  title: string;
  /** What becomes of it. */
  says: string;
  done: string;
  stale: readonly QueryKey[];
  withdraw: () => Promise<unknown>;
  onClose: () => void;
};

/** Asks before something is withdrawn; what it is stands beneath, on the page. */
export function WithdrawDialog({ title, says, done, stale, withdraw, onClose }: Props) {
  const client = useQueryClient();
  const withdrawing = useMutation({
    mutationFn: withdraw,
    onSettled: () => Promise.all(stale.map((queryKey) => client.invalidateQueries({ queryKey }))),
    onSuccess: () => {
      say(done);
      onClose();
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      closeButtonProps={{ "aria-label": t("Close") }}
      styles={beneathHeader}
    >
      <Stack>
        <Text>{says}</Text>
        <PostProblem state="idle" error={withdrawing.error} refused={t("Nothing was changed.")} />
        <Group>
          <Button loading={withdrawing.isPending} onClick={() => withdrawing.mutate()}>
            {t("Withdraw")}
          </Button>
          <Button variant="default" onClick={onClose} data-autofocus>
            {t("Cancel")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
