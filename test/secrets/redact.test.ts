import assert from 'node:assert/strict';
import { redact } from '../../src/secrets/redact';

describe('taking the key out of text', () => {
  const odd = "a+b/c='(x)!~*%.$^|[\\";

  it('takes every one of them', () => {
    assert.equal(redact('Wrong key: k3y, k3y!', 'k3y'), 'Wrong key: [key], [key]!');
  });

  it('finds it in any percent-encoding, whatever characters it has', () => {
    const everyCharacter = [...Buffer.from(odd)].map((byte) => `%${byte.toString(16)}`).join('');
    for (const form of [
      odd,
      encodeURIComponent(odd),
      encodeURIComponent(odd).toLowerCase(),
      encodeURI(odd),
      new URLSearchParams({ apikey: odd }).toString().slice('apikey='.length),
      everyCharacter,
      everyCharacter.toUpperCase(),
      JSON.stringify(odd).slice(1, -1),
      Buffer.from(odd).toString('base64'),
    ]) {
      assert.equal(redact(`GET /?apikey=${form}&ip=1`, odd), 'GET /?apikey=[key]&ip=1', form);
    }
  });

  it('leaves text without it, and text when there is no key', () => {
    assert.equal(redact('a+b+c', odd), 'a+b+c');
    assert.equal(redact('aXb', 'a.b'), 'aXb');
    assert.equal(redact('text', ''), 'text');
  });

  it('takes a key as text and not as an instruction', () => {
    assert.equal(redact('a$&b', '$&'), 'a[key]b');
    assert.equal(redact('né', 'é'), 'n[key]');
    assert.equal(redact('n%C3%A9', 'é'), 'n[key]');
  });
});
