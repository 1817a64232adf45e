/**
 * The one search box. Results appear on the list page; Enter opens only an exact MRN, ↓ goes to the
 * rows.
 */
import { CloseButton, TextInput } from "@mantine/core";
import { parseMrn } from "@pms/contracts/patients/mrn";
import { useQueryClient } from "@tanstack/react-query";
import { useLocation, useNavigate } from "@tanstack/react-router";
import type { KeyboardEvent } from "react";
import { SearchIcon } from "../../components/icons.tsx";
import { isSearch, setSearchText, useSearchText } from "../../lib/search-text.ts";
import { patientSearch } from "../../patient/queries.ts";
import { focusRow } from "./row-focus.ts";

export function SearchBox() {
  const text = useSearchText();
  const navigate = useNavigate();
  const client = useQueryClient();
  const { pathname } = useLocation();

  function change(next: string) {
    setSearchText(next);
    if (isSearch(next.trim()) && pathname !== "/patients") void navigate({ to: "/patients" });
  }
  async function openByMrn() {
    const mrn = parseMrn(text);
    if (!mrn) return;
    const { data } = await client.fetchQuery(patientSearch({ mrn, includeInactive: true }));
    const only = data.length === 1 ? data[0] : undefined;
    if (only) await navigate({ to: "/patients/$id", params: { id: only.patient.id } });
  }
  function onKeyDown(event: KeyboardEvent) {
    if (event.key === "ArrowDown" && focusRow("first")) event.preventDefault();
    if (event.key === "Enter") void openByMrn().catch(() => {});
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
      aria-label="Search patients: name, birth date, MRN, phone"
      placeholder="Search: name, birth date, MRN, phone"
      leftSection={<SearchIcon />}
      rightSection={text && <CloseButton size="sm" aria-label="Clear the search" onClick={() => setSearchText("")} />}
      value={text}
      maxLength={200}
      onChange={(event) => change(event.currentTarget.value)}
      onKeyDown={onKeyDown}
    />
  );
}
