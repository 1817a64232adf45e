import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { test } from "node:test";
import { findFreePort, outgoingStart } from "@pms/embedded/free-ports";
import { choosePorts } from "../src/ports.ts";

test("a port that one service took instead of its usual one is given to no other, whose usual one it may be", async (t) => {
  // What auth gets when its usual port is taken is the next free one, which is patient's usual one.
  const gatewayPort = await findFreePort();
  const authsUsual = await findFreePort();
  assert.equal(authsUsual, gatewayPort + 1);
  const other = createServer().listen(authsUsual, "127.0.0.1");
  await once(other, "listening");
  t.after(() => other.close());
  const ports = Object.values(await choosePorts(gatewayPort)).flatMap((each) => Object.values(each));
  assert.equal(new Set(ports).size, ports.length, ports.join(" "));
});

test("the gateway's port is the one that was asked for, also among those of outgoing connections", async () => {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as AddressInfo;
  await new Promise((closed) => probe.close(closed));
  const { gateway, auth } = await choosePorts(port);
  assert.equal(gateway.http, port);
  assert.ok(auth.http < outgoingStart);
});
