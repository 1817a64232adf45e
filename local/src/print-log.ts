/**
 * Prints the services' JSON logs for people: time, service, message; routine requests are left out.
 */
import type { LogFile } from "./log-file.ts";

const colours = ["36", "35", "32", "33", "34"];
const shown = new Map<string, string>();

/**
 * @param file where every line goes as it came;
 * @param verbose prints everything, not only what a person should see.
 */
export function createLogPrinter(options: {
  file: LogFile;
  verbose: boolean;
  print: (line: string) => void;
}): (name: string, lines: string) => void {
  const { file, verbose, print } = options;
  return (name, lines) => {
    file.write(lines);
    for (let from = 0; from < lines.length; ) {
      const end = lines.indexOf("\n", from);
      const to = end < 0 ? lines.length : end;
      // Nearly all lines, at a glance: the access log of a busy gateway.
      if (verbose || !lines.startsWith('{"level":"info"', from)) printLine(name, lines.slice(from, to), verbose, print);
      from = to + 1;
    }
  };
}

function printLine(name: string, line: string, verbose: boolean, print: (line: string) => void): void {
  const entry = parse(line);
  const level = String(entry?.level ?? "info");
  if (!verbose && (level === "info" || level === "debug" || level === "trace")) return;
  const colour = shown.get(name) ?? colours[shown.size % colours.length] ?? "0";
  shown.set(name, colour);
  const rest = entry ? `${level === "info" ? "" : `${level}: `}${entry.msg ?? ""}${detail(entry)}` : line;
  print(`\u001b[${colour}m${name.padEnd(9)}\u001b[0m ${rest}`);
}

function parse(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function detail(entry: Record<string, unknown>): string {
  const { level: _level, time: _time, service: _service, msg: _msg, pid: _pid, hostname: _hostname, ...rest } = entry;
  return Object.keys(rest).length === 0 ? "" : ` ${JSON.stringify(rest).slice(0, 400)}`;
}
