/**
 * What an answer of protected figures says of itself; the errors are one standard deviation (ADR
 * 25).
 */
export const protectionNote =
  "Figures are protected: rounded and weighted by patient, not exact (about 9 % off at 100 people, 3 % at 1,000, 1 % at 10,000); null where few people or none are behind them. They are of whole months (UTC).";

/** What the listing says of it at the end of every report's description. */
export const protectionInListing =
  "Callers who may not read patients get protected figures: weighted by patient, rounded, of whole months (UTC), and null where few people or none are behind them, in rows that are there for what is shown alone. About 9 % off at 100 people, 3 % at 1,000, 1 % at 10,000.";
