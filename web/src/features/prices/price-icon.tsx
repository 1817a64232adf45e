import { draw, type IconProps } from "../../components/icons.tsx";

/** A label on a string, on the grid of the other icons. */
export const PriceIcon = (props: IconProps) =>
  draw(<path d="M2 2.500h5.500l6.500 6.500-5 5L2.500 8zM5.250 5.500v.1" />, props);
