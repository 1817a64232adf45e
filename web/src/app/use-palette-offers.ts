import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { Offer } from "../features/palette/offers.ts";
import { t } from "../i18n/i18n.ts";
import { givenNames } from "../patient/names.tsx";
import { patientById } from "../patient/queries.ts";
import { useSavePreferences } from "../session/preferences.ts";
import { lock, signOut, useMay } from "../session/session.ts";
import { useNavEntries } from "./nav-entries.ts";
import { useActs } from "./use-acts.ts";
import { useRecordId } from "./use-record-id.ts";
import { themeWords } from "./user-menu.tsx";

const densityWords = {
  compact: t("Compact rows"),
  regular: t("Regular rows"),
  roomy: t("Roomy rows"),
} as const;

/** Acts on the patient whose record is open come first, then what can be begun, pages, settings. */
export function usePaletteOffers(onHelp: () => void): Offer[] {
  return [...useOnPatient(), ...useBegin(), ...usePages(), ...useSettings(onHelp)];
}

function useOnPatient(): Offer[] {
  const id = useRecordId();
  const navigate = useNavigate();
  const may = useMay();
  const { post, mayPost } = useActs();
  const { data: patient } = useQuery({ ...patientById(id ?? ""), enabled: false });
  if (!id || !patient) return [];
  const name = [patient.lastName, givenNames(patient)].filter(Boolean).join(", ") || t("this patient");
  const to = (label: string, path: string) => ({
    id: `open ${path}`,
    group: name,
    label,
    run: () => void navigate({ to: path }),
  });
  return [
    ...(mayPost
      ? [
          { id: "payment", group: name, label: t("Take a payment from {name}", { name }), run: () => post("payment") },
          { id: "charge", group: name, label: t("Post a charge for {name}", { name }), run: () => post("charge") },
        ]
      : []),
    to(t("Record of {name}", { name }), `/patients/${id}`),
    ...(may("billing:read") ? [to(t("Ledger of {name}", { name }), `/patients/${id}/ledger`)] : []),
    to(t("History of {name}", { name }), `/patients/${id}/history`),
  ];
}

function useBegin(): Offer[] {
  const { mayRegister, mayPost, patientId, register, post } = useActs();
  const begin = (id: string, label: string, run: () => void) => ({ id, group: t("Begin"), label, run });
  return [
    ...(mayRegister ? [begin("register", t("Register a patient"), register)] : []),
    ...(mayPost && !patientId
      ? [
          begin("payment", t("Take a payment"), () => post("payment")),
          begin("charge", t("Post a charge"), () => post("charge")),
        ]
      : []),
  ];
}

function usePages(): Offer[] {
  const navigate = useNavigate();
  return useNavEntries().map(({ to, label }) => ({
    id: to,
    group: t("Pages"),
    label,
    run: () => void navigate({ to }),
  }));
}

function useSettings(onHelp: () => void): Offer[] {
  const save = useSavePreferences();
  const navigate = useNavigate();
  const set = (id: string, label: string, run: () => void) => ({ id, group: t("Settings"), label, run });
  const leave = async () => {
    if (await signOut()) await navigate({ to: "/sign-in", search: {}, replace: true });
  };
  return [
    ...(["light", "dark", "auto"] as const).map((theme) =>
      set(theme, t("Colours: {theme}", { theme: themeWords[theme] }), () => save.mutate({ theme })),
    ),
    ...(["compact", "regular", "roomy"] as const).map((density) =>
      set(density, densityWords[density], () => save.mutate({ density })),
    ),
    set("lock", t("Lock this screen"), () => void lock()),
    set("keys", t("Keys"), onHelp),
    set("leave", t("Sign out"), () => void leave()),
  ];
}
