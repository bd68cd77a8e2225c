// lint-kubernetes.mjs FILE... - checks Kubernetes manifests against the types of its API, which scripts/setup brings
//
// TypeScript's compiler does it: each document becomes a literal of the type that its apiVersion and kind name, in which
// an unknown field, one that is missing and a value of another type are errors.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const place = new URL("../.cache/kubernetes-types/", import.meta.url);
const require = createRequire(place);
const ts = require("typescript");
const yaml = require("yaml");

const sources = new Map();
for (const file of process.argv.slice(2)) {
  yaml.parseAllDocuments(readFileSync(file, "utf8")).forEach((document, index) => {
    const manifest = document.toJS();
    const group = manifest.apiVersion.includes("/") ? manifest.apiVersion : `core/${manifest.apiVersion}`;
    sources.set(
      fileURLToPath(new URL(`${sources.size}.ts`, place)),
      {
        name: `${file}, document ${index + 1}`,
        text: `import { ${manifest.kind} } from "kubernetes-types/${group}";\n`
          + `export const manifest: ${manifest.kind} = ${JSON.stringify(manifest, null, 2)};\n`,
      });
  });
}

const options = { strict: true, noEmit: true, skipLibCheck: true, types: [] };
const host = ts.createCompilerHost(options);
const { fileExists, getSourceFile } = host;
host.fileExists = (path) => sources.has(path) || fileExists(path);
host.getSourceFile = (path, version) =>
  sources.has(path) ? ts.createSourceFile(path, sources.get(path).text, version) : getSourceFile(path, version);

const found = ts.getPreEmitDiagnostics(ts.createProgram([...sources.keys()], options, host));
for (const { file, messageText } of found) {
  console.error(`${sources.get(file?.fileName)?.name}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`);
}
process.exit(found.length === 0 ? 0 : 1);
