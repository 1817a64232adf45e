import assert from "node:assert/strict";
import { test } from "node:test";
import leaked from "@zxcvbn-ts/language-common/src/passwords.json" with { type: "json" };
import { weaknessOf } from "../src/factors/password-policy.ts";

const owner = {
  email: "n.okafor85@harbour-street.example",
  firstName: "Nia",
  lastName: "Okafor-Lind",
  roles: ["patient" as const],
  organisation: ["Harbour Street Clinic", "The Willow Practice"],
};
const isRefused = (password: string, roles: (typeof owner.roles)[number][] | ["biller"] = ["patient"]) =>
  weaknessOf(password, { ...owner, roles: [...roles] }) !== undefined;

test("the 3,000 commonest passwords are refused, as they are and dressed up to the length that is asked for (PW-2)", () => {
  const dressings: ((word: string) => string)[] = [
    (word) => word,
    (word) => `${word}123456789012`,
    (word) => `2026${word}!!!!!!!!!!!!`,
    (word) => word.repeat(Math.ceil(15 / word.length)),
    (word) => `${word}${word}${word}`.slice(0, 3 * word.length - 1).padEnd(15, "!"),
    (word) => `${word.charAt(0).toUpperCase()}${word.slice(1).replaceAll("a", "@").replaceAll("s", "$")}2026!!!!!!!!!`,
    (word) => `${word}-Jennifer-1987`,
  ];
  const let_in = leaked
    .slice(0, 3_000)
    .flatMap((word) => dressings.map((dress) => dress(word)))
    .filter((p) => !isRefused(p));
  assert.deepEqual(let_in, []);
});

test("what is made of the organisation, the product, one's names or e-mail is refused, however it is spelt (PW-2)", () => {
  const refused = [
    "HarbourStreet2026",
    "H@rb0urStr33tCl1n1c!",
    "willow-practice-1",
    "TheW1ll0wPr4ct1ce",
    "NiaOkaforLind1985",
    "0k4f0r-L1nd-2026!",
    "okafor85harbour",
    "PatientManagement1",
    "pms-harbour-2026",
    "OkaforSunshine2024",
    "harbour19850612",
  ];
  assert.deepEqual(
    refused.filter((password) => !isRefused(password)),
    [],
  );
  assert.match(weaknessOf("HarbourStreet2026", { ...owner, email: "x@y.example" }) ?? "", /organisation's name/);
});

test("good passwords stay good, and words of the house may be in them (PW-2)", () => {
  const good = [
    "plum violin gravel seventeen",
    "the kettle on harbour street sings",
    "vT9#qLw2$xZk7@Rp",
    "ostrich lamp velvet nineteen",
    "kx7wq-2mdpr-v9tzn",
    "длинныйпарольнавсегда",
  ];
  assert.deepEqual(
    good.filter((password) => isRefused(password, ["biller"])),
    [],
  );
});

test("the longest and worst password is judged at once (REL-8)", () => {
  const worst = [`a${"1".repeat(254)}a`, `${"a".repeat(255)}b`, `${"ab1".repeat(85)}x`, `${"1".repeat(255)}a`];
  const organisation = Array.from({ length: 1_000 }, (_, n) => `Clinic number ${n} of the valley`);
  for (const password of worst) {
    const before = process.cpuUsage();
    weaknessOf(password, { ...owner, organisation });
    const { user } = process.cpuUsage(before);
    // Far above what it takes, and far below what a pattern that tries again and again takes.
    assert.ok(user < 1_000_000, `${user} µs`);
  }
});
