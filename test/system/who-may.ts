/**
 * Who may call what, for AZ-2: written from the contract's calls and from what the product says of
 * each person's day, never from the code that decides it. An operation or rpc that is new is added
 * here, with the people who need it.
 */
import { randomUUIDv7 } from "node:crypto";
import { TransactionType } from "@pms/contracts/gen/pms/billing/v1/billing";

/** The contract's roles, and the one that services have when they act for themselves. */
export const roles = [
  "admin",
  "front-desk",
  "clinician",
  "biller",
  "analyst",
  "manager",
  "auditor",
  "patient",
  "service",
  "service-analytics",
] as const;
export type May = readonly string[] | "anyone";

/** Everybody's own account; at the public door services are nobody. */
const people = roles.filter((role) => role !== "service" && role !== "service-analytics");
const admin = ["admin"];
/** What staff note is the staff's; a biller reads how somebody is to be reached. */
const readsNotes = ["admin", "front-desk", "clinician", "biller"];
const writesNotes = ["admin", "front-desk", "clinician"];
/** A clinician opens a record, a biller addresses statements, a patient reads their own. */
const readsPatients = ["admin", "front-desk", "clinician", "biller", "patient"];
const writesPatients = ["admin", "front-desk"];
/** Sign-up, log-in, register: a patient's own record is theirs to register. */
const registers = [...writesPatients, "patient"];
/** Sees what is owed: staff who take, post or ask for it, and the patient whose balance it is. */
const readsAccounts = ["admin", "front-desk", "clinician", "biller", "patient"];
/** A co-pay is taken at the front desk. */
const posts = ["admin", "front-desk", "biller"];
/** What makes a debt smaller without money coming in, or gives money back. */
const corrects = ["admin", "biller"];
/** Who counts a drawer: those who take money, and whoever answers for them. */
const countsDrawers = posts;
/** What a service costs is no secret among those who work here; a contract with a payer is one outside. */
const readsPrices = ["admin", "front-desk", "clinician", "biller", "manager"];
/** Who works beside others is told their names; analysts and managers see figures alone. */
const seesColleagues = ["admin", "front-desk", "clinician", "biller", "auditor"];
const readsReports = ["admin", "biller", "analyst", "manager"];
const readsAudit = ["admin", "auditor"];

/** By method and path of the merged OpenAPI document. */
export const operations: Readonly<Record<string, May>> = {
  "GET /.well-known/jwks.json": "anyone",
  "POST /api/auth/signup": "anyone",
  "POST /api/auth/login": "anyone",
  "POST /api/auth/refresh": "anyone",
  "POST /api/auth/invitations/accept": "anyone",
  "POST /api/auth/logout": people,
  "POST /api/auth/password": people,
  "GET /api/auth/me": people,
  "GET /api/auth/me/preferences": people,
  "PUT /api/auth/me/preferences": people,
  "GET /api/auth/sessions": people,
  "DELETE /api/auth/sessions": people,
  "DELETE /api/auth/sessions/{id}": people,

  "GET /api/users": admin,
  "POST /api/users": admin,
  "POST /api/users/invitations": admin,
  "GET /api/users/{id}": admin,
  "PATCH /api/users/{id}": admin,
  "DELETE /api/users/{id}/sessions": admin,
  "DELETE /api/users/sessions": admin,
  "GET /api/auth/staff": seesColleagues,
  "GET /api/facilities": people,
  "POST /api/facilities": admin,
  "GET /api/facilities/{id}": people,
  "PATCH /api/facilities/{id}": admin,
  "GET /api/audit": readsAudit,
  "GET /api/audit/sittings": readsAudit,
  "GET /api/audit/sittings/{id}/events": readsAudit,
  "GET /api/audit/actors": readsAudit,

  "GET /api/patients": readsPatients,
  "POST /api/patients": registers,
  "POST /api/patients/batches": admin,
  "POST /api/patients/search": readsPatients,
  "POST /api/patients/match": readsPatients,
  "GET /api/patients/duplicates": writesPatients,
  "POST /api/patients/duplicates/{id}/dismiss": writesPatients,
  "POST /api/patients/duplicates/{id}/reopen": writesPatients,
  "POST /api/patients/duplicates/{id}/assign": writesPatients,
  "POST /api/patients/duplicates/scan": admin,
  "GET /api/patients/duplicates/scans/{id}": admin,
  "POST /api/patients/identities": [...readsPatients, "auditor"],
  "POST /api/patients/reconciliation": admin,
  "GET /api/patients/{id}": readsPatients,
  "PUT /api/patients/{id}": writesPatients,
  "PATCH /api/patients/{id}": writesPatients,
  "DELETE /api/patients/{id}": writesPatients,
  "POST /api/patients/{id}/restore": writesPatients,
  // What moves money and shows one's record to another's readers.
  "POST /api/patients/{id}/merge": admin,
  "GET /api/patients/merges": admin,
  "GET /api/patients/merges/{id}": admin,
  "POST /api/patients/merges/{id}/undo": admin,
  "GET /api/patients/{id}/access-log": readsPatients,
  "GET /api/patients/{id}/history": readsPatients,
  "GET /api/patients/{id}/history/{version}": readsPatients,
  "GET /api/patients/{id}/history/{version}/diff/{other}": readsPatients,
  "POST /api/patients/{id}/history/{version}/restore": writesPatients,
  "GET /api/patients/reason-fields": writesPatients,
  "GET /api/patients/{id}/notes": readsNotes,
  "POST /api/patients/{id}/notes": writesNotes,
  "GET /api/patients/{id}/notes/{noteId}": readsNotes,
  "PATCH /api/patients/{id}/notes/{noteId}": writesNotes,
  "DELETE /api/patients/{id}/notes/{noteId}": writesNotes,
  "GET /api/patients/{id}/notes/{noteId}/history": readsNotes,
  "GET /api/patients/{id}/documents": readsPatients,
  "POST /api/patients/{id}/documents": writesPatients,
  "GET /api/patients/{id}/documents/{documentId}": readsPatients,
  "GET /api/patients/{id}/documents/{documentId}/content": readsPatients,
  "DELETE /api/patients/{id}/documents/{documentId}": writesPatients,

  "GET /api/billing/accounts": readsAccounts,
  "GET /api/billing/accounts/{id}": readsAccounts,
  "GET /api/billing/accounts/{id}/transactions": readsAccounts,
  "GET /api/billing/patients/{patientId}/account": readsAccounts,
  "GET /api/billing/transactions/{id}": readsAccounts,
  "GET /api/billing/accounts/{id}/statement": readsAccounts,
  "GET /api/billing/transactions/{id}/receipt": readsAccounts,
  "GET /api/billing/takings": countsDrawers,
  "GET /api/billing/chart": readsAccounts,
  "GET /api/billing/prices": readsPrices,
  "GET /api/billing/prices/changes": readsPrices,
  "GET /api/billing/prices/quote": readsPrices,
  "POST /api/billing/prices": corrects,
  "POST /api/billing/prices/imports": corrects,
  "GET /api/billing/trial-balance": readsAccounts,
  "GET /api/billing/aging": readsAccounts,
  "GET /api/billing/aging/accounts": readsAccounts,
  "GET /api/billing/integrity": readsAccounts,
  // The whole ledger leaves the house.
  "GET /api/billing/export": corrects,
  "POST /api/billing/accounts/{id}/charges": posts,
  "POST /api/billing/accounts/{id}/payments": posts,
  "POST /api/billing/accounts/{id}/transfers": posts,
  "POST /api/billing/accounts/{id}/adjustments": corrects,
  "POST /api/billing/accounts/{id}/refunds": corrects,
  "POST /api/billing/transactions/{id}/reversal": corrects,
  "POST /api/billing/transactions/{id}/correction": corrects,
  "POST /api/billing/batches": admin,

  "GET /api/analytics/reports": readsReports,
  "GET /api/analytics/reports/{name}": readsReports,
  "GET /api/analytics/insights": readsReports,
  "POST /api/analytics/rebuild": admin,
};

export type RpcRow = {
  /** `<package>.<service>/<method>`, as in `proto/`. */
  rpc: string;
  may: May;
  /**
   * What is sent for this caller, else nothing; a method whose right depends on the request has
   * several rows.
   */
  request?: (caller: { userId: string; defaultFacilityId?: string }) => object;
};

/** A service opens, reads and compares accounts on its own; money moves only on a person's word. */
const opensAccounts = [...writesPatients, "service"];
const opensOwnAccount = ["patient", "service"];
const findsAccounts = [...readsAccounts, "service"];

const id = () => randomUUIDv7();
const account = () => ({ accountId: id() });
const opening = (ownerUserId: string, facilityId: string = id()) => ({ patientId: id(), facilityId, ownerUserId });
const posting = (type: TransactionType, facts: object) => () => ({
  ...account(),
  type,
  amount: { amountMinor: 100n, currency: "USD" },
  idempotencyKey: id(),
  ...facts,
});
const charge = posting(TransactionType.CHARGE, { code: "99213", description: "Office visit" });
const payment = posting(TransactionType.PAYMENT, { method: "cash" });
const transfer = posting(TransactionType.TRANSFER, { direction: "to-payer" });
const adjustment = posting(TransactionType.ADJUSTMENT, { direction: "credit", code: "write-off" });
const refund = posting(TransactionType.REFUND, { method: "cash", code: "overpaid" });

const billing = "pms.billing.v1.BillingService";
const patients = "pms.patient.v1.PatientService";
const trust = "pms.auth.v1.TrustService";

/**
 * @param serviceSecret what the patient service shows to auth: IssueServiceToken asks for it and
 * for no token.
 */
export function rpcRows(serviceSecret: string): RpcRow[] {
  const credential = { service: "patient", secret: serviceSecret };
  return [
    { rpc: `${billing}/CreateBillingAccount`, may: opensAccounts, request: () => opening("") },
    {
      rpc: `${billing}/CreateBillingAccount`,
      may: opensOwnAccount,
      request: ({ userId, defaultFacilityId }) => opening(userId, defaultFacilityId),
    },
    { rpc: `${billing}/CreateBillingAccounts`, may: opensAccounts, request: () => ({ accounts: [opening("")] }) },
    {
      rpc: `${billing}/CreateBillingAccounts`,
      may: opensOwnAccount,
      request: ({ userId, defaultFacilityId }) => ({ accounts: [opening(userId, defaultFacilityId)] }),
    },
    { rpc: `${billing}/GetBillingAccount`, may: findsAccounts, request: account },
    { rpc: `${billing}/GetBillingAccount`, may: findsAccounts, request: () => ({ patientId: id() }) },
    { rpc: `${billing}/ListTransactions`, may: findsAccounts, request: account },
    { rpc: `${billing}/PostTransaction`, may: posts, request: charge },
    { rpc: `${billing}/PostTransaction`, may: posts, request: payment },
    { rpc: `${billing}/PostTransaction`, may: posts, request: transfer },
    { rpc: `${billing}/PostTransaction`, may: corrects, request: adjustment },
    { rpc: `${billing}/PostTransaction`, may: corrects, request: refund },
    { rpc: `${billing}/CloseBillingAccount`, may: opensAccounts, request: account },
    { rpc: `${billing}/ReopenBillingAccount`, may: opensAccounts, request: account },
    {
      rpc: `${billing}/MoveBillingAccount`,
      may: ["admin", "service"],
      request: () => ({ ...account(), facilityId: id(), patientVersion: 1n }),
    },
    {
      rpc: `${billing}/MergeBillingAccounts`,
      may: ["admin", "service"],
      request: () => ({ mergeId: id(), survivorPatientId: id(), mergedPatientId: id() }),
    },
    { rpc: `${billing}/UnmergeBillingAccounts`, may: ["admin", "service"], request: () => ({ mergeId: id() }) },
    { rpc: `${billing}/ListBillingAccounts`, may: ["admin", "service"] },
    // Everybody's coded facts at once: no person's business, and of the services only of the one
    // that counts them.
    { rpc: `${billing}/StreamSnapshot`, may: ["service-analytics"] },
    { rpc: `${patients}/StreamSnapshot`, may: ["service-analytics"] },
    { rpc: `${patients}/GetAddressee`, may: findsAccounts, request: () => ({ patientId: id() }) },
    // What makes tokens checkable can't ask for one: the network, or mTLS, says who may connect.
    { rpc: `${trust}/WatchRevocations`, may: "anyone", request: () => ({ verifier: "permissions" }) },
    { rpc: `${trust}/AcknowledgeRevocations`, may: "anyone" },
    { rpc: `${trust}/IssueServiceToken`, may: "anyone", request: () => credential },
    {
      rpc: `${trust}/ListPatientUsers`,
      may: "anyone",
      request: () => ({ ...credential, patientIds: [id()] }),
    },
    { rpc: `${trust}/ListStaffNames`, may: "anyone", request: () => ({ ...credential, userIds: [id()] }) },
    { rpc: `${trust}/ListFacilities`, may: "anyone" },
    { rpc: "grpc.health.v1.Health/Check", may: "anyone" },
    { rpc: "grpc.health.v1.Health/Watch", may: "anyone" },
  ];
}
