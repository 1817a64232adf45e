/** The few icons, drawn on a 16 px grid; always beside a word, or with a label on their button. */
import type { ReactNode } from "react";

type Props = { size?: number };

function draw(shape: ReactNode, { size = 16 }: Props) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {shape}
    </svg>
  );
}

export const SearchIcon = (props: Props) =>
  draw(<path d="M11 11l3.5 3.5M7 12.5a5.5 5.5 0 1 1 0-11 5.5 5.5 0 0 1 0 11z" />, props);
/** A lozenge with a bar: unlike every other shape beside a name. */
export const DeceasedIcon = (props: Props) =>
  draw(<path d="M8 1.500l6.500 6.500-6.500 6.500-6.500-6.500zM5 8h6" />, props);
export const PersonIcon = (props: Props) =>
  draw(<path d="M8 8a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM2.5 14.5c.6-3 2.7-4.5 5.5-4.500s4.9 1.5 5.5 4.5" />, props);
export const AddPersonIcon = (props: Props) =>
  draw(
    <path d="M6.5 8a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM1.5 14.500c.5-3 2.3-4.5 5-4.500s4.5 1.5 5 4.500M12.5 4.500v4M10.5 6.500h4" />,
    props,
  );
export const ChartIcon = (props: Props) => draw(<path d="M2 14.500h12M3.5 12V8M8 12V3M12.5 12V6" />, props);
export const KeyIcon = (props: Props) =>
  draw(
    <path d="M10 8.500a3.5 3.5 0 1 0-3.2-2L1.5 11.800v2.700h2.700V12.500h2V10.500l1.3-1.200c.8.5 1.6.7 2.5-.800z" />,
    props,
  );
export const HelpIcon = (props: Props) =>
  draw(<path d="M5.5 5.500c.2-1.8 1.3-2.8 2.8-2.800s2.7 1 2.7 2.500c0 2.3-2.8 2.3-2.8 4.600M8.2 13v.1" />, props);
export const EditIcon = (props: Props) => draw(<path d="M2.5 13.500l.7-3 8-8 2.3 2.3-8 8z" />, props);
export const AlertIcon = (props: Props) => draw(<path d="M8 1.800L15 14H1zM8 6.300v3.400M8 11.800v.1" />, props);
export const StopIcon = (props: Props) =>
  draw(<path d="M5.2 1.500h5.600l3.7 3.700v5.600l-3.7 3.700H5.200l-3.7-3.700V5.200zM8 4.800v3.900M8 11v.1" />, props);
export const CheckIcon = (props: Props) => draw(<path d="M2.5 8.500l3.5 3.5 7.5-8" />, props);
export const ClockIcon = (props: Props) =>
  draw(<path d="M8 14.500a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM8 4.500V8l2.5 1.5" />, props);
export const PauseIcon = (props: Props) =>
  draw(<path d="M8 14.500a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM6.3 5.800v4.400M9.7 5.800v4.4" />, props);
export const TwinsIcon = (props: Props) =>
  draw(
    <path d="M6 9.500A3.5 3.5 0 1 0 6 2.500a3.5 3.5 0 0 0 0 7zM10 13.500a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7z" />,
    props,
  );
export const UnknownIcon = (props: Props) =>
  draw(
    <path d="M8 14.500a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM6 6.300C6.2 5.2 7 4.6 8 4.600s2 .7 2 1.700c0 1.5-2 1.5-2 2.900M8 11.400v.1" />,
    props,
  );
export const DownIcon = (props: Props) => draw(<path d="M3.5 6l4.5 4.500L12.5 6" />, props);
