/** Saves an answer of the API as a file: a plain link could not carry the token. */
export async function saveFile(answer: Response, fileName: string): Promise<void> {
  const blob = await answer.blob();
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(url);
}
