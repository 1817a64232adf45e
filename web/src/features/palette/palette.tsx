/**
 * Mod+K: one field for pages, patients, and acts on the patient whose record is open. It opens
 * things; it never posts.
 */
import "@mantine/spotlight/styles.css";
import { createSpotlight, Spotlight } from "@mantine/spotlight";
import { useEffect, useState } from "react";
import { SearchIcon } from "../../components/icons.tsx";
import { t } from "../../i18n/i18n.ts";
import { type Offer, offered } from "./offers.ts";
import classes from "./palette.module.css";
import { usePatientOffers } from "./use-patient-offers.tsx";

const [store, { open }] = createSpotlight();

const field = {
  leftSection: <SearchIcon />,
  placeholder: t("A page, a patient, an act"),
  "aria-label": t("Find a page, a patient, an act"),
  // For the keys that are typed while it opens.
  "data-first-of": t("Palette"),
};

type Props = { offers: readonly Offer[]; openings: number };

/** @param openings how often it was asked for: each opens it */
export function Palette({ offers, openings }: Props) {
  const [query, setQuery] = useState("");
  const found = usePatientOffers(query);
  useEffect(() => {
    if (openings > 0) open();
  }, [openings]);
  const groups = Map.groupBy([...offered(offers, query), ...found.offers], ({ group }) => group);
  return (
    <Spotlight
      store={store}
      shortcut={null}
      query={query}
      onQueryChange={setQuery}
      transitionProps={{ duration: 0 }}
      // Whose record it is stays readable.
      overlayProps={{ backgroundOpacity: 0.25, blur: 0 }}
      classNames={{ actionsGroup: classes.group }}
      scrollable
      maxHeight={440}
      // What is offered has been chosen by the query already.
      filter={(_, actions) => actions}
      actions={[...groups].map(([group, actions]) => ({
        group,
        actions: actions.map(({ id, label, description, run }) => ({
          id,
          label,
          ...(description !== undefined && { description }),
          onClick: run,
        })),
      }))}
      nothingFound={found.waiting ? t("Searching…") : t("Nothing is called so.")}
      searchProps={field}
    />
  );
}
