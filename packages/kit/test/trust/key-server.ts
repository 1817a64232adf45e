/**
 * Auth's key set over real HTTP, for tests of verifiers: counts what it is asked, and can go away.
 */
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, type JWK, SignJWT } from "jose";

export type KeyServer = {
  url: string;
  /** The published key. */
  jwk: JWK;
  fetches(): number;
  /** A good token, but for what is changed. A claim that is undefined is left out. */
  sign(claims?: Record<string, unknown>, header?: Record<string, unknown>): Promise<string>;
  stop(): Promise<void>;
};

export async function startKeyServer(t: { after(fn: () => Promise<void>): void }): Promise<KeyServer> {
  const { publicKey, privateKey } = await generateKeyPair("ES256", { extractable: true });
  const jwk: JWK = { ...(await exportJWK(publicKey)), kid: "key-1", alg: "ES256", use: "sig" };
  let fetches = 0;
  const server = createServer((_request, response) => {
    fetches += 1;
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ keys: [jwk] }));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  const stop = async () => {
    server.closeAllConnections();
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  };
  t.after(stop);
  return { url: `http://127.0.0.1:${port}`, jwk, fetches: () => fetches, sign: signerWith(privateKey), stop };
}

/** Signs tokens like auth's with any key. */
export function signerWith(key: Parameters<SignJWT["sign"]>[0]): KeyServer["sign"] {
  return (claims = {}, header = {}) => {
    const now = Math.floor(Date.now() / 1_000);
    const payload = { iss: "pms-auth", aud: "pms", sub: randomUUID(), sid: randomUUID(), jti: randomUUID() };
    const rest = { iat: now, exp: now + 300, roles: ["front-desk"], fac: "all" };
    return new SignJWT({ ...payload, ...rest, ...claims })
      .setProtectedHeader({ alg: "ES256", typ: "at+jwt", kid: "key-1", ...header })
      .sign(key);
  };
}
