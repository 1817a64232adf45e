/** The fonts of documents: they come with the packages, and none of the machine's is used. */
import { globSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where a text has a letter that the first family lacks, the next one is asked. */
export const fontFamilies = [
  // Latin, Greek, Cyrillic and Devanagari.
  "Noto Sans",
  "Noto Naskh Arabic",
  "Noto Sans Hebrew",
  "Noto Sans Thai",
  "Noto Sans Bengali",
  "Noto Sans Tamil",
  "Noto Sans Ethiopic",
  "Noto Sans Armenian",
  "Noto Sans Georgian",
  // Han and Kana, then Hangul.
  "Noto Sans S Chinese",
  "Noto Sans Korean",
] as const;

const folderOf = (resolved: string, ...path: string[]) => join(dirname(fileURLToPath(resolved)), ...path);

const embedPdf = [
  import.meta.resolve("@embedpdf/fonts-latin"),
  import.meta.resolve("@embedpdf/fonts-arabic"),
  import.meta.resolve("@embedpdf/fonts-hebrew"),
  import.meta.resolve("@embedpdf/fonts-sc"),
  import.meta.resolve("@embedpdf/fonts-kr"),
].map((resolved) => folderOf(resolved, "..", "fonts"));

const expo = [
  import.meta.resolve("@expo-google-fonts/noto-sans-thai/package.json"),
  import.meta.resolve("@expo-google-fonts/noto-sans-bengali/package.json"),
  import.meta.resolve("@expo-google-fonts/noto-sans-tamil/package.json"),
  import.meta.resolve("@expo-google-fonts/noto-sans-ethiopic/package.json"),
  import.meta.resolve("@expo-google-fonts/noto-sans-armenian/package.json"),
  import.meta.resolve("@expo-google-fonts/noto-sans-georgian/package.json"),
].flatMap((resolved) => [folderOf(resolved, "400Regular"), folderOf(resolved, "700Bold")]);

/** The regular and the bold file of each family. */
export function fontFiles(): string[] {
  return [
    ...embedPdf.flatMap((folder) => globSync(join(folder, "*-{Regular,Bold}.{ttf,otf}"))),
    ...expo.flatMap((folder) => globSync(join(folder, "*.ttf"))),
  ].sort();
}
