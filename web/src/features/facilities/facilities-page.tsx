/** Where the organisation works, and what receipts say of each place. */
import { Button, Container, Group, Stack } from "@mantine/core";
import type { Facility } from "@pms/contracts/auth/facilities";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Failure } from "../../components/failure.tsx";
import { CheckIcon, PauseIcon } from "../../components/icons.tsx";
import { LoadMore } from "../../components/load-more.tsx";
import { PageTitle } from "../../components/page-title.tsx";
import rowClasses from "../../components/rows.module.css";
import { Tag } from "../../components/tag.tsx";
import { Waiting } from "../../components/waiting.tsx";
import { t } from "../../i18n/i18n.ts";
import { call } from "../../lib/api.ts";
import { useMe } from "../../session/session.ts";
import { FacilityForm } from "./facility-form.tsx";

export function FacilitiesPage() {
  // Facilities are the organisation's: who administers some of them reads them here.
  const mayChange = useMe().user.facilities === "all";
  const [open, setOpen] = useState<Facility | "new">();
  const query = useInfiniteQuery({
    queryKey: ["facilities"],
    queryFn: ({ pageParam, signal }) =>
      call("GET", "/api/facilities", { query: { limit: 100, cursor: pageParam ?? undefined }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.page.nextCursor,
  });
  const facilities = query.data?.pages.flatMap(({ data }) => data);
  return (
    <Container size="xl" py="xl">
      <Group justify="space-between" mb="lg">
        <PageTitle tab={t("Facilities")}>{t("Facilities")}</PageTitle>
        {mayChange && <Button onClick={() => setOpen("new")}>{t("Open a facility")}</Button>}
      </Group>
      {query.isPending && <Waiting />}
      {query.isError && (
        <Failure
          what={t("The facilities could not be read.")}
          error={query.error}
          onRetry={() => void query.refetch()}
        />
      )}
      {facilities && (
        <Stack>
          <FacilityTable facilities={facilities} onEdit={mayChange ? setOpen : undefined} />
          <LoadMore query={query} />
        </Stack>
      )}
      {open && <FacilityForm facility={open === "new" ? undefined : open} onClose={() => setOpen(undefined)} />}
    </Container>
  );
}

type TableProps = { facilities: readonly Facility[]; onEdit: ((facility: Facility) => void) | undefined };

function FacilityTable({ facilities, onEdit }: TableProps) {
  return (
    <div className="surface">
      {/* biome-ignore lint/a11y/noRedundantRoles: stacked on a phone, it would otherwise stop being a table */}
      <table className={rowClasses.table} role="table" aria-label={t("Facilities")}>
        <thead>
          <tr>
            {[t("Name"), t("Address"), t("Phone"), t("Time zone"), t("State")].map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
            {onEdit && (
              <th scope="col">
                <span className="offscreen">{t("Actions")}</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {facilities.map((facility) => (
            <Row key={facility.id} facility={facility} onEdit={onEdit} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ facility, onEdit }: { facility: Facility; onEdit: TableProps["onEdit"] }) {
  const { name, addressLines, phoneNumber, timeZone, active } = facility;
  return (
    <tr data-row tabIndex={-1}>
      <td data-wide>
        <b>{name}</b>
      </td>
      <td data-label={t("Address")}>{addressLines.length > 0 ? addressLines.join(", ") : t("Not known")}</td>
      <td>{phoneNumber}</td>
      <td>{timeZone}</td>
      <td>
        <Tag tone={active ? "ok" : "plain"} icon={active ? <CheckIcon size={14} /> : <PauseIcon size={14} />}>
          {active ? t("Active") : t("Closed")}
        </Tag>
      </td>
      {onEdit && (
        <td>
          <Button
            variant="subtle"
            size="compact-sm"
            onClick={() => onEdit(facility)}
            aria-label={t("Edit {name}", { name })}
          >
            {t("Edit")}
          </Button>
        </td>
      )}
    </tr>
  );
}
