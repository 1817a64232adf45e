/** What a file is, by its bytes: what its sender says of it is not asked. */
import { isUtf8 } from "node:buffer";
import { type DocumentType, documentTypes } from "@pms/contracts/attachments/documents";
import { fileTypeFromBuffer } from "file-type";

/** A text has none of these; tab, line feed, form feed and carriage return it may have. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const control = /[\x00-\x08\x0b\x0e-\x1f\x7f]/;

/** Undefined for what is not taken. A text is UTF-8 without control characters that nothing else claims. */
export async function sniffType(bytes: Uint8Array): Promise<DocumentType | undefined> {
  const found = await fileTypeFromBuffer(bytes);
  if (found) return documentTypes.find((type) => type === found.mime);
  if (!isUtf8(bytes)) return undefined;
  return control.test(Buffer.from(bytes).toString()) ? undefined : "text/plain";
}
