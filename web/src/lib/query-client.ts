/** What was read from the server, in memory only; dropped at log-out. */
import { QueryClient } from "@tanstack/react-query";
import { ApiError, isWorthReadingAgain } from "./problem.ts";

/**
 * How long after a reading that has failed the next one begins by itself, while somebody is there.
 */
const againMs = 10_000;

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      gcTime: 5 * 60_000,
      networkMode: "always",
      retry: (failures, error) => failures < 2 && isWorthReadingAgain(error),
      retryDelay: (failures, error) =>
        (error instanceof ApiError ? (error.retryAfterSeconds ?? 0) * 1000 : 0) || 400 * 2 ** failures,
      refetchInterval: ({ state: { error } }) => isWorthReadingAgain(error) && againMs,
    },
    mutations: { networkMode: "always" },
  },
});
