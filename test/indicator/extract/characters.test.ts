import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { readCodes, roomForCodes } from '../../../src/indicator/extract/characters';

const LINE = 'GET http://evil.example/a HTTP/1.1';
const LONG = 'x'.repeat(10_000);

const textIn = (codes: Uint16Array, length: number): string =>
  String.fromCharCode(...codes.subarray(0, length));

describe('the code units of a text', () => {
  it('are those of the text, with nothing behind them', () => {
    for (const text of [LINE, LONG, 'é😀', '']) {
      const codes = roomForCodes(text);
      codes.fill(0xffff);
      readCodes(codes, text, 0, text.length);
      assert.equal(textIn(codes, text.length), text);
      assert.ok(codes.subarray(text.length).every((code) => code === 0));
      assert.ok(codes.length > text.length);
    }
  });

  it('stay as they are while those of other texts are read', () => {
    const lines = Array.from({ length: 3000 }, (_, number) => `${LINE} ${number}`);
    const rooms = lines.map((line) => {
      const codes = roomForCodes(line);
      readCodes(codes, line, 0, line.length);
      return codes;
    });
    for (const [number, line] of lines.entries()) {
      assert.equal(textIn(rooms[number] ?? new Uint16Array(), line.length), line);
    }
  });

  it('lie beside nothing that somebody else may keep', () => {
    for (const text of [LINE, LONG]) {
      const { buffer } = roomForCodes(text);
      const kept = [
        Buffer.from('kept'),
        Buffer.allocUnsafe(8),
        Buffer.concat([Buffer.from('two')]),
      ];
      assert.ok(kept.every((each) => each.buffer !== buffer));
      assert.ok(buffer.byteLength <= Math.max(65_536, 4 * text.length));
    }
  });
});
