import { isIPv6 } from "node:net";

/** The networks around an address: who rents many of them has neighbours. */
export function surroundingsOf(address: string): string {
  const network = networkOf(address);
  return network
    .split(network.includes(":") ? ":" : ".")
    .slice(0, 2)
    .join(".");
}

/** One customer of an IPv6 network has at least a /64: it counts as one source. */
export function networkOf(address: string): string {
  if (!isIPv6(address) || address.includes(".")) return address;
  const [head = "", tail = ""] = address.split("::");
  const front = head === "" ? [] : head.split(":");
  const back = tail === "" ? [] : tail.split(":");
  const groups = address.includes("::")
    ? [...front, ...Array<string>(Math.max(0, 8 - front.length - back.length)).fill("0"), ...back]
    : front;
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":");
}
