/** How long a token is still accepted anywhere after its log-out was answered. */
import type { LocalSystem } from "../local/src/start-system.ts";

const samples = 10;
const doors = {
  gateway: "/api/patients",
  auth: "/api/auth/me",
  patient: "/api/patients",
  billing: "/api/billing/accounts",
  analytics: "/api/analytics/reports",
} as const;

export async function logOutLatency(system: LocalSystem): Promise<{ lastAcceptedMs: number; samples: number }> {
  let worstMs = 0;
  for (let n = 0; n < samples; n += 1) {
    const login = await fetch(new URL("/api/auth/login", system.url), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(system.admin),
    });
    const { accessToken }: { accessToken: string } = await login.json();
    const headers = { authorization: `Bearer ${accessToken}` };
    const probes = Object.entries(doors).map(([name, path]) =>
      probe(`http://127.0.0.1:${system.ports[name as keyof typeof doors].http}${path}`, headers),
    );
    await new Promise((resolve) => setTimeout(resolve, 200));
    await fetch(new URL("/api/auth/logout", system.url), { method: "POST", headers });
    const answeredAtMs = performance.now();
    const lastMs = await Promise.all(probes.map((running) => running.lastAccepted()));
    worstMs = Math.max(worstMs, ...lastMs.map((at) => at - answeredAtMs));
  }
  return { lastAcceptedMs: Math.max(0, worstMs), samples };
}

/** Asks without pause until the first 401; gives when the last accepted request was sent. */
function probe(url: string, headers: Record<string, string>) {
  let lastMs = 0;
  const done = (async () => {
    for (;;) {
      const sentMs = performance.now();
      const { status, body } = await fetch(url, { headers });
      await body?.cancel();
      if (status === 401) return;
      lastMs = sentMs;
    }
  })();
  return {
    async lastAccepted(): Promise<number> {
      await done;
      return lastMs;
    },
  };
}
