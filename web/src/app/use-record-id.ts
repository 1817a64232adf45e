import { useParams } from "@tanstack/react-router";

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whose record the address names; undefined elsewhere, and where it can be nobody's. */
export function useRecordId(): string | undefined {
  const { id } = useParams({ strict: false });
  return id !== undefined && uuid.test(id) ? id : undefined;
}
