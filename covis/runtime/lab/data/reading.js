// From a file of numbers to columns: CSV as spreadsheets, loggers and people write it. What cannot be read is refused in words that name the
// row and the column, all faults at once. Rows are counted as a spreadsheet counts them.
import { dsvFormat } from "./dsv/d3-dsv.js";

export const MOST_ROWS = 50_000;
const MOST_BYTES = 8_000_000;
const MOST_COLUMNS = 64;
const MOST_FAULTS = 8; // that are written out
const SAMPLE = 50; // rows that the delimiter is found from
const DELIMITERS = ["\t", ";", ",", "|"];
const COMMENT = /^\s*[#%]/;
const MISSING = new Set(["", "-", "--", "\u2013", "\u2014", "na", "n/a", "nan", "#n/a", "null", "none", "missing"]);
const GROUPING = /[\u00a0\u202f\u2009']/g; // what people put between groups of digits
const WHOLE = /^[+-]?\d+(?:e[+-]?\d+)?$/i;
const POINT = /^[+-]?(?:\d+\.\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const COMMA = /^[+-]?(?:\d+,\d*|,\d+)(?:e[+-]?\d+)?$/i;
const GROUPED = { ".": /^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?$/, ",": /^[+-]?\d{1,3}(?:\.\d{3})+(?:,\d*)?$/ };
const UNCERTAINTY =
  /^(?:[σδ±]|u\(|(?:sigma|delta|err|error|unc|uncertainty|standard error|sd|se|std)(?![a-z]))|[_ ](?:err|error|unc|uncertainty|sd|se|std)$/i;

/** A file that cannot be read; each fault is a sentence that says where. */
export class ReadError extends Error {
  /** @param {string[]} faults */
  constructor(faults) {
    const more = faults.length - MOST_FAULTS;
    super([...faults.slice(0, MOST_FAULTS), ...(more > 0 ? [`There are ${more} more like these.`] : [])].join("\n"));
  }
}

/**
 * @typedef {"." | ","} Mark the mark before decimals
 * @typedef {{title: string, name: string, unit: string, values: Float64Array, missing: number, uncertain: boolean}} DataColumn
 * @typedef {{columns: DataColumn[], rows: number[], decimal: Mark, words: string[]}} Table `rows`: the number of each row in the file; `words`: columns that hold no numbers
 */

/**
 * The text of a file: UTF-8, UTF-16 with or without a byte order mark, else Windows' western characters, as Excel writes them.
 * @param {ArrayBuffer} buffer
 * @returns {string}
 */
export function decode(buffer) {
  if (buffer.byteLength > MOST_BYTES)
    throw new ReadError([`The file has ${Math.round(buffer.byteLength / 1e6)} MB; files of up to ${MOST_BYTES / 1e6} MB are read.`]);
  const bytes = new Uint8Array(buffer);
  const [first, second] = bytes;
  if (first === 0x50 && second === 0x4b)
    throw new ReadError([
      "This is a spreadsheet or a zip file. Save it as CSV (in Excel: File, Save As, CSV UTF-8), then choose that file.",
    ]);
  const zeros = [0, 1].map((parity) => bytes.subarray(0, 400).filter((byte, k) => byte === 0 && k % 2 === parity).length);
  const half = Math.min(bytes.length, 400) / 8;
  if ((first === 0xff && second === 0xfe) || zeros[1] > half) return new TextDecoder("utf-16le").decode(bytes);
  if ((first === 0xfe && second === 0xff) || zeros[0] > half) return new TextDecoder("utf-16be").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

/** @param {string} cell */
const cleaned = (cell) =>
  cell
    .trim()
    .replace(/\u2212/g, "-")
    .replace(GROUPING, "");

/** @param {string} cell */
const isMissing = (cell) => MISSING.has(cell.trim().toLowerCase());

/** Whether it is a number, with a decimal point or a decimal comma. @param {string} cell */
function numeric(cell) {
  const text = cleaned(cell);
  return WHOLE.test(text) || POINT.test(text) || COMMA.test(text) || GROUPED["."].test(text) || GROUPED[","].test(text);
}

/**
 * The number that a cell holds; null where it is none.
 * @param {string} cell
 * @param {Mark} decimal
 * @returns {number | null}
 */
export function numberIn(cell, decimal) {
  const text = cleaned(cell);
  const plain = decimal === "." ? text.replace(GROUPED["."].test(text) ? /,/g : /^$/, "") : inPoints(text);
  if (!WHOLE.test(plain) && !POINT.test(plain)) return null;
  const value = Number(plain);
  return Number.isFinite(value) ? value + 0 : null;
}

/** @param {string} text with a decimal comma */
function inPoints(text) {
  if (GROUPED[","].test(text)) return text.replaceAll(".", "").replace(",", ".");
  return COMMA.test(text) ? text.replace(",", ".") : WHOLE.test(text) ? text : "";
}

/**
 * Read a text as a table of numbers.
 * @param {string} given
 * @param {{decimal?: Mark}} [how] `decimal`: the mark before decimals; without it, the numbers tell
 * @returns {Table} numbers by column, not-a-number where a cell is missing. Throws a ReadError.
 */
export function read(given, { decimal: told } = {}) {
  let text = given.replace(/^\ufeff/, "");
  if (!text.trim()) throw new ReadError(["There is nothing in it: the first row names the columns, the rows after it hold numbers."]);
  if (text.includes("\0")) throw new ReadError(["This is no text file. Save the measurement as CSV, then choose that file."]);
  const stated = /^sep=(.)\r?\n/i.exec(text); // Excel's own way to say it
  if (stated) text = text.slice(stated[0].length);
  const delimiter = stated?.[1] ?? delimiterOf(text);
  const all = cells(text, delimiter).map((row, k) => ({ row: k + 1 + (stated ? 1 : 0), cells: row }));
  checkQuotes(text, all);
  const lines = all.filter(({ cells: row }) => row.some((cell) => cell.trim()) && !COMMENT.test(row[0]));
  const first = lines.findIndex(({ cells: row }) => row.some(numeric) && row.every((cell) => numeric(cell) || isMissing(cell)));
  let begin = first >= 0 ? first : lines.findIndex(({ cells: row }) => row.some(numeric));
  while (begin > 0 && lines[begin - 1].cells.some(numeric)) begin--; // a row of numbers with a fault in it
  if (begin < 0) throw new ReadError(["There are no numbers in it: the first row names the columns, the rows after it hold numbers."]);
  const body = lines.slice(begin);
  if (body.length > MOST_ROWS) throw new ReadError([`It has ${body.length} rows of numbers; up to ${MOST_ROWS} are read. Leave some out.`]);
  const { names, units } = header(lines.slice(0, begin), body);
  const count = names.length || Math.max(...body.slice(0, SAMPLE).map(({ cells: row }) => trimmed(row).length));
  if (count > MOST_COLUMNS) throw new ReadError([`It has ${count} columns; up to ${MOST_COLUMNS} are read. Leave some out.`]);
  const decimal = told ?? decimalOf(body, delimiter);
  const titles = Array.from({ length: count }, (_, k) => names[k]?.trim() || `Column ${k + 1}`);
  return columns(titles, units, body, decimal, names.length);
}

/**
 * @param {string} text
 * @param {string} delimiter a space stands for any run of spaces
 */
function cells(text, delimiter) {
  if (delimiter !== " ") return dsvFormat(delimiter).parseRows(text);
  return text
    .replace(/\r?\n$/, "")
    .split(/\r\n|\n|\r/)
    .map((line) => line.trim().split(/[ \t]+/));
}

/** @param {string[]} row */
function trimmed(row) {
  let length = row.length;
  while (length > 0 && !row[length - 1].trim()) length--;
  return row.slice(0, length);
}

/**
 * What separates the cells: the delimiter with the greatest share of numbers in rows of several cells.
 * @param {string} text
 */
function delimiterOf(text) {
  const sample = text.slice(0, 60_000);
  let best = { delimiter: ",", score: 0 };
  for (const delimiter of [...DELIMITERS, " "]) {
    const rows = cells(sample, delimiter)
      .filter((row) => row.some((cell) => cell.trim()) && !COMMENT.test(row[0]))
      .slice(0, SAMPLE);
    const found = rows.map((row) => (row.length > 1 ? row.filter((cell) => numeric(cell) || isMissing(cell)).length / row.length : 0));
    const score = found.reduce((sum, share) => sum + share, 0) / Math.max(1, rows.length);
    const enough = delimiter === " " ? best.score < 0.3 : true; // spaces separate cells only where nothing else does
    if (enough && score > best.score + 0.02) best = { delimiter, score };
  }
  return best.delimiter;
}

/**
 * A quote that is opened and not closed takes in everything after it.
 * @param {string} text
 * @param {{row: number, cells: string[]}[]} rows
 */
function checkQuotes(text, rows) {
  const last = rows[rows.length - 1];
  const open = last?.cells.findIndex((cell) => /[\n\r]/.test(cell)) ?? -1;
  if (open >= 0 && (text.match(/"/g)?.length ?? 0) % 2 === 1)
    throw new ReadError([`Row ${last.row}, column ${open + 1}: a quotation mark opens here and is not closed.`]);
}

/**
 * The names of the columns: the last row before the numbers that has several cells; a row of units may follow it.
 * @param {{row: number, cells: string[]}[]} before
 * @param {{row: number, cells: string[]}[]} body
 */
function header(before, body) {
  const width = trimmed(body[0].cells).length;
  const rows = before.map(({ cells: row }) => trimmed(row)).filter((row) => row.length > 1 || width === 1);
  const last = rows[rows.length - 1] ?? [];
  const above = rows[rows.length - 2];
  const bracketed = last.length > 0 && last.every((cell) => !cell.trim() || /^[([].{0,30}[)\]]$/.test(cell.trim()));
  const short = above?.length === last.length && last.every((cell) => cell.trim().length <= 8 && !/\s/.test(cell.trim()));
  if (above && (bracketed || short)) return { names: above, units: last.map((cell) => cell.trim().replace(/^[([]|[)\]]$/g, "")) };
  return { names: last, units: [] };
}

/**
 * The mark before decimals: a comma where some number has one that cannot group thousands.
 * @param {{cells: string[]}[]} body
 * @param {string} delimiter
 * @returns {Mark}
 */
function decimalOf(body, delimiter) {
  let commas = false;
  for (const { cells: row } of body)
    for (const cell of row) {
      const text = cleaned(cell);
      if (POINT.test(text) && !GROUPED[","].test(text)) return ".";
      if (/^[+-]?\d{1,3}(?:,\d{3})+\.\d+$/.test(text)) return ".";
      commas ||= COMMA.test(text) || GROUPED[","].test(text);
    }
  return commas && (delimiter !== "," || body.some(({ cells: row }) => row.some((cell) => COMMA.test(cleaned(cell))))) ? "," : ".";
}

/**
 * "t / s", "U (mV)", "U [mV]", "U in mV": the name and the unit.
 * @param {string} title
 * @returns {{name: string, unit: string}}
 */
export function titled(title) {
  const found =
    /^([^()[\]]*\S)\s*[([]([^()[\]]{0,30}(?:\([^()]{0,30}\))?[^()[\]]{0,10})[)\]]$/.exec(title) ??
    /^(.*?\S)\s+in\s+(\S{1,30})$/.exec(title);
  const slash = found ? -1 : title.indexOf("/");
  if (found) return { name: found[1].replace(/\/$/, "").trim(), unit: found[2].trim() };
  if (slash > 0) return { name: title.slice(0, slash).trim(), unit: title.slice(slash + 1).trim() };
  return { name: title, unit: "" };
}

/**
 * @param {string[]} titles
 * @param {string[]} units
 * @param {{row: number, cells: string[]}[]} body
 * @param {Mark} decimal
 * @param {number} named how many columns the header names; 0 where there is none
 * @returns {Table}
 */
function columns(titles, units, body, decimal, named) {
  /** @type {string[]} */
  const faults = [];
  const columns = [];
  /** @type {string[]} */
  const words = [];
  for (const { row, cells: line } of body) {
    const given = trimmed(line).length;
    if (given > titles.length) {
      const way =
        line.some((cell) => /^\d+$/.test(cell.trim())) && given === 2 * titles.length
          ? "; are there decimal commas between commas? Save it with semicolons"
          : "";
      faults.push(`Row ${row} has ${given} cells, and ${named ? "the header names" : "the rows before it have"} ${titles.length}${way}.`);
    }
  }
  for (const [k, title] of titles.entries()) {
    const values = new Float64Array(body.length).fill(Number.NaN);
    /** @type {string[]} */
    const wrong = [];
    let missing = 0;
    body.forEach(({ row, cells: line }, i) => {
      const cell = line[k] ?? "";
      const value = isMissing(cell) ? null : numberIn(cell, decimal);
      if (value !== null) values[i] = value;
      else if (isMissing(cell)) missing++;
      else wrong.push(`Row ${row}, column “${title}”: “${cell.trim().slice(0, 30)}” is not a number.`);
    });
    const numbers = body.length - missing - wrong.length;
    if (wrong.length >= numbers && wrong.length > 0) words.push(title);
    else faults.push(...wrong);
    if (wrong.length >= numbers) continue;
    const { name, unit } = titled(title);
    columns.push({ title, name, unit: units[k] || unit, values, missing, uncertain: UNCERTAINTY.test(name) });
  }
  if (faults.length) throw new ReadError(faults);
  if (columns.length < 2) {
    const only = columns.length ? `only “${columns[0].title}” holds numbers` : "no column holds numbers";
    throw new ReadError([
      `A measurement needs two columns of numbers, and ${only}. Cells are separated by commas, semicolons, tabs or spaces${words.length ? `; “${words[0]}” holds words` : ""}.`,
    ]);
  }
  const known = new Map();
  for (const column of columns) {
    const count = (known.get(column.title) ?? 0) + 1;
    known.set(column.title, count);
    if (count > 1) column.title += ` (${count})`;
  }
  return { columns, rows: body.map(({ row }) => row), decimal, words };
}
