import "./app/mantine-styles.ts";
import "@fontsource-variable/atkinson-hyperlegible-next/wght.css";
import "@fontsource-variable/atkinson-hyperlegible-mono/wght.css";
import "./app/global.css";
import { DirectionProvider, MantineProvider } from "@mantine/core";
import { focusManager, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { inMemoryColorScheme, printInLight } from "./app/color-scheme.ts";
import { announceNonce, cspNonce } from "./app/csp-nonce.ts";
import { router } from "./app/router.tsx";
import { cssVariables, theme } from "./app/theme.ts";
import { language } from "./i18n/i18n.ts";
import { directionOf } from "./i18n/language.ts";
import { watchAttendance } from "./lib/attendance.ts";
import { guardDrafts } from "./lib/drafts.ts";
import { listenForHeldKeys } from "./lib/held-keys.ts";
import { queryClient } from "./lib/query-client.ts";
import { listenForShortcuts } from "./lib/shortcuts.ts";
import { bearer } from "./lib/tokens.ts";
import { startSession } from "./session/session.ts";

announceNonce();
listenForHeldKeys();
listenForShortcuts();
guardDrafts();
printInLight();
void startSession();
focusManager.setEventListener((tell) =>
  watchAttendance((attended) => {
    // Whoever comes back learns at once that the log-in has ended meanwhile.
    if (attended) void bearer();
    tell(attended);
  }),
);

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");
createRoot(root).render(
  <StrictMode>
    <DirectionProvider initialDirection={directionOf(language)}>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={cssVariables}
        defaultColorScheme="auto"
        colorSchemeManager={inMemoryColorScheme()}
        getStyleNonce={cspNonce}
      >
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </MantineProvider>
    </DirectionProvider>
  </StrictMode>,
);
