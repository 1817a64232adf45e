/** What routes of this service say of themselves in the same words. */

/** Patient data, read by whoever may read balances. */
export const reads = { tags: ["billing"], access: "billing:read", patientData: true } as const;

/** What moves money is posted under an Idempotency-Key (REL-4). */
export const movesMoney = { tags: ["billing"], patientData: true, idempotencyKey: "required" } as const;
