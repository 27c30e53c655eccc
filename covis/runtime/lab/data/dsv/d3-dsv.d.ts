// The part of d3-dsv that Covis uses.

/** A reader of rows of cells (RFC 4180) that this character separates. */
export function dsvFormat(delimiter: string): { parseRows(text: string): string[][] };
