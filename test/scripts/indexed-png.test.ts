import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { deflateSync } from 'node:zlib';
import { before, describe, it } from 'mocha';
import { projectRoot } from '../support/pair';

interface IndexedPng {
  readonly toIndexedPng: (png: Buffer) => Buffer;
  readonly readPng: (png: Buffer) => { width: number; height: number; pixels: Buffer };
}

function chunk(type: string, data: Buffer): Buffer {
  const framed = Buffer.alloc(data.length + 12);
  framed.writeUInt32BE(data.length, 0);
  framed.write(type, 4, 'latin1');
  data.copy(framed, 8);
  return framed;
}

/** A PNG without checksums, which nothing here reads: each row as it is, with its filter first. */
function png(width: number, channels: 3 | 4, rows: readonly (readonly number[])[]): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(rows.length, 4);
  header.set([8, channels === 3 ? 2 : 6], 8);
  return Buffer.concat([
    Buffer.from('\u0089PNG\r\n\u001A\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.from(rows.flat()))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

describe('a screenshot that is made small', () => {
  let indexed: IndexedPng;

  before(async () => {
    const files = ['indexed-png', 'read-png'].map((name) =>
      path.join(projectRoot, 'scripts', 'pictures', `${name}.mjs`),
    );
    const parts = await Promise.all(files.map((file) => import(pathToFileURL(file).href)));
    indexed = Object.assign({}, ...parts);
  });

  for (const [name, rows] of [
    ['none', [0, 10, 20, 30, 40, 50, 60]],
    ['of the pixel at the left', [1, 10, 20, 30, 30, 30, 30]],
    ['of the pixel above', [2, 10, 20, 30, 40, 50, 60]],
    ['of both', [3, 10, 20, 30, 35, 40, 45]],
    ['of the likeliest of three', [4, 10, 20, 30, 30, 30, 30]],
  ] as const) {
    it(`is read, whatever its rows are differences to: ${name}`, () => {
      const { pixels } = indexed.readPng(png(2, 3, [rows]));
      assert.deepEqual([...pixels], [10, 20, 30, 40, 50, 60]);
    });
  }

  it('is read where its rows are differences to one another', () => {
    const { pixels } = indexed.readPng(
      png(1, 3, [
        [0, 10, 20, 30],
        [2, 1, 2, 255],
        [4, 1, 1, 1],
      ]),
    );
    assert.deepEqual([...pixels], [10, 20, 30, 11, 22, 29, 12, 23, 30]);
  });

  it('keeps every pixel where it has few colours', () => {
    const { pixels } = indexed.readPng(
      indexed.toIndexedPng(png(2, 4, [[0, 1, 2, 3, 255, 250, 251, 252, 255]])),
    );
    assert.deepEqual([...pixels], [1, 2, 3, 250, 251, 252]);
  });

  it('keeps the frequent colours, and of many others the nearest', () => {
    const many = Array.from({ length: 600 }, (_, index) => [index % 256, index % 7, index % 11]);
    const red = Array.from({ length: 1000 }, () => [200, 0, 0]);
    const { pixels } = indexed.readPng(
      indexed.toIndexedPng(png(1600, 3, [[0, ...[...red, ...many].flat()]])),
    );
    assert.deepEqual([...pixels.subarray(0, 3)], [200, 0, 0]);
    const off = many.flat().map((value, at) => Math.abs(value - (pixels[3000 + at] ?? 0)));
    assert.ok(Math.max(...off) <= 8, `${Math.max(...off)}`);
  });

  it('refuses what is no PNG', () => {
    assert.throws(() => indexed.toIndexedPng(Buffer.from('GIF89a, which is none')), /Not a PNG/);
  });
});

describe('the pictures of the guide', () => {
  const folder = path.join(projectRoot, 'docs', 'pictures');

  for (const file of readdirSync(folder)) {
    it(`are small: ${file}`, () => {
      assert.ok(readFileSync(path.join(folder, file)).length <= 60_000);
    });
  }
});
