import { EyeIcon, HiddenIcon } from "./icons.tsx";

/** Of a password that is shown, and of one that is not; its button says which. */
export function RevealIcon({ reveal }: { reveal: boolean }) {
  return reveal ? <HiddenIcon /> : <EyeIcon />;
}
