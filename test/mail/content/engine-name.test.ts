import assert from 'node:assert/strict';
import { ENGINE_NAMES, isEngineName } from '../../../src/mail/content/engine-name';

describe("an engine's name that looks like an address", () => {
  const names = [
    'alphaMountain.ai',
    'benkow.cc',
    'desenmascara.me',
    'Dr.Web',
    'SCUMWARE.org',
    'BADWARE.INFO',
    'Bfore.Ai PreCrime',
    'Botvrij.eu',
    'Hunt.io Intelligence',
    'malwares.com URL checker',
  ];
  for (const name of names) {
    it(`is known: ${name}`, () => {
      assert.equal(isEngineName(name), true);
      assert.deepEqual(`(${name}) ${name}: phishing`.match(ENGINE_NAMES), [name, name]);
    });
  }

  const others = [
    'evil.example',
    'alphaMountain.ai.evil.example',
    'evil.alphaMountain.ai',
    'http://benkow.cc',
    'http://benkow.cc/',
    'someone@benkow.cc',
    'benkow.cc/path',
    'ALPHAMOUNTAIN.AI',
    ' benkow.cc',
    '',
  ];
  for (const other of others) {
    it(`is not known: ${JSON.stringify(other)}`, () => assert.equal(isEngineName(other), false));
  }
});
