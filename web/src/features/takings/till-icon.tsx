import { draw, type IconProps } from "../../components/icons.tsx";

/** A drawer that stands open, on the grid of the other icons. */
export const TillIcon = (props: IconProps) =>
  draw(<path d="M3.5 7V2.500h9V7M1.500 7h13v6.500h-13zM6 10.250h4" />, props);
