/** A form that Mod+Enter sends from any field, and that judges its fields itself. */
import type { FormEvent, KeyboardEvent, ReactNode } from "react";

type Props = { onSubmit: () => void; children: ReactNode; label: string; className?: string | undefined };

export function Form({ onSubmit, children, label, className }: Props) {
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    event.stopPropagation();
    onSubmit();
  }
  function sendByKey(event: KeyboardEvent<HTMLFormElement>) {
    if (event.key !== "Enter" || !(event.metaKey || event.ctrlKey)) return;
    event.preventDefault();
    const button = event.currentTarget.querySelector<HTMLButtonElement>('button[type="submit"]');
    // As with Enter alone: what is disabled or under way is not sent, and a held key sends once.
    if (!event.repeat && !button?.disabled) event.currentTarget.requestSubmit();
  }
  return (
    <form
      noValidate
      autoComplete="off"
      aria-label={label}
      className={className}
      onSubmit={submit}
      onKeyDown={sendByKey}
    >
      {children}
    </form>
  );
}
