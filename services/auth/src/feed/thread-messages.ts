/** What auth's main loop and the thread of its gRPC door say to each other. */
import type { Config } from "../config.ts";
import type { EndedSession } from "./dead-sessions.ts";

export type ThreadData = { config: Config; logLevel: string; port: number; followersBefore: number };

export type ToThread =
  | { kind: "announce"; id: number; sessions: readonly EndedSession[] }
  | { kind: "reloaded"; id: number }
  | { kind: "stop" };

export type FromThread =
  | { kind: "listening"; port: number }
  | { kind: "beat"; ready: boolean; followers: number }
  | { kind: "told"; id: number }
  /** The main loop shall sign with the keys that the database names now. */
  | { kind: "reload"; id: number };
