/** What a browser measures of its pages: when the largest thing stood there, and how far things were pushed about. */
import type { Page } from "./browser.ts";

type Seen = { lcpMs: number; cls: number };
type SeenWindow = { seen?: Seen };

/** From the next document on. */
export async function watchPaint(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const seen: Seen = { lcpMs: 0, cls: 0 };
    (globalThis as SeenWindow).seen = seen;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) seen.lcpMs = entry.startTime;
    }).observe({ type: "largest-contentful-paint", buffered: true });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[])
        if (!entry.hadRecentInput) seen.cls += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
  });
}

/** Opens a page anew and waits until nothing more comes; LCP in milliseconds from the start of the loading. */
export async function paintOf(page: Page, url: string): Promise<Seen> {
  await page.goto(url);
  await page.getByRole("heading", { level: 1 }).first().waitFor();
  await page.waitForLoadState("networkidle");
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  return page.evaluate(() => ({ lcpMs: 0, cls: 0, ...(globalThis as SeenWindow).seen }));
}
