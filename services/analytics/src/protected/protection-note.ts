/** What an answer of protected figures says of itself; the errors are one standard deviation (ADR 25). */
export const protectionNote =
  "Figures are protected: rounded and weighted by patient, not exact (about 9 % off at 100 people, 3 % at 1,000, 1 % at 10,000); null where few people or none are behind them. They are of whole months (UTC).";
