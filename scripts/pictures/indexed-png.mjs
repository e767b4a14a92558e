import { crc32, deflateSync } from 'node:zlib';
import { SIGNATURE, readPng } from './read-png.mjs';

const MOST_COLOURS = 256;

/**
 * Makes a screenshot small: each pixel becomes the number of one of at most 256 colours. Those are
 * the most frequent ones; what is left takes the nearest.
 * @param {Buffer} png - as Chromium writes it: eight bits of red, green and blue, opaque
 * @returns {Buffer}
 */
export function toIndexedPng(png) {
  const { width, height, pixels } = readPng(png);
  const palette = choosePalette(pixels);
  const nearest = findNearest(palette);
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      rows[y * (width + 1) + 1 + x] = nearest(pixels.readUIntBE((y * width + x) * 3, 3));
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const colours = Buffer.alloc(palette.length * 3);
  palette.forEach((colour, index) => colours.writeUIntBE(colour, index * 3, 3));
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', colours),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/**
 * The most frequent colours, of near ones the most frequent only.
 * @param {Buffer} pixels
 */
function choosePalette(pixels) {
  /** @type {Map<number, number>} */
  const counts = new Map();
  for (let at = 0; at < pixels.length; at += 3) {
    const colour = pixels.readUIntBE(at, 3);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const byCount = [...counts.keys()].toSorted(
    (one, other) => (counts.get(other) ?? 0) - (counts.get(one) ?? 0),
  );
  if (byCount.length <= MOST_COLOURS) return byCount;
  /** @type {Map<number, number>} */
  const ofNear = new Map();
  for (const colour of byCount) {
    const near = colour & 0xf8_f8_f8;
    if (!ofNear.has(near)) ofNear.set(near, colour);
  }
  return [...ofNear.values()].slice(0, MOST_COLOURS);
}

/**
 * @param {readonly number[]} palette
 * @returns {(colour: number) => number} the place of the nearest colour in it
 */
function findNearest(palette) {
  /** @type {Map<number, number>} */
  const known = new Map(palette.map((colour, index) => [colour, index]));
  return (colour) => {
    const found = known.get(colour);
    if (found !== undefined) return found;
    const distances = palette.map((one) => distance(one, colour));
    const nearest = distances.indexOf(Math.min(...distances));
    known.set(colour, nearest);
    return nearest;
  };
}

/**
 * @param {number} one
 * @param {number} other
 */
function distance(one, other) {
  return [16, 8, 0].reduce(
    (sum, shift) => sum + (((one >> shift) & 0xff) - ((other >> shift) & 0xff)) ** 2,
    0,
  );
}

/**
 * @param {string} type
 * @param {Buffer} data
 */
function chunk(type, data) {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(named.length + 8);
  framed.writeUInt32BE(data.length, 0);
  framed.set(named, 4);
  framed.writeUInt32BE(crc32(named), named.length + 4);
  return framed;
}
