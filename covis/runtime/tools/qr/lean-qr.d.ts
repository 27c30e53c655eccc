// The part of lean-qr that Covis uses.

/** A code for the text. Throws where the text is too long for one. */
export function generate(text: string): { readonly size: number; get(x: number, y: number): boolean };
