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

  it('stay as they are, with nothing behind them, while those of other texts are read', () => {
    const lines = Array.from({ length: 3000 }, (_, number) => `${LINE} ${number}`);
    const rooms = lines.map((line) => ({ line, codes: roomForCodes(line) }));
    for (const { line, codes } of rooms.toReversed()) readCodes(codes, line, 0, line.length);
    for (const { line, codes } of rooms) {
      assert.equal(textIn(codes, line.length), line);
      assert.ok(codes.subarray(line.length).every((code) => code === 0));
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
    }
  });

  it('have memory of their own where they are many, and little where they are few', () => {
    const { buffer, byteLength } = roomForCodes(LONG);
    assert.equal(buffer.byteLength, byteLength);
    assert.ok(roomForCodes(LINE).buffer.byteLength <= 65_536);
  });
});
