import { inflateSync } from 'node:zlib';

/** How a picture begins; what follows are chunks (w3.org/TR/png-3). */
export const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** @typedef {{ width: number, height: number, pixels: Buffer }} Picture - three bytes a pixel */

/**
 * Reads a PNG as Chromium and `toIndexedPng` write it: eight bits, every row one after the other.
 * What is transparent is not told.
 * @param {Buffer} png
 * @returns {Picture}
 */
export function readPng(png) {
  const chunks = [...chunksOf(png)];
  const header = chunks.find(({ type }) => type === 'IHDR')?.data ?? Buffer.alloc(13);
  const width = header.readUInt32BE(0);
  const height = header.readUInt32BE(4);
  const channels = { 2: 3, 3: 1, 6: 4 }[header[9] ?? -1];
  if (header[8] !== 8 || channels === undefined || header[12] !== 0)
    throw new Error('A PNG of another kind than Chromium writes');
  const packed = Buffer.concat(
    chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data),
  );
  const samples = unfilter(inflateSync(packed), width * channels, height, channels);
  const palette = chunks.find(({ type }) => type === 'PLTE')?.data;
  const pixels = Buffer.alloc(width * height * 3);
  for (let index = 0; index < width * height; index += 1) {
    const from = palette && channels === 1 ? (samples[index] ?? 0) * 3 : index * channels;
    (palette && channels === 1 ? palette : samples).copy(pixels, index * 3, from, from + 3);
  }
  return { width, height, pixels };
}

/** @param {Buffer} png */
function* chunksOf(png) {
  if (!png.subarray(0, 8).equals(SIGNATURE)) throw new Error('Not a PNG');
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at);
    const type = png.toString('latin1', at + 4, at + 8);
    yield { type, data: png.subarray(at + 8, at + 8 + length) };
    at += 12 + length;
  }
}

/**
 * Undoes what each row is filtered by: its samples are differences to those at the left and above.
 * @param {Buffer} rows - each begins with the number of its filter
 * @param {number} size - bytes of a row without that
 * @param {number} height
 * @param {number} channels - bytes from a sample to the same of the pixel at the left
 */
function unfilter(rows, size, height, channels) {
  const samples = Buffer.alloc(size * height);
  for (let y = 0; y < height; y += 1) {
    const filter = rows[y * (size + 1)];
    for (let x = 0; x < size; x += 1) {
      const at = y * size + x;
      const left = x < channels ? 0 : (samples[at - channels] ?? 0);
      const above = y === 0 ? 0 : (samples[at - size] ?? 0);
      const corner = x < channels || y === 0 ? 0 : (samples[at - size - channels] ?? 0);
      samples[at] = (rows[y * (size + 1) + 1 + x] ?? 0) + predict(filter, left, above, corner);
    }
  }
  return samples;
}

/**
 * @param {number | undefined} filter
 * @param {number} left
 * @param {number} above
 * @param {number} corner
 */
function predict(filter, left, above, corner) {
  if (filter === 1) return left;
  if (filter === 2) return above;
  if (filter === 3) return Math.floor((left + above) / 2);
  if (filter !== 4) return 0;
  const guess = left + above - corner;
  const toLeft = Math.abs(guess - left);
  const toAbove = Math.abs(guess - above);
  const toCorner = Math.abs(guess - corner);
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}
