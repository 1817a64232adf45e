import { parseMrn } from "@pms/contracts/patients/mrn";
import { parseBirthDate } from "../../lib/parse-birth-date.ts";
import type { FormValues, Reading } from "../../patient/form-values.ts";

/** Also one that has to be corrected: `1/2/90`. The form says how. */
const looksLikeDate = /^\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}$/;
const digitsOfPhoneMin = 7;

/** Takes the words of a birth date out: `4 mar 1990` are three of them. */
function takeBirthDate(words: string[], { order, today }: Reading): string {
  for (const length of [3, 2, 1]) {
    for (let start = 0; start + length <= words.length; start += 1) {
      const text = words.slice(start, start + length).join(" ");
      if ("date" in parseBirthDate(text, order, today) || looksLikeDate.test(text)) {
        words.splice(start, length);
        return text;
      }
    }
  }
  return "";
}

function phoneOf(words: readonly string[]): string {
  const text = words.filter((word) => /^[+(]?\d[\d().-]*$/.test(word)).join(" ");
  return text.replaceAll(/\D/g, "").length >= digitsOfPhoneMin && !parseMrn(text) ? text : "";
}

/**
 * A registration that begins with what was searched for: `ruiz ana` are last and first name. An MRN
 * is not carried over.
 */
export function searchedValues(searched: string, reading: Reading): FormValues {
  const words = searched.split(/[\s,]+/).filter(Boolean);
  const dateOfBirth = takeBirthDate(words, reading);
  const email = words.find((word) => word.includes("@")) ?? "";
  const [lastName = "", ...given] = words.filter((word) => word !== email && /^\p{L}/u.test(word));
  return {
    "/lastName": lastName,
    "/firstName": given.join(" "),
    "/dateOfBirth": dateOfBirth,
    "/phoneNumber": phoneOf(words),
    "/email": email,
  };
}
