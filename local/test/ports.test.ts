import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { type TestContext, test } from "node:test";
import { findFreePort, outgoingStart } from "@pms/embedded/free-ports";
import { choosePorts, holdGatewayPort, launchOnFreePorts, PortTakenError } from "../src/ports.ts";

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

async function takePort(t: TestContext, port: number): Promise<void> {
  const other = createServer().listen(port, "127.0.0.1");
  await once(other, "listening");
  t.after(() => other.close());
}

test("a port that somebody takes before its service listens on it is given up for another", async (t) => {
  const gatewayPort = await findFreePort();
  const held = await holdGatewayPort(gatewayPort);
  await assert.rejects(holdGatewayPort(gatewayPort), PortTakenError);
  const tried: number[] = [];
  let undone = 0;
  const launch = async ({ auth }: { auth: { admin: number } }) => {
    tried.push(auth.admin);
    if (tried.length > 1) return;
    await takePort(t, auth.admin);
    throw new PortTakenError();
  };
  const undo = async () => {
    undone += 1;
  };
  const { gateway, auth } = await launchOnFreePorts({ gatewayPort, held, launch, undo });
  assert.equal(undone, 1);
  assert.equal(gateway.http, gatewayPort);
  assert.equal(auth.admin, tried[1]);
  assert.notEqual(auth.admin, tried[0]);
});

test("the gateway's port that somebody takes at the last moment is named, and not tried again", async (t) => {
  const gatewayPort = await findFreePort();
  let launches = 0;
  const launch = async () => {
    launches += 1;
    await takePort(t, gatewayPort);
    throw new PortTakenError();
  };
  const held = await holdGatewayPort(gatewayPort);
  await assert.rejects(
    launchOnFreePorts({ gatewayPort, held, launch, undo: async () => {} }),
    new RegExp(`Port ${gatewayPort} is in use`),
  );
  assert.equal(launches, 1);
});
