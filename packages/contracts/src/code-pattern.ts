/** What a code of a service or a reason looks like. Codes travel in events: nothing that could hold a person's name (PRV-1). */
export const codePattern = "^[A-Za-z0-9][A-Za-z0-9._:/+-]*$";
