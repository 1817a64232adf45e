/**
 * The frame around every page behind the guard. On a one-patient page the Wristband is part of the
 * header.
 */
import { AppShell } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Outlet, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { Answers } from "../components/answers.tsx";
import { LateRegistration } from "../features/patients/late-registration.tsx";
import { t } from "../i18n/i18n.ts";
import { keepFocus } from "../lib/keep-focus.ts";
import { Wristband } from "../patient/wristband.tsx";
import { useApplyPreferences } from "../session/preferences.ts";
import { useSession } from "../session/session.ts";
import { ErrandStrip } from "./errand-strip.tsx";
import { FormShell } from "./form-shell.tsx";
import { HeaderBar } from "./header-bar.tsx";
import { Nav } from "./nav.tsx";
import { OfflineStrip } from "./offline-strip.tsx";
import { pageChunk } from "./page-chunk.ts";
import { PaletteKey } from "./palette-key.tsx";
import { RecentNote } from "./recent-note.tsx";
import classes from "./shell.module.css";
import { useRunErrand } from "./use-acts.ts";
import { useFrameKeys } from "./use-frame-keys.ts";
import { usePreloads } from "./use-preloads.ts";
import { useRecordId } from "./use-record-id.ts";

const barHeight = 48;
const quietMs = 1_000;
const loadKeyHelp = pageChunk(() => import("./key-help.tsx"));
const loadCovers = pageChunk(() => import("../session/covers.ts"));
const SignInAgain = lazy(() => loadCovers().then((module) => ({ default: module.SignInAgain })));
const NotSignedOut = lazy(() => loadCovers().then((module) => ({ default: module.NotSignedOut })));
const KeyHelp = lazy(() => loadKeyHelp().then((module) => ({ default: module.KeyHelp })));

/** Leaves for the sign-in page as soon as nobody is signed in, in this tab or by another. */
function useLeaveWhenSignedOut(): boolean {
  const signedOut = useSession().kind === "signed-out";
  const navigate = useNavigate();
  useEffect(() => {
    if (signedOut) void navigate({ to: "/sign-in", search: {}, replace: true });
  }, [signedOut, navigate]);
  return signedOut;
}

/** The height of the header's lower part, which wraps as its content needs. */
function useHeight() {
  const [height, setHeight] = useState(0);
  const observer = useRef<ResizeObserver>(undefined);
  const measure = useRef((element: HTMLElement | null) => {
    observer.current?.disconnect();
    if (!element) return setHeight(0);
    observer.current = new ResizeObserver(() => setHeight(element.offsetHeight));
    observer.current.observe(element);
    setHeight(element.offsetHeight);
  });
  return [measure.current, height] as const;
}

export function Shell() {
  const signedOut = useLeaveWhenSignedOut();
  return signedOut ? null : <SignedInShell />;
}

function SignedInShell() {
  useApplyPreferences();
  const session = useSession();
  const [navOpen, nav] = useDisclosure(false);
  const [helpOpen, help] = useDisclosure(false);
  const id = useRecordId();
  const [lowerRef, lowerHeight] = useHeight();
  useFrameKeys(help.open);
  usePreloads();
  useRunErrand();
  useEffect(() => {
    const timer = setTimeout(() => void loadCovers().catch(() => {}), quietMs);
    return () => clearTimeout(timer);
  }, []);
  useEffect(keepFocus, []);
  const notSignedOut = session.kind === "signed-in" && session.notSignedOut === true;
  const covered = session.kind === "expired" || notSignedOut;
  return (
    <div className={covered ? classes.covered : undefined} inert={covered}>
      <AppShell
        header={{ height: barHeight + lowerHeight }}
        navbar={{ width: { base: 216, sm: 56, lg: 216 }, breakpoint: "sm", collapsed: { mobile: !navOpen } }}
        transitionDuration={0}
      >
        <AppShell.Header className={classes.header}>
          <a className={classes.skip} href="#main">
            {t("Skip to the page")}
          </a>
          <HeaderBar navOpen={navOpen} onToggleNav={nav.toggle} onHelp={help.open} />
          <div ref={lowerRef}>
            <OfflineStrip />
            <ErrandStrip />
            {id && <Wristband key={id} patientId={id} />}
          </div>
        </AppShell.Header>
        <AppShell.Navbar className={classes.navbar} aria-label={t("Pages")}>
          <Nav onGo={nav.close} />
        </AppShell.Navbar>
        <AppShell.Main id="main" tabIndex={-1} className={classes.main}>
          <LateRegistration />
          <Outlet />
        </AppShell.Main>
      </AppShell>
      {id && <RecentNote patientId={id} />}
      <FormShell />
      <PaletteKey onHelp={help.open} />
      <Answers />
      {helpOpen && (
        <Suspense>
          <KeyHelp onClose={help.close} />
        </Suspense>
      )}
      <Suspense>
        {session.kind === "expired" && <SignInAgain me={session.me} locked={session.locked === true} />}
        {notSignedOut && <NotSignedOut />}
      </Suspense>
    </div>
  );
}
