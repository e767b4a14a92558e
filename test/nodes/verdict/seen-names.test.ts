import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { createNameMemory } from '../../../nodes/verdict/seen-names';

const results = (...engines: readonly string[]) =>
  engines.map((engine) => ({ engine, category: 'malicious' as const, label: 'Trojan' }));

describe('the names that reports bring', () => {
  it('are each known once, by the alphabet', () => {
    const memory = createNameMemory();
    memory.see({ results: results('Eve', 'Adam'), categories: { 'Vendor A': 'phishing' } });
    memory.see({ results: results('Eve'), categories: { 'Vendor B': 'malware' } });
    memory.see({ results: [] });
    assert.deepEqual(memory.seen(), {
      engines: ['Adam', 'Eve'],
      categories: ['malware', 'phishing'],
    });
  });

  it('are none that cannot be shown on one line', () => {
    const memory = createNameMemory();
    const odd = ['', ' ', 'a\nb', 'a\u202eb', '\ud83e', 'x'.repeat(101)];
    memory.see({ results: results(...odd, '__proto__'), categories: { constructor: 'a\0b' } });
    assert.deepEqual(memory.seen(), { engines: ['__proto__'], categories: [] });
  });

  it('are five hundred of each kind at the most, whoever makes them up', () => {
    const memory = createNameMemory();
    const many = Array.from({ length: 5000 }, (_, index) => `made up ${index}`);
    memory.see({ results: results(...many) });
    memory.see({ results: [], categories: Object.fromEntries(many.map((name) => [name, name])) });
    const { engines, categories } = memory.seen();
    assert.deepEqual([engines.length, categories.length], [500, 500]);
  });
});
