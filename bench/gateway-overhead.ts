/**
 * What the gateway costs beside the least that a proxy can do: the same upstream, the same load,
 * each proxy in a process of its own. `npx node bench/gateway-overhead.ts [seconds] [--cpu-prof]`
 */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { drive, type LoadRequest, warmUp } from "./load.ts";

type Started = { child: ChildProcess; port: number; headers: Record<string, string> };
const seconds = Number(process.argv[2] ?? 5);
const clockTicksPerSecond = 100;

async function launch(file: string, ...args: (string | number)[]): Promise<Started> {
  const execArgv = process.argv.includes("--cpu-prof") && file.startsWith("gateway") ? ["--cpu-prof"] : [];
  const child = fork(new URL(file, import.meta.url), args.map(String), {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    execArgv,
  });
  const [message] = (await once(child, "message")) as [{ port: number; headers?: Record<string, string> }];
  return { child, port: message.port, headers: message.headers ?? {} };
}

/** Microseconds of CPU that a process has used so far; Linux. */
function cpuMicroseconds({ child }: Started): number {
  const fields = readFileSync(`/proc/${child.pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return ((Number(fields[11]) + Number(fields[12])) / clockTicksPerSecond) * 1_000_000;
}

const upstream = await launch("bare-upstream.ts", 1_000);
const proxies = {
  "bare proxy": await launch("bare-proxy.ts", upstream.port),
  gateway: await launch("gateway-alone.ts", upstream.port),
};
const requests: Record<string, (headers: Record<string, string>) => LoadRequest> = {
  GET: (headers) => ({ method: "GET", path: "/api/patients/0197f7d5-1f5e-7c3e-8a43-3a5c1e7bd3a1", headers }),
};
for (const [kind, make] of Object.entries(requests)) {
  for (const connections of [10, 50]) {
    const perSecond: number[] = [];
    for (const [name, proxy] of Object.entries(proxies)) {
      const load = {
        origin: `http://127.0.0.1:${proxy.port}`,
        connections,
        expected: 200,
        seconds,
        next: () => make(proxy.headers),
      };
      await warmUp(load);
      const before = cpuMicroseconds(proxy);
      const result = await drive(load);
      perSecond.push(result.perSecond);
      const cpu = (cpuMicroseconds(proxy) - before) / result.count;
      console.log(
        `${kind} ${String(connections).padStart(2)} connections  ${name.padEnd(10)}  ${result.perSecond.toFixed(0).padStart(6)}/s  p50 ${result.p50Ms.toFixed(2)} ms  p99 ${result.p99Ms.toFixed(2)} ms  CPU ${cpu.toFixed(0)} µs  failures ${result.failures}`,
      );
    }
    console.log(
      `${kind} ${connections} connections: the gateway carries ${((perSecond[1] ?? 0) / (perSecond[0] ?? 1)).toFixed(2)} of the bare proxy`,
    );
  }
}
for (const { child } of [...Object.values(proxies), upstream]) child.disconnect();
