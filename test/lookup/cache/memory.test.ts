import assert from 'node:assert/strict';
import { createCache } from '../../../src/lookup/cache/memory';
import { createFakeClock } from '../../support/fake-clock';

describe('the cache', () => {
  it('gives a value back until its lifetime has passed by the clock', () => {
    const clock = createFakeClock();
    const cache = createCache<string>(1000, clock);
    cache.set('a', 'value', 5000, 10);
    assert.equal(cache.get('a'), 'value');
    clock.advance(4999);
    assert.equal(cache.get('a'), 'value');
    clock.advance(1);
    assert.equal(cache.get('a'), undefined);
    assert.equal(cache.get('never set'), undefined);
  });

  it('keeps nothing without a lifetime', () => {
    const cache = createCache<string>(1000, createFakeClock());
    cache.set('a', 'value', 0, 10);
    cache.set('b', 'value', -1, 10);
    assert.equal(cache.get('a'), undefined);
    assert.equal(cache.get('b'), undefined);
  });

  it('lets the least recently used go when the bytes are used up', () => {
    const cache = createCache<number>(1000, createFakeClock());
    for (let key = 0; key < 4; key += 1) cache.set(String(key), key, 5000, 250);
    assert.equal(cache.get('0'), 0);
    cache.set('new', 99, 5000, 250);
    assert.deepEqual(
      ['0', '1', '2', '3', 'new'].map((key) => cache.get(key)),
      [0, undefined, 2, 3, 99],
    );
  });

  it('never holds more than its bytes, however many come', () => {
    const cache = createCache<number>(1000, createFakeClock());
    for (let key = 0; key < 10_000; key += 1) cache.set(String(key), key, 5000, 100);
    const held = Array.from({ length: 10_000 }, (_, key) => cache.get(String(key))).filter(
      (value) => value !== undefined,
    );
    assert.deepEqual(held, [9990, 9991, 9992, 9993, 9994, 9995, 9996, 9997, 9998, 9999]);
  });

  it('does not keep what is larger than a quarter, and forgets what it replaces', () => {
    const cache = createCache<string>(1000, createFakeClock());
    cache.set('a', 'small', 5000, 250);
    cache.set('b', 'large', 5000, 251);
    assert.equal(cache.get('b'), undefined);
    cache.set('a', 'large', 5000, 251);
    assert.equal(cache.get('a'), undefined);
  });

  it('counts a value without bytes as one byte', () => {
    const cache = createCache<string>(1000, createFakeClock());
    cache.set('a', '', 5000, 0);
    assert.equal(cache.get('a'), '');
  });

  it('does not keep a value for longer because the clock was set back', () => {
    const clock = createFakeClock();
    const cache = createCache<string>(1000, clock);
    cache.set('a', 'value', 5000, 10);
    clock.set(clock.now() - 1000);
    assert.equal(cache.get('a'), 'value');
    clock.set(clock.now() - 365 * 86_400_000);
    assert.equal(cache.get('a'), undefined);
  });
});
