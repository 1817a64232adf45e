import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

export default defineConfig({
  plugins: [react(), compressAssets()],
  resolve: {
    alias: [
      {
        find: /^@messageformat\/date-skeleton.*/,
        replacement: join(import.meta.dirname, "src/i18n/no-date-formats.ts"),
      },
    ],
  },
  server: { port: 5173, proxy: { "/api": "http://localhost:8080" } },
  build: {
    target: "es2023",
    // Inlined files would be `data:` addresses, which the content security policy refuses for
    // fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 800,
  },
});

/** Puts a `.br` and a `.gz` beside each file that shrinks: the gateway sends them as they are. */
function compressAssets(): Plugin {
  return {
    name: "compress-assets",
    apply: "build",
    async writeBundle({ dir = "" }, bundle) {
      const paths = Object.keys(bundle).filter((name) => /\.(js|css|svg|json)$/.test(name));
      await Promise.all(paths.map((path) => compress(join(dir, path))));
    },
  };
}

async function compress(path: string): Promise<void> {
  const content = await readFile(path);
  if (content.byteLength < 1_024) return;
  const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };
  await writeFile(`${path}.br`, await promisify(brotliCompress)(content, brotli));
  await writeFile(`${path}.gz`, await promisify(gzip)(content, { level: 9 }));
}
