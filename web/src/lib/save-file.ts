/** Saves an answer of the API as a file: a plain link could not carry the token. */
export async function saveFile(answer: Response, fileName: string): Promise<void> {
  saveBlob(await answer.blob(), fileName);
}

/** The browser fetches it after the click, on a busy machine long after: until then it must be there. */
const keptMs = 60_000;

/** Saves what the page has made itself. */
export function saveBlob(blob: Blob, fileName: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), keptMs);
}
