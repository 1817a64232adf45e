import { useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import { useMay } from "../session/session.ts";
import { useRecordId } from "./use-record-id.ts";

const quietMs = 1_000;

/**
 * What a key may ask for is there before it is asked for: the forms of a record with the record,
 * and registration once the first page has settled.
 */
export function usePreloads(): void {
  const router = useRouter();
  const may = useMay();
  const id = useRecordId();
  const [mayRegister, mayRead] = [may("patient:write"), may("billing:read")];
  useEffect(() => {
    if (id && mayRead) void router.preloadRoute({ to: "/patients/$id/ledger", params: { id } }).catch(() => {});
  }, [id, mayRead, router]);
  useEffect(() => {
    if (!mayRegister) return;
    const timer = setTimeout(() => void router.preloadRoute({ to: "/patients/new" }).catch(() => {}), quietMs);
    return () => clearTimeout(timer);
  }, [mayRegister, router]);
}
