// Plain JavaScript, so that an old Node can still say what is wrong: checks the version, then runs the file it is given.
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [major] = process.versions.node.split(".");
if (Number(major) < 24) {
  process.stderr.write(
    `This needs Node 24 or newer; it is running on ${process.version}.\n` +
      "`npm ci` brings Node 24 along on Linux (x64, arm64) and Windows (x64): run it without --omit=optional and start through `npm start` or `npm test`.\n" +
      "Elsewhere, install Node 24 or newer first.\n",
  );
  process.exit(1);
}
const [, , file] = process.argv;
process.argv.splice(1, 2, resolve(file));
await import(pathToFileURL(resolve(file)).href);
