/**
 * What reports and insights say in English: their titles, columns and values. No page runs this, as
 * none runs `server-words.ts`.
 */
import { t } from "./i18n.ts";

/** Of the insights, when nothing can be said of them. */
export const headlines = () => [t("Too little has happened to compare.")];

/** Titles and columns of reports, and the values by which they are divided. */
export const reportWords = () => [
  t("Account balances"),
  t("Accounts"),
  t("Age"),
  t("Age in years"),
  t("Age and sex"),
  t("Bank transfer"),
  t("Balance"),
  t("Card"),
  t("Cash"),
  t("Charge code"),
  t("Charged"),
  t("Charges"),
  t("Check"),
  t("Code"),
  t("Facility"),
  t("Female"),
  t("In credit"),
  t("Male"),
  t("Method"),
  t("Other"),
  t("Over 5,000.00"),
  t("Owed"),
  t("Paid"),
  t("Paid less refunded"),
  t("Patients"),
  t("Patients by state"),
  t("Patients registered"),
  t("Payments"),
  t("Payments less refunds"),
  t("Period"),
  t("Position"),
  t("Refunded"),
  t("Registrations"),
  t("Settled"),
  t("Sex"),
  t("Size"),
  t("State"),
  t("Sum of balances"),
  t("Unknown"),
];
