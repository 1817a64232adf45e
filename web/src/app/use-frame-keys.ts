import { useNavigate } from "@tanstack/react-router";
import { useShortcuts } from "../hooks/use-shortcuts.ts";
import { focusRow } from "../lib/row-focus.ts";
import { lock } from "../session/session.ts";
import { useNavEntries } from "./nav-entries.ts";
import { useActs } from "./use-acts.ts";

/** The keys that work on every page. */
export function useFrameKeys(openHelp: () => void): void {
  const navigate = useNavigate();
  const { register, post, patientId } = useActs();
  const goKeys = useNavEntries().flatMap(({ goKey, to }) =>
    goKey ? [[`g ${goKey}`, () => void navigate({ to })] as const] : [],
  );
  const keys = {
    "/": () => document.getElementById("search")?.focus(),
    "?": openHelp,
    n: register,
    j: () => void focusRow("next"),
    k: () => void focusRow("previous"),
    "g l": () => void lock(),
    ...Object.fromEntries(goKeys),
  };
  useShortcuts(keys, true, "frame");
  // Also before the record has been read: what is typed then waits for the form.
  useShortcuts({ p: () => post("payment"), c: () => post("charge") }, patientId !== undefined, "frame");
}
