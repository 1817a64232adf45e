/**
 * The one search box. Results appear on the list page; Enter marks the first of what is typed, Enter
 * again opens it. A whole MRN is opened at once.
 */
import { CloseButton, TextInput } from "@mantine/core";
import { parseMrn } from "@pms/contracts/patients/mrn";
import { trimText } from "@pms/contracts/text/text";
import { useQueryClient } from "@tanstack/react-query";
import { useLocation, useNavigate } from "@tanstack/react-router";
import type { KeyboardEvent } from "react";
import { SearchIcon } from "../../components/icons.tsx";
import { t } from "../../i18n/i18n.ts";
import { focusRow } from "../../lib/row-focus.ts";
import { askToMark, isSearch, setSearchText, useSearchText } from "../../lib/search-text.ts";
import { patientSearch } from "../../patient/queries.ts";

export function SearchBox() {
  const text = useSearchText();
  const navigate = useNavigate();
  const client = useQueryClient();
  const { pathname } = useLocation();
  const isEnough = isSearch(trimText(text));

  function change(next: string) {
    setSearchText(next);
    if (isSearch(trimText(next)) && pathname !== "/patients") void navigate({ to: "/patients" });
  }
  async function openByMrn(mrn: string) {
    const { data } = await client.fetchQuery(patientSearch({ mrn, includeInactive: true }));
    const only = data.length === 1 ? data[0] : undefined;
    if (only) await navigate({ to: "/patients/$id", params: { id: only.patient.id } });
    else askToMark();
  }
  function enter() {
    const mrn = parseMrn(text);
    if (mrn) return void openByMrn(mrn).catch(() => {});
    if (!isEnough) return;
    if (pathname !== "/patients") void navigate({ to: "/patients" });
    askToMark();
  }
  function onKeyDown(event: KeyboardEvent) {
    if (event.key === "ArrowDown" && focusRow("first")) event.preventDefault();
    if (event.key === "Enter" && !event.nativeEvent.isComposing) enter();
    if (event.key === "Escape" && text !== "") {
      event.preventDefault();
      setSearchText("");
    }
  }
  return (
    <TextInput
      id="search"
      type="text"
      inputMode="search"
      autoComplete="off"
      spellCheck={false}
      aria-label={t("Search patients: name, birth date, MRN, phone")}
      placeholder={t("Search: name, birth date, MRN, phone")}
      leftSection={<SearchIcon />}
      rightSection={
        text && <CloseButton size="sm" aria-label={t("Clear the search")} onClick={() => setSearchText("")} />
      }
      value={text}
      maxLength={200}
      onChange={(event) => change(event.currentTarget.value)}
      onKeyDown={onKeyDown}
    />
  );
}
