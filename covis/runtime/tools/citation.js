// How a visualisation is cited: in words and in BibTeX, from what the server knows of it (schema.org's LearningResource, /d/<digest>/about.json).

/** @typedef {{name: string}} Named */
/**
 * @typedef {{name: string, author?: Named[], contributor?: Named[], publisher?: Named, isPartOf?: Named, version?: string, datePublished?: string,
 * license?: string, identifier: {value: string}, creativeWorkStatus?: string}} Resource
 */

const DIGITS = 16; // of the digest: enough to find the edition

/** @param {Named[]} [people] */
const names = (people = []) => people.map(({ name }) => name);

/**
 * "2026", from the date of the release; an edition without a release has the year in which it is looked at.
 * @param {Resource} resource
 * @param {Date} today
 */
const yearOf = ({ datePublished }, today) => datePublished?.slice(0, 4) ?? String(today.getFullYear());

/**
 * What identifies the edition: its number, the day on which it was signed, the beginning of its digest.
 * @param {Resource} resource
 */
function editionOf({ version, datePublished, identifier }) {
  const signed = datePublished ? `signed off ${datePublished}` : "not signed off";
  return `${version ? `version ${version}, ` : ""}${signed}, SHA-256 ${identifier.value.slice(0, DIGITS)}`;
}

/**
 * @param {Resource} resource
 * @param {string} address
 * @param {Date} [today]
 */
export function plainCitation(resource, address, today = new Date()) {
  const authors = names(resource.author).join(", ") || resource.isPartOf?.name || "Unknown";
  const checked = names(resource.contributor);
  const where = [resource.isPartOf?.name, resource.publisher?.name].filter(Boolean).join(", ");
  return [
    `${authors} (${yearOf(resource, today)}).`,
    `${resource.name} [interactive visualisation; ${editionOf(resource)}].`,
    resource.datePublished && checked.length > 0 && `Fact-checked by ${checked.join(", ")}.`,
    where && `${where}.`,
    address,
  ]
    .filter(Boolean)
    .join(" ");
}

/** @type {Record<string, string>} what BibTeX and LaTeX read as their own */
const ESCAPES = { "\\": "\\textbackslash{}", "{": "\\{", "}": "\\}", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}" };
/** @param {string} text */
const escaped = (text) => text.replaceAll(/[\\{}~^]/g, (sign) => ESCAPES[sign]).replaceAll(/[#$%&_]/g, (sign) => `\\${sign}`);

/**
 * An entry of type @misc, which every BibTeX style knows.
 * @param {Resource} resource
 * @param {string} id
 * @param {string} address
 * @param {Date} [today]
 */
export function bibtex(resource, id, address, today = new Date()) {
  const authors = names(resource.author);
  const checked = names(resource.contributor);
  const notes = [editionOf(resource), resource.datePublished && checked.length > 0 && `fact-checked by ${checked.join(", ")}`];
  /** @type {[string, string | undefined | false][]} */
  const fields = [
    ["author", authors.length > 0 && authors.map((name) => `{${escaped(name)}}`).join(" and ")],
    ["title", `{${escaped(resource.name)}}`],
    ["year", yearOf(resource, today)],
    ["howpublished", escaped(["Interactive visualisation", resource.isPartOf?.name].filter(Boolean).join(", "))],
    ["publisher", resource.publisher && escaped(resource.publisher.name)],
    ["note", escaped(notes.filter(Boolean).join("; "))],
    ["url", address],
  ];
  const lines = fields.flatMap(([name, value]) => (value ? [`  ${name} = {${value}}`] : []));
  return `@misc{${id}_${resource.identifier.value.slice(0, 8)},\n${lines.join(",\n")}\n}`;
}
