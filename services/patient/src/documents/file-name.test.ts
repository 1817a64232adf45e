import assert from "node:assert/strict";
import { test } from "node:test";
import { cleanFileName, fileNameMaxLength } from "./file-name.ts";

test("a stored file name is one that can be saved anywhere and says what the bytes are", () => {
  const cleaned: Record<string, string> = {
    "../../etc/passwd": "passwd.pdf",
    "C:\\Users\\ana\\Versicherung.PDF": "Versicherung.pdf",
    "in\u202evoice\u0000.fdp": "invoice.fdp.pdf",
    "a\u200b\u2066b\n.pdf": "ab.pdf",
    ". . hidden.": "hidden.pdf",
    "con.pdf": "_con.pdf",
    NUL: "_NUL.pdf",
    "what?<is>|it*:.pdf": "whatisit.pdf",
    "Ausweis  Ñandú.pdf": "Ausweis Ñandú.pdf",
    "日本語.pdf": "日本語.pdf",
    "": "document.pdf",
    "/": "document.pdf",
    ".pdf": "pdf.pdf",
    "setup.exe": "setup.exe.pdf",
  };
  for (const [given, expected] of Object.entries(cleaned))
    assert.equal(cleanFileName(given, "document", "application/pdf"), expected, JSON.stringify(given));
  assert.equal(cleanFileName(undefined, "photo", "image/jpeg"), "photo.jpg");
  assert.equal(cleanFileName("me.jpeg", "photo", "image/jpeg"), "me.jpeg");
});

test("a long name is cut between letters and keeps its extension", () => {
  const name = cleanFileName(`${"👩‍👩‍👧".repeat(60)}.png`, "photo", "image/png");
  assert.ok(name.length <= fileNameMaxLength && name.endsWith(".png"));
  assert.ok(name.isWellFormed());
});
