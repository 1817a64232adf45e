/** The design tokens as a Mantine theme; each colour pair was measured against its ground. */
import {
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
} from "@mantine/core";
import { seriesColours } from "@pms/contracts/analytics/series-colours";
import { RevealIcon } from "../components/reveal-icon.tsx";

const lapis: MantineColorsTuple = [
  "#eef3f8",
  "#dce7f1",
  "#b9d2ea",
  "#8fbce6",
  "#6ba0d2",
  "#4a83b8",
  "#336699",
  "#23507a",
  "#1b4064",
  "#12304d",
];
const dark: MantineColorsTuple = [
  "#e9eef0",
  "#c9d2d6",
  "#a9b6bc",
  "#7f9099",
  "#33424a",
  "#2a3840",
  "#18232a",
  "#10181d",
  "#0c1317",
  "#080d10",
];

export const theme = createTheme({
  primaryColor: "lapis",
  primaryShade: { light: 7, dark: 3 },
  colors: { lapis, dark },
  black: "#16232b",
  autoContrast: true,
  luminanceThreshold: 0.36,
  respectReducedMotion: true,
  focusClassName: "pms-focus",
  cursorType: "pointer",
  defaultRadius: "sm",
  radius: { xs: "2px", sm: "4px", md: "8px", lg: "8px", xl: "8px" },
  spacing: { xs: "4px", sm: "8px", md: "12px", lg: "16px", xl: "24px" },
  shadows: { md: "0 8px 24px #16232b29", xl: "0 8px 24px #16232b29" },
  fontFamily: "'PMS Plain Zero', 'Atkinson Hyperlegible Next Variable', system-ui, sans-serif",
  fontFamilyMonospace: "'Atkinson Hyperlegible Mono Variable', ui-monospace, monospace",
  fontSizes: { xs: "13px", sm: "14px", md: "16px", lg: "18px", xl: "22px" },
  lineHeights: { xs: "1.385", sm: "1.4286", md: "1.5", lg: "1.4444", xl: "1.2727" },
  // Mantine chooses the text on a filled button for the light scheme only.
  variantColorResolver: (input) => {
    const colors = defaultVariantColorsResolver(input);
    return input.variant === "filled" ? { ...colors, color: "var(--pms-on-primary)" } : colors;
  },
  components: {
    Checkbox: { defaultProps: { iconColor: "var(--pms-on-primary)" } },
    Radio: { defaultProps: { iconColor: "var(--pms-on-primary)" } },
    // Beside a field that has its name.
    ComboboxChevron: { defaultProps: { "aria-hidden": true } },
    PasswordInput: { defaultProps: { visibilityToggleIcon: RevealIcon } },
    // A dialog's header is not the page's banner.
    Modal: { defaultProps: { attributes: { header: { role: "none" } } } },
    Drawer: { defaultProps: { attributes: { header: { role: "none" } } } },
  },
  headings: {
    fontWeight: "700",
    sizes: {
      h1: { fontSize: "28px", lineHeight: "34px" },
      h2: { fontSize: "18px", lineHeight: "26px" },
      h3: { fontSize: "16px", lineHeight: "24px" },
    },
  },
});

const series = (scheme: keyof typeof seriesColours) =>
  Object.fromEntries(seriesColours[scheme].map((colour, index) => [`--pms-series-${index + 1}`, colour]));

/**
 * The page's own variables beside Mantine's: surfaces, states, the band, the focus ring, the
 * series.
 */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-body": "#f6f5f1",
    "--mantine-color-text": "#16232b",
    "--mantine-color-dimmed": "#4f5a5e",
    "--mantine-color-placeholder": "#4f5a5e",
    "--mantine-color-anchor": "#23507a",
    "--mantine-color-error": "#a8281f",
    "--mantine-color-default-border": "#7c7a70",
    "--pms-surface": "#ffffff",
    "--pms-on-primary": "#ffffff",
    "--pms-line": "#d6d3ca",
    "--pms-edge": "#7c7a70",
    "--pms-ok": "#1e6b45",
    "--pms-ok-tint": "#e2f1e8",
    "--pms-warn": "#7d4e00",
    "--pms-warn-tint": "#fbefd3",
    "--pms-danger": "#a8281f",
    "--pms-danger-tint": "#fbe7e4",
    "--pms-info": "#4a4a8c",
    "--pms-info-tint": "#eaeaf6",
    "--pms-band": "#16303f",
    "--pms-band-label": "#b9cbd3",
    "--pms-focus": "#b3410b",
    ...series("light"),
  },
  dark: {
    "--mantine-color-body": "#10181d",
    "--mantine-color-text": "#e9eef0",
    "--mantine-color-dimmed": "#a9b6bc",
    "--mantine-color-placeholder": "#a9b6bc",
    "--mantine-color-anchor": "#8fbce6",
    "--mantine-color-error": "#f49a8f",
    "--mantine-color-default-border": "#7f9099",
    "--pms-surface": "#18232a",
    "--pms-on-primary": "#16232b",
    "--pms-line": "#33424a",
    "--pms-edge": "#7f9099",
    "--pms-ok": "#7ccb9f",
    "--pms-ok-tint": "#163528",
    "--pms-warn": "#e9b85c",
    "--pms-warn-tint": "#3a2c10",
    "--pms-danger": "#f49a8f",
    "--pms-danger-tint": "#451f1b",
    "--pms-info": "#b4b4ec",
    "--pms-info-tint": "#2a2a4a",
    "--pms-band": "#24414f",
    "--pms-band-label": "#c6d6dd",
    "--pms-focus": "#ffa45c",
    ...series("dark"),
  },
});
