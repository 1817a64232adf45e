/** The few icons, drawn on a 16 px grid; always beside a word, or with a label on their button. */
import type { ReactNode } from "react";

export type IconProps = { size?: number };

/** A shape as the others are drawn. */
export function draw(shape: ReactNode, { size = 16 }: IconProps) {
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

export const SearchIcon = (props: IconProps) =>
  draw(<path d="M11 11l3.5 3.5M7 12.5a5.5 5.5 0 1 1 0-11 5.5 5.5 0 0 1 0 11z" />, props);
/** A lozenge with a bar: unlike every other shape beside a name. */
export const DeceasedIcon = (props: IconProps) =>
  draw(<path d="M8 1.500l6.500 6.500-6.500 6.500-6.500-6.500zM5 8h6" />, props);
export const PersonIcon = (props: IconProps) =>
  draw(<path d="M8 8a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM2.5 14.5c.6-3 2.7-4.5 5.5-4.500s4.9 1.5 5.5 4.5" />, props);
export const AddPersonIcon = (props: IconProps) =>
  draw(
    <path d="M6.5 8a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM1.5 14.500c.5-3 2.3-4.5 5-4.500s4.5 1.5 5 4.500M12.5 4.500v4M10.5 6.500h4" />,
    props,
  );
export const PeopleIcon = (props: IconProps) =>
  draw(<path d="M1.500 3.500h6v9h-6zM8.500 3.500h6v9h-6zM3 6h3M3 8.500h3M10 6h3M10 8.500h3" />, props);
export const ChartIcon = (props: IconProps) => draw(<path d="M2 14.500h12M3.5 12V8M8 12V3M12.5 12V6" />, props);
export const HelpIcon = (props: IconProps) =>
  draw(<path d="M5.5 5.500c.2-1.8 1.3-2.8 2.8-2.800s2.7 1 2.7 2.500c0 2.3-2.8 2.3-2.8 4.600M8.2 13v.1" />, props);
export const EditIcon = (props: IconProps) => draw(<path d="M2.5 13.500l.7-3 8-8 2.3 2.3-8 8z" />, props);
export const AlertIcon = (props: IconProps) => draw(<path d="M8 1.800L15 14H1zM8 6.300v3.400M8 11.800v.1" />, props);
export const StopIcon = (props: IconProps) =>
  draw(<path d="M5.2 1.500h5.600l3.7 3.700v5.600l-3.7 3.700H5.200l-3.7-3.700V5.200zM8 4.800v3.900M8 11v.1" />, props);
export const CheckIcon = (props: IconProps) => draw(<path d="M2.5 8.500l3.5 3.5 7.5-8" />, props);
export const ClockIcon = (props: IconProps) =>
  draw(<path d="M8 14.500a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM8 4.500V8l2.5 1.5" />, props);
export const PauseIcon = (props: IconProps) =>
  draw(<path d="M8 14.500a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM6.3 5.800v4.400M9.7 5.800v4.4" />, props);
export const TwinsIcon = (props: IconProps) =>
  draw(
    <path d="M6 9.500A3.5 3.5 0 1 0 6 2.500a3.5 3.5 0 0 0 0 7zM10 13.500a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7z" />,
    props,
  );
export const UnknownIcon = (props: IconProps) =>
  draw(
    <path d="M8 14.500a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM6 6.300C6.2 5.2 7 4.6 8 4.600s2 .7 2 1.700c0 1.5-2 1.5-2 2.900M8 11.400v.1" />,
    props,
  );
export const DownIcon = (props: IconProps) => draw(<path d="M3.5 6l4.5 4.500L12.5 6" />, props);

/** The rising sun of a day's work. */
export const TodayIcon = (props: IconProps) =>
  draw(
    <path d="M1.5 12.500h13M4 12.500a4 4 0 0 1 8 0M8 5V2.500M3.200 7.700L1.800 6.300M12.800 7.700l1.400-1.400" />,
    props,
  );
export const BillingIcon = (props: IconProps) =>
  draw(
    <path d="M3 1.500h10v13l-2-1.300-1.500 1.300L8 13.200l-1.500 1.300L5 13.200l-2 1.300zM5.500 5.500h5M5.500 8.500h5" />,
    props,
  );
export const EyeIcon = (props: IconProps) =>
  draw(
    <path d="M1 8c1.700-3 4-4.500 7-4.500S13.300 5 15 8c-1.700 3-4 4.500-7 4.500S2.700 11 1 8zM8 10a2 2 0 1 0 0-4 2 2 0 0 0 0 4z" />,
    props,
  );
export const HiddenIcon = (props: IconProps) =>
  draw(
    <path d="M1 8c1.700-3 4-4.500 7-4.500S13.300 5 15 8c-1.700 3-4 4.500-7 4.500S2.700 11 1 8zM2.500 14l11-12" />,
    props,
  );
export const UsersIcon = (props: IconProps) =>
  draw(
    <path d="M5.500 7.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5zM1 13.500c.4-2.500 2-4 4.500-4s4.100 1.500 4.500 4M10.500 2.800a2.500 2.500 0 0 1 0 4.400M12 9.800c1.600.5 2.600 1.800 3 3.700" />,
    props,
  );
export const OwnAccountIcon = (props: IconProps) =>
  draw(
    <path d="M2 4.500h7M12.500 4.500H14M2 11.500h1.500M7 11.500h7M11 6.200a1.700 1.700 0 1 0 0-3.400 1.700 1.700 0 0 0 0 3.400zM5.200 13.200a1.700 1.700 0 1 0 0-3.400 1.700 1.700 0 0 0 0 3.400z" />,
    props,
  );
export const PlusIcon = (props: IconProps) => draw(<path d="M8 2.500v11M2.500 8h11" />, props);
export const LockIcon = (props: IconProps) =>
  draw(<path d="M3 7.500h10v7H3zM5 7.500V5a3 3 0 0 1 6 0v2.500M8 10.500v1.500" />, props);
export const HouseIcon = (props: IconProps) =>
  draw(<path d="M1.500 8L8 2.500 14.500 8M3.500 6.500v7.500h9V6.500M6.500 14v-4h3v4" />, props);
export const PlaceIcon = (props: IconProps) =>
  draw(
    <path d="M8 14.500c3-3.200 4.500-5.800 4.500-8a4.500 4.500 0 0 0-9 0c0 2.200 1.500 4.800 4.500 8zM8 8a1.500 1.500 0 1 0 0-3 1.500 1.500 0 0 0 0 3z" />,
    props,
  );
