import assert from "node:assert/strict";
import { test } from "node:test";
import spanish from "../src/i18n/es-problems.json" with { type: "json" };
import { i18n, serverText } from "../src/i18n/i18n.ts";
import { ApiError, describeField, describeProblem } from "../src/lib/problem.ts";

const refusal = { type: "/problems/any", title: "Refused" };

test("a refusal for want of permission says the server's reason", () => {
  const detail = "You can give no other facilities than your own.";
  assert.equal(describeProblem(new ApiError({ ...refusal, status: 403, detail })), detail);
  assert.equal(describeProblem(new ApiError({ ...refusal, status: 403 })), "Your role does not include this.");
});

test("what the server said of a field is told as a whole sentence", () => {
  const errors = [{ pointer: "/newPassword", detail: "must have at least 15 characters" }];
  const error = new ApiError({ ...refusal, status: 400, errors });
  const words = "The new password must have at least 15 characters.";
  assert.equal(describeField(error, "/newPassword", "The new password"), words);
  assert.equal(describeField(error, "/currentPassword", "The present password"), undefined);
  assert.equal(describeField(new Error("other"), "/newPassword", "The new password"), undefined);
});

test("a server's text is told in Spanish with its values, and one that nobody knows as it came", (context) => {
  context.after(() => i18n.loadAndActivate({ locale: "en", messages: {} }));
  i18n.loadAndActivate({ locale: "es", messages: spanish });
  assert.equal(serverText("is required"), "es obligatorio");
  assert.equal(serverText("must have at most 100 characters"), "debe tener como máximo 100 caracteres");
  const credit = "the account's credit balance";
  assert.equal(
    serverText(`A refund can be at most 12.00 USD: ${credit}, on 2026-03-04.`),
    "Se puede reembolsar como máximo 12.00 USD: el saldo a favor de la cuenta el 2026-03-04.",
  );
  assert.equal(
    serverText(`A refund can be at most 12.00 USD: ${credit}.`),
    "Se puede reembolsar como máximo 12.00 USD: el saldo a favor de la cuenta.",
  );
  const silent = "The service does not answer just now. Try again in a moment.";
  const uncertain = "Whether it did what was asked is not known: send the same again, with the same Idempotency-Key.";
  assert.match(serverText(`${silent} ${uncertain}`), /^El servicio no responde .* No se sabe si hizo lo que se pidió/);
  assert.equal(serverText("Nothing of the kind {0}."), "Nothing of the kind {0}.");
});
