/**
 * Preloaded into a service (`--import`): notes once a second how long its event loop was held, in
 * milliseconds, in the file that `LOOP_DELAY_FILE` names. Beside the time on the clock, which others
 * on the machine prolong, is the CPU time of the loop's own thread between two looks at it.
 */
import { writeFileSync } from "node:fs";
import { createHistogram, monitorEventLoopDelay } from "node:perf_hooks";

const { LOOP_DELAY_FILE: file, LOOP_DELAY_OF: service = "" } = process.env;
const lookMs = 2;

function figures(histogram, perMs) {
  const inMs = (value) => Math.round((value / perMs) * 100) / 100;
  const [p50, p99, p999] = [50, 99, 99.9].map((share) => inMs(histogram.percentile(share)));
  return { p50, p99, p999, max: inMs(histogram.max) };
}

if (file && process.argv[1]?.includes(service)) {
  const delay = monitorEventLoopDelay({ resolution: lookMs });
  delay.enable();
  const cpu = createHistogram();
  const usedUs = () => Object.values(process.threadCpuUsage()).reduce((sum, us) => sum + us, 0);
  let before = usedUs();
  setInterval(() => {
    const now = usedUs();
    cpu.record(Math.max(1, now - before));
    before = now;
  }, lookMs).unref();
  setInterval(() => {
    const told = { pid: process.pid, clock: figures(delay, 1e6), cpu: figures(cpu, 1e3) };
    writeFileSync(file, JSON.stringify(told));
  }, 1_000).unref();
}
