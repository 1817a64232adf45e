/** States of the United States, and codes that look like a state of elsewhere. */

const codes: Readonly<Record<string, string>> = {
  alabama: "AL",
  alaska: "AK",
  arizona: "AZ",
  arkansas: "AR",
  california: "CA",
  colorado: "CO",
  connecticut: "CT",
  delaware: "DE",
  "district of columbia": "DC",
  florida: "FL",
  georgia: "GA",
  hawaii: "HI",
  idaho: "ID",
  illinois: "IL",
  indiana: "IN",
  iowa: "IA",
  kansas: "KS",
  kentucky: "KY",
  louisiana: "LA",
  maine: "ME",
  maryland: "MD",
  massachusetts: "MA",
  michigan: "MI",
  minnesota: "MN",
  mississippi: "MS",
  missouri: "MO",
  montana: "MT",
  nebraska: "NE",
  nevada: "NV",
  "new hampshire": "NH",
  "new jersey": "NJ",
  "new mexico": "NM",
  "new york": "NY",
  "north carolina": "NC",
  "north dakota": "ND",
  ohio: "OH",
  oklahoma: "OK",
  oregon: "OR",
  pennsylvania: "PA",
  "puerto rico": "PR",
  "rhode island": "RI",
  "south carolina": "SC",
  "south dakota": "SD",
  tennessee: "TN",
  texas: "TX",
  utah: "UT",
  vermont: "VT",
  virginia: "VA",
  washington: "WA",
  "west virginia": "WV",
  wisconsin: "WI",
  wyoming: "WY",
};

/**
 * A code (`MA`, `NSW`, `LA4`) in capitals, a US state's name as its two letters, and empty for
 * everything else: free text could identify someone (PRV-1).
 */
export function stateCode(typed: string | undefined): string {
  const text = typed?.trim() ?? "";
  if (/^([A-Za-z]{2}|[A-Z]{3}|[A-Za-z]{1,2}\d{1,2})$/.test(text)) return text.toUpperCase();
  const name = text.toLowerCase().replace(/\s+/g, " ");
  return Object.hasOwn(codes, name) ? (codes[name] ?? "") : "";
}
