/** What a PDF says, and which pages and tags it has, as another reader finds it. */
import { getDocumentProxy } from "unpdf";

export type ReadPdf = { pages: string[][]; text: string; title: string; language: string; tags: string[] };

type TagNode = { role: string; children: ({ id: string } | TagNode)[] };

export async function readPdf(bytes: Uint8Array): Promise<ReadPdf> {
  const pdf = await getDocumentProxy(new Uint8Array(bytes));
  const numbers = Array.from({ length: pdf.numPages }, (_, index) => index + 1);
  const read = await Promise.all(
    numbers.map(async (number) => {
      const page = await pdf.getPage(number);
      const { items } = await page.getTextContent();
      const tree = (await page.getStructTree()) as TagNode | null;
      return { items: items.flatMap((item) => ("str" in item ? [item.str] : [])), tags: tree ? rolesOf(tree) : [] };
    }),
  );
  const { info } = await pdf.getMetadata();
  const { Title, Language } = info as { Title?: string; Language?: string };
  const pages = read.map(({ items }) => items.map((item) => item.trim()).filter(Boolean));
  await pdf.cleanup();
  return {
    pages,
    text: pages.flat().join(" "),
    title: Title ?? "",
    language: Language ?? "",
    tags: read.flatMap(({ tags }) => tags),
  };
}

function rolesOf(node: TagNode): string[] {
  return [node.role, ...node.children.flatMap((child) => ("role" in child ? rolesOf(child) : []))];
}
