// The types of a document for the JavaScript type check, made from its JSON Schema: `npm run types`. With --check it only compares.
// A field with a default is in every document that the compiler writes, so here it is required.
import { readFile, writeFile } from "node:fs/promises";
import { compile } from "json-schema-to-typescript";

const SCHEMA = "docs/schemas/document.schema.json";
const TYPES = "covis/runtime/types/document.d.ts";
/** Fields that format 1 got after its first documents were released ("Mark.stem"): older documents do not have them. */
const ADDED_LATER = new Set(["Mark.form", "Mark.own_colors", "Plot.scene"]);
const BANNER = `// Made from ${SCHEMA} by \`npm run types\`: do not edit.`;

/** In place: no name for the type of every field, tuples as the converter knows them, fields with a default required. */
function prepare(schema) {
  if (schema === null || typeof schema !== "object") return;
  for (const value of Object.values(schema)) prepare(value);
  if (schema.prefixItems) {
    schema.items = schema.prefixItems;
    delete schema.prefixItems;
  }
  if (!schema.properties) return;
  const always = ([name, field]) => "default" in field && !ADDED_LATER.has(`${schema.title}.${name}`);
  schema.required = [
    ...(schema.required ?? []),
    ...Object.entries(schema.properties)
      .filter(always)
      .map(([name]) => name),
  ];
  for (const field of Object.values(schema.properties)) delete field.title;
  if (schema.title === "Plot") schema.properties.figure.tsType = "{ data: Covis.Trace[]; layout: Record<string, any> }"; // Plotly's
}

const schema = JSON.parse(await readFile(SCHEMA, "utf8"));
prepare(schema);
schema.title = "CovisDocument";
const made = await compile(schema, "CovisDocument", { bannerComment: BANNER, additionalProperties: false, style: { printWidth: 140 } });
if (!process.argv.includes("--check")) {
  await writeFile(TYPES, made);
} else if (made !== (await readFile(TYPES, "utf8"))) {
  console.error(`${TYPES} is older than ${SCHEMA}. Run: npm run types`);
  process.exitCode = 1;
}
