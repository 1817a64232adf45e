/**
 * Pages come in chunks of their own, which may not come at all: the server is away, or has a newer
 * version.
 */
import { lazyRouteComponent } from "@tanstack/react-router";

export class PageNotLoaded extends Error {
  override readonly name = "PageNotLoaded";
}

/**
 * On the browser's own error the router would reload, noting so in the browser's storage, and drop
 * what was typed.
 */
export function pageChunk<Module>(load: () => Promise<Module>): () => Promise<Module> {
  return () =>
    load().catch((cause: unknown) => {
      throw new PageNotLoaded("page not loaded", { cause });
    });
}

/** A page in a chunk of its own. */
export const inChunk = <Module extends Record<string, unknown>>(
  load: () => Promise<Module>,
  name: keyof Module & string,
) => lazyRouteComponent(pageChunk(load) as () => Promise<Record<string, never>>, name);
