/** Names of files as they are stored and offered: what a sender calls a file is only a text. */
import type { DocumentType } from "@pms/contracts/attachments/documents";

export const fileNameMaxLength = 120;

/** The first of each is what a name gets that has none of them. */
const extensions: Readonly<Record<DocumentType, readonly string[]>> = {
  "image/jpeg": [".jpg", ".jpeg"],
  "image/png": [".png"],
  "image/webp": [".webp"],
  "application/pdf": [".pdf"],
  "text/plain": [".txt", ".csv", ".log", ".md"],
};

/** Controls, marks of direction and everything else that takes no room; what a file system reads as more than a name. */
const unfit = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}\p{Cn}<>:"|?*]/gu;
/** Devices of Windows, whatever follows the dot. */
const device = /^(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i;

/**
 * The last part of a path, without what is not seen or means something to a file system, and with an extension that says
 * what the bytes are.
 */
export function cleanFileName(given: string | undefined, kind: "photo" | "document", type: DocumentType): string {
  const last = (given ?? "").normalize("NFC").split(/[/\\]/).at(-1) ?? "";
  const name = last
    .replace(unfit, "")
    .replace(/\s+/gu, " ")
    .replace(/^[. ]+|[. ]+$/g, "")
    .replace(device, "_$&");
  const fitting = extensions[type].find((extension) => name.toLowerCase().endsWith(extension));
  const extension = fitting ?? extensions[type][0] ?? "";
  const stem = fitting ? name.slice(0, -fitting.length) : name;
  const kept = cutAt(stem, fileNameMaxLength - extension.length).replace(/[. ]+$/, "");
  return `${kept || kind}${extension}`;
}

/** No more than so many UTF-16 units, and no letter cut in two. */
function cutAt(text: string, lengthMax: number): string {
  if (text.length <= lengthMax) return text;
  let end = 0;
  for (const { segment, index } of new Intl.Segmenter("en", { granularity: "grapheme" }).segment(text)) {
    if (index + segment.length > lengthMax) break;
    end = index + segment.length;
  }
  return text.slice(0, end);
}
