/** The upper 32 bits of the product of two whole numbers of 32 bits, without a sign. A shared piece. */
const upper = (x, y) => {
  const p = x & 0xffff, q = x >>> 16, r = y & 0xffff, s = y >>> 16, one = Math.imul(q, r), other = Math.imul(p, s);
  const middle = (Math.imul(p, r) >>> 16) + (one & 0xffff) + (other & 0xffff);
  return (Math.imul(q, s) + (one >>> 16) + (other >>> 16) + (middle >>> 16)) | 0;
};

/**
 * The random number of a stream at the place (i, j, k), uniform in (0, 1), for a seed: (m + 1/2) / 2^52, m the upper 26 bits of each of the
 * first two words of Philox 4x32-10 (Salmon, Moraes, Dror, Shaw, SC '11, doi:10.1145/2063384.2063405) with the counter (i, j, k, 0) and
 * the key (seed, stream). NaN where seed or place is not a whole number of 32 bits. Accuracy: the bits of covis/authoring/chance/philox.py.
 */
const draw = (stream, seed, i, j, k = 0) => {
  if ((seed | 0) !== seed || (i | 0) !== i || (j | 0) !== j || (k | 0) !== k) return NaN;
  let a = i | 0, b = j | 0, c = k | 0, d = 0, left = seed | 0, right = stream | 0;
  for (let round = 0; round < 10; round++) {
    const first = upper(0xd2511f53, a) ^ d ^ right, second = upper(0xcd9e8d57, c) ^ b ^ left;
    d = Math.imul(0xd2511f53, a);
    b = Math.imul(0xcd9e8d57, c);
    a = second;
    c = first;
    left = (left + 0x9e3779b9) | 0;
    right = (right + 0xbb67ae85) | 0;
  }
  return ((a >>> 6) * 67108864 + (b >>> 6) + 0.5) / 4503599627370496;
};
