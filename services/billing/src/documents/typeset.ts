/** Sets documents as PDF, one after the other, in the process that it is called in. */
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import type { DocumentModel, Paper } from "./document.ts";
import { fontFamilies, fontFiles } from "./fonts.ts";
import { printable } from "./printable.ts";
import { squareCode } from "./square-code.ts";

const { NodeCompiler } = createRequire(import.meta.url)(
  "@myriaddreamin/typst-ts-node-compiler",
) as typeof import("@myriaddreamin/typst-ts-node-compiler");

export type Letterhead = { paper: Paper /** A PNG or SVG file. */; logo?: string };
/** `conformant` is false where a letter stands in none of the fonts, which PDF/UA does not allow. */
export type SetDocument = { pdf: Uint8Array; conformant: boolean };
export type Typeset = (document: DocumentModel) => SetDocument;

/** Of what one document leaves in memory the next of its kind uses most. */
const rememberedDocuments = 0;
const template = fileURLToPath(new URL("template.typ", import.meta.url));

/**
 * Equal documents give equal bytes: no clock, no fonts of the machine, no file but the template and
 * the logo, which lies beside it under a name of its own.
 */
export function openTypeset({ paper, logo }: Letterhead, readLogo: (file: string) => Buffer): Typeset {
  const compiler = NodeCompiler.create({
    workspace: fileURLToPath(new URL(".", import.meta.url)),
    fontArgs: [{ fontPaths: fontFiles() }],
  });
  const logoName = logo === undefined ? "" : `logo${logo.slice(logo.lastIndexOf(".")).toLowerCase()}`;
  if (logo !== undefined) compiler.mapShadow(fileURLToPath(new URL(logoName, import.meta.url)), readLogo(logo));
  const families = JSON.stringify(fontFamilies);
  return (document) => {
    const inputs = {
      document: JSON.stringify(document, (_, value) => (typeof value === "string" ? printable(value) : value)),
      families,
      paper,
      logo: logoName,
      code: squareCode(document.code.text),
    };
    const { result } = compiler.compile({ mainFilePath: template, inputs });
    // What the compiler says may quote the document, which no log may hold.
    if (!result) throw new Error("the template does not fit the document");
    try {
      return accessible(compiler, result);
    } finally {
      compiler.evictCache(rememberedDocuments);
    }
  };
}

type Compiler = InstanceType<typeof NodeCompiler>;
type Compiled = Parameters<Compiler["pdf"]>[0];

/** PDF/UA-1; tagged all the same where a letter that no font has keeps it from that. */
function accessible(compiler: Compiler, compiled: Compiled): SetDocument {
  try {
    return { pdf: compiler.pdf(compiled, { pdfStandard: "ua-1" }), conformant: true };
  } catch {
    return { pdf: compiler.pdf(compiled, { pdfStandard: "1.7" }), conformant: false };
  }
}
