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
  t("Age and sex"),
  t("Age in years"),
  t("Age"),
  t("All records"),
  t("Balance"),
  t("Bank transfer"),
  t("Card"),
  t("Cash"),
  t("Charge code"),
  t("Charged"),
  t("Charges"),
  t("Check"),
  t("Code"),
  t("Count"),
  t("Duplicate creation rate = confirmed duplicates registered in the period ÷ records registered in it × 100"),
  t("Duplicate creation rate"),
  t("Duplicate error rate = records in pairs that are certain or probable and not decided ÷ all records × 100"),
  t("Duplicate error rate"),
  t("Duplicates created"),
  t("Facility"),
  t("Female"),
  t("In a certain pair"),
  t("In a pair that is certain or probable"),
  t("In credit"),
  t("Male"),
  t("Method"),
  t("Of them duplicates"),
  t("Other"),
  t("Over 5,000.00"),
  t("Owed"),
  t("Paid less refunded"),
  t("Paid"),
  t("Patients by state"),
  t("Patients registered"),
  t("Patients"),
  t("Payments less refunds"),
  t("Payments"),
  t("Period"),
  t("Position"),
  t("Records registered"),
  t("Records"),
  t("Refunded"),
  t("Registrations"),
  t("Settled"),
  t("Sex"),
  t("Size"),
  t("State"),
  t("Sum of balances"),
  t("Unknown"),
];
