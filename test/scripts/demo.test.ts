import assert from 'node:assert/strict';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { before, describe, it } from 'mocha';
import { listKnown } from '../../src/simulator/listing';
import { exampleEnvironment, readExamples } from '../support/example-flows';
import { projectRoot } from '../support/pair';

const KEY = 'c0ffee00'.repeat(8);

describe('what the demo says', () => {
  const environment = exampleEnvironment(KEY, { host: '127.0.0.1', port: 2525 });
  let text: string;

  before(async () => {
    const file = path.join(projectRoot, 'scripts', 'demo', 'welcome.mjs');
    const { welcome } = await import(pathToFileURL(file).href);
    text = welcome({
      nodeRed: { url: 'http://127.0.0.1:1880/' },
      inbox: { url: 'http://127.0.0.1:8025/' },
      simulator: { url: 'http://127.0.0.1:8080' },
      examples: readExamples(),
      apiKey: KEY,
      environment,
      known: listKnown(),
    });
  });

  it('is where everything is, and the key', () => {
    for (const each of [
      'http://127.0.0.1:1880/',
      'http://127.0.0.1:8025/',
      'http://127.0.0.1:8080',
    ])
      assert.ok(text.includes(` ${each}`), each);
    assert.match(text, new RegExp(`^Key +${KEY}$`, 'm'));
  });

  it('is every variable that its Node-RED knows', () => {
    for (const [name, value] of Object.entries(environment))
      assert.match(text, new RegExp(`^ {2}${name} +${value}$`, 'm'));
  });

  it('is all that the stand-in knows, and what it says of it', () => {
    for (const { standing, type, value } of listKnown())
      assert.ok(
        text
          .split('\n')
          .some((line) => line.includes(value) && line.includes(type) && line.includes(standing)),
        value,
      );
  });

  it('is what to press', () => {
    for (const { name } of readExamples()) assert.ok(text.includes(`  ${name}\n`), name);
  });
});

describe('what the demo of several Node-REDs says', () => {
  it('is where each is, and which process to kill', async () => {
    const file = path.join(projectRoot, 'scripts', 'demo', 'welcome-to-cluster.mjs');
    const { welcomeToCluster } = await import(pathToFileURL(file).href);
    const text: string = welcomeToCluster({
      nodeReds: [
        { url: 'http://127.0.0.1:1881/', pid: 101 },
        { url: 'http://127.0.0.1:1882/', pid: 102 },
      ],
      inbox: { url: 'http://127.0.0.1:8025/' },
      simulator: { url: 'http://127.0.0.1:8080' },
      broker: { port: 1883 },
      database: 'db:5432/postgres, schema demo',
      link: 'http://malicious.example/',
    });
    assert.match(text, /^Node-RED 2 {2}http:\/\/127\.0\.0\.1:1882\/$/m);
    assert.match(text, /kill its process,\n101 of Node-RED 1, 102 of Node-RED 2\.$/m);
  });
});
