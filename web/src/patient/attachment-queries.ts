/** Reads of a patient's notes and documents. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { call, callRaw } from "../lib/api.ts";

export function notesOf(id: string, status: "active" | "all") {
  return infiniteQueryOptions({
    queryKey: ["notes", id, status],
    queryFn: ({ pageParam, signal }) =>
      call("GET", "/api/patients/{id}/notes", {
        path: { id },
        query: { limit: 50, status, cursor: pageParam ?? undefined },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.page.nextCursor,
  });
}

export function documentsOf(id: string) {
  return infiniteQueryOptions({
    queryKey: ["documents", id],
    queryFn: ({ pageParam, signal }) =>
      call("GET", "/api/patients/{id}/documents", {
        path: { id },
        query: { limit: 50, cursor: pageParam ?? undefined },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.page.nextCursor,
  });
}

/** The newest photo as an address that a picture can have, null where there is none. Held in memory alone. */
export function photoOf(id: string) {
  return queryOptions({
    queryKey: ["photo", id],
    queryFn: async ({ signal }) => {
      const query = { kind: "photo", limit: 1 } as const;
      const { data } = await call("GET", "/api/patients/{id}/documents", { path: { id }, query, signal });
      const [newest] = data;
      if (!newest) return null;
      // Of a record that was merged into this one, it is read here all the same.
      const path = { id, documentId: newest.id };
      return dataUrlOf(await callRaw("GET", "/api/patients/{id}/documents/{documentId}/content", { path, signal }));
    },
    // Each reading is an entry of the log of who looked.
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
}

/** The page's policy lets pictures in from `data:` alone. */
async function dataUrlOf(answer: Response): Promise<string> {
  const blob = await answer.blob();
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
}

/** What a new or withdrawn document makes old. */
export const staleAfterDocument = (id: string) => [
  ["documents", id],
  ["photo", id],
];
