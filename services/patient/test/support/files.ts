/** The smallest files of their kinds. */
const png = "iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAIAAAACUFjqAAAAEklEQVR4nGP4z8CAB+GTG8HSALfKY52fTcuYAAAAAElFTkSuQmCC";

export const files = {
  png: Buffer.from(png, "base64"),
  jpeg: Buffer.from("ffd8ffe000104a46494600010100000100010000ffdb004300ffd9", "hex"),
  webp: Buffer.from("524946461a000000574542505650384c0d0000002f00000010071011118888fe0700", "hex"),
  pdf: Buffer.from("%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"),
  text: Buffer.from("Alergias: ninguna\n\tconocida\r\n"),
  gif: Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "base64"),
  zip: Buffer.from("504b0304140000000800", "hex"),
  elf: Buffer.from("7f454c46020101000000000000000000", "hex"),
};
