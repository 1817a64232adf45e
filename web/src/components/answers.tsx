/** Where the pages answer: one region that is always there, so that a screen reader hears it. */
import { CloseButton } from "@mantine/core";
import { t } from "../i18n/i18n.ts";
import { unsay, useAnswer } from "../lib/answers.ts";
import classes from "./answers.module.css";
import { Notice } from "./notice.tsx";

export function Answers() {
  const answer = useAnswer();
  return (
    <section className={classes.place} aria-label={t("Answers")}>
      <div role="status">
        {answer && (
          <div key={answer.id} className={classes.card}>
            <Notice tone={answer.tone}>
              <span>{answer.words}</span>
            </Notice>
            <CloseButton className={classes.close} size="sm" aria-label={t("Dismiss")} onClick={unsay} />
          </div>
        )}
      </div>
    </section>
  );
}
