import type { Page } from "@pms/contracts/common";
import { decodeCursor, encodeCursor, foreignCursor } from "@pms/kit/cursor";
import { isUuid } from "@pms/kit/lower-case-ids";

type Query = { limit?: number; cursor?: string };

/** A page of things that are ordered by id: one more than asked for is read, to know whether there is a next. */
export async function pageOf<Item extends { id: string }>(options: {
  query: Query;
  actorId: string;
  list: (after: string | undefined, limit: number) => Promise<Item[]>;
  total?: number;
}): Promise<{ data: Item[]; page: Page }> {
  const { query, actorId, list, total } = options;
  const limit = query.limit ?? 50;
  const binding = { actorId, query };
  const position = decodeCursor(query.cursor, binding);
  const after = position?.[0];
  if (position && !isUuid(after)) throw foreignCursor();
  const items = await list(isUuid(after) ? after : undefined, limit + 1);
  const data = items.slice(0, limit);
  const last = data.at(-1);
  const nextCursor = items.length > limit && last ? encodeCursor([last.id], binding) : null;
  return { data, page: { nextCursor, limit, ...(total !== undefined && { total }) } };
}
