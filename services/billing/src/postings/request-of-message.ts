import type { Permission } from "@pms/contracts/auth/permissions";
import { Adjustment, Charge, Payment, Refund, Transfer } from "@pms/contracts/billing/postings";
import { type PostTransactionRequest, TransactionType } from "@pms/contracts/gen/pms/billing/v1/billing";
import { ProblemError } from "@pms/kit/problem/problem";
import { bodyChecker } from "@pms/kit/validation/validator";
import { todayUtc } from "../dating/dating.ts";
import { isSafeAmount } from "../ledger/money.ts";
import type { PostingRequest } from "./posting-of.ts";

/** What each type takes is what its REST body takes: checked by the same schema. */
const kinds = {
  [TransactionType.CHARGE]: { type: "charge", check: bodyChecker(Charge), permission: "billing:post" },
  [TransactionType.PAYMENT]: { type: "payment", check: bodyChecker(Payment), permission: "billing:post" },
  [TransactionType.ADJUSTMENT]: { type: "adjustment", check: bodyChecker(Adjustment), permission: "billing:adjust" },
  [TransactionType.REFUND]: { type: "refund", check: bodyChecker(Refund), permission: "billing:refund" },
  [TransactionType.TRANSFER]: { type: "transfer", check: bodyChecker(Transfer), permission: "billing:post" },
} as const satisfies Record<number, { type: PostingRequest["type"]; check: unknown; permission: Permission }>;

/**
 * INVALID_ARGUMENT names the fields that are wrong, by the names of the REST body; quotes nothing.
 */
export function requestOfMessage(message: PostTransactionRequest): {
  request: PostingRequest;
  permission: Permission;
} {
  const kind = message.type in kinds ? kinds[message.type as keyof typeof kinds] : undefined;
  if (!kind) throw new ProblemError("invalid", "type must be a charge, payment, adjustment, refund or transfer.");
  const { code, description, method, direction, idempotencyKey } = message;
  // U+0000 is a character of protobuf's strings and not of PostgreSQL's.
  if ([code, description, method, direction, idempotencyKey].some((text) => text.includes("\0")))
    throw new ProblemError("invalid", "A text has characters that can't be stored.");
  const { confirm } = message;
  const body = { ...bodyOf(kind.type, message), ...(confirm.length > 0 && { confirm }) };
  const errors = kind.check(body);
  if (errors.length > 0)
    throw new ProblemError("invalid", errors.map(({ pointer, detail }) => `${pointer} ${detail}`).join("; "), {
      errors,
    });
  // The checker has just found the body to be of this type's shape.
  return { request: { type: kind.type, ...body } as PostingRequest, permission: kind.permission };
}

function bodyOf(type: PostingRequest["type"], message: PostTransactionRequest): Record<string, unknown> {
  const { code, description, method, direction } = message;
  const amount = amountOf(message);
  const effectiveOn = message.effectiveOn || todayUtc();
  const note = description === "" ? {} : { note: description };
  switch (type) {
    case "charge":
      return { amount, code, description, serviceDate: effectiveOn };
    case "payment":
      return { amount, method, receivedOn: effectiveOn };
    case "adjustment":
      return { amount, direction, reasonCode: code, effectiveOn, ...note };
    case "refund":
      return { amount, method, reasonCode: code, effectiveOn, ...note };
    case "transfer":
      return { amount, direction, effectiveOn, ...(code !== "" && { reasonCode: code }), ...note };
  }
}

function amountOf({ amount }: PostTransactionRequest) {
  if (!amount || !isSafeAmount(amount.amountMinor))
    throw new ProblemError("invalid", "amount must be an amount of money.");
  return { amountMinor: Number(amount.amountMinor), currency: amount.currency };
}
