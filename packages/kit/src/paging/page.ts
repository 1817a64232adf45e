/** Pages of a list: one row more than the limit is read, to know whether there is a next page. */
import type { Page } from "@pms/contracts/http/common";
import { isUuid } from "../validation/uuid.ts";
import { type CursorBinding, decodeCursor, encodeCursor, foreignCursor } from "./cursor.ts";

type PageOptions<Row> = {
  limit: number;
  binding: CursorBinding;
  /**
   * What a row is ordered by: where the next page begins, when this row is the last of its page.
   */
  positionOf: (row: Row) => readonly (string | number | null)[];
  /** The exact count, where it was asked for. */
  total?: number | undefined;
};

/** @param found up to `limit` + 1 rows */
export function pageOf<Row>(found: readonly Row[], options: PageOptions<Row>): { rows: Row[]; page: Page } {
  const { limit, binding, positionOf, total } = options;
  const rows = found.slice(0, limit);
  const last = found.length > limit ? rows.at(-1) : undefined;
  const nextCursor = last ? encodeCursor(positionOf(last), binding) : null;
  return { rows, page: { nextCursor, limit, ...(total !== undefined && { total }) } };
}

/**
 * Where a list that is ordered by id goes on. Undefined for the first page; 400 for a cursor that
 * names no id.
 */
export function idAfter(cursor: string | undefined, binding: CursorBinding): string | undefined {
  const position = decodeCursor(cursor, binding);
  if (!position) return undefined;
  const [id] = position;
  if (!isUuid(id)) throw foreignCursor();
  return id;
}
