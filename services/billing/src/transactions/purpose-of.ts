import type { PaymentPurpose } from "@pms/contracts/billing/terms";

/**
 * What a payment is for. Older senders said `copay` as its method: of those the method is not
 * known, and the purpose is.
 */
export function purposeOf({ method, purpose }: { method: string | null; purpose: string | null }) {
  return (purpose ?? (method === "copay" ? "copay" : null)) as PaymentPurpose | null;
}
