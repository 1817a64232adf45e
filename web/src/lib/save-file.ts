/** Saves an answer of the API as a file: a plain link could not carry the token. */
import { callRaw } from "./api.ts";

export async function saveFile(path: string, query: Record<string, string | undefined>, fileName: string) {
  const blob = await (await callRaw("GET", path, { query })).blob();
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(url);
}
