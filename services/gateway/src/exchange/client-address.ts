/**
 * Where a request comes from: the socket, unless the peer is a proxy that was configured as
 * trusted.
 */
import type { IncomingMessage } from "node:http";
import { BlockList, isIP } from "node:net";
import { ConfigError } from "@pms/kit/process/config";

export type Source = { address: string; isSecure: boolean };

/** @param trustedProxies addresses and CIDR blocks, separated by commas. */
export function createProxyCheck(trustedProxies: string): (address: string) => boolean {
  const trusted = parseBlocks(trustedProxies);
  return (address) => {
    const family = isIP(address);
    return family !== 0 && trusted !== undefined && trusted.check(address, family === 6 ? "ipv6" : "ipv4");
  };
}

export function createSourceReader(isTrusted: (address: string) => boolean): (request: IncomingMessage) => Source {
  return (request) => {
    const peer = plainAddress(request.socket.remoteAddress ?? "unknown");
    if (!isTrusted(peer)) return { address: peer, isSecure: false };
    const hops = (header(request, "x-forwarded-for") ?? "")
      .split(",")
      .map((hop) => plainAddress(withoutPort(hop.trim())));
    // From the right: each trusted proxy appended the peer it saw; what stands further left may be
    // invented.
    const last = hops.findLast((hop) => !isTrusted(hop)) ?? "";
    const address = isIP(last) === 0 ? peer : last;
    return { address, isSecure: header(request, "x-forwarded-proto") === "https" };
  };
}

/** One client, one bucket: an IPv6 subscriber has a whole /64. */
export function sourceKey(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = "", tail] = address.split("::");
  const left = head.split(":").filter(Boolean);
  const right = tail === undefined ? [] : tail.split(":").filter(Boolean);
  const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => "0");
  return [...left, ...(tail === undefined ? [] : zeros), ...right].slice(0, 4).join(":");
}

/** Some proxies write `203.0.113.7:5555` or `[2001:db8::1]:5555`. */
const withoutPort = (hop: string) => hop.replace(/^\[(.*)\](?::\d+)?$/, "$1").replace(/^([\d.]+):\d+$/, "$1");
export const plainAddress = (address: string) => (address.startsWith("::ffff:") ? address.slice(7) : address);

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === "string" ? value : undefined;
}

function parseBlocks(text: string): BlockList | undefined {
  const blocks = text
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean);
  if (blocks.length === 0) return undefined;
  const list = new BlockList();
  for (const block of blocks) {
    const [address = "", bits] = block.split("/");
    const family = isIP(address);
    if (family === 0) throw new ConfigError(`TRUSTED_PROXIES: ${block} is neither an address nor a CIDR block`);
    const kind = family === 6 ? "ipv6" : "ipv4";
    if (bits === undefined) list.addAddress(address, kind);
    else list.addSubnet(address, Number(bits), kind);
  }
  return list;
}
