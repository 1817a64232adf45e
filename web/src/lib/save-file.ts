/** Saves an answer of the API as a file: a plain link could not carry the token. */
export async function saveFile(answer: Response, fileName: string): Promise<void> {
  saveBlob(await answer.blob(), fileName);
}

const readableMs = 60_000;

/** Saves what the page has made itself. */
export function saveBlob(blob: Blob, fileName: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = fileName;
  link.click();
  // The browser begins to read after the click: what is revoked at once is now and then never saved.
  setTimeout(() => URL.revokeObjectURL(url), readableMs);
}
