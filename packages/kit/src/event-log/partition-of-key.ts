import { crc32 } from "node:zlib";

/**
 * The partition of a key. It must never change for a topic that has events: the order per key rests
 * on it.
 */
export function partitionOfKey(key: string, partitions: number): number {
  return crc32(key) % partitions;
}
