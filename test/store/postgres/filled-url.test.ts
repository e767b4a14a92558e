import assert from 'node:assert/strict';
import { readPostgresUrl } from '../../../src/store/postgres/address';
import { fillUrl, UnsetVariableError } from '../../../src/store/postgres/filled-url';

const VALUES: Readonly<Record<string, string>> = {
  WHOLE: 'postgres://me:p%40ss@db/alerts',
  PASSWORD: 'p@s/s:w?o#r%d${USER}',
  SIGN_IN: 'me:p%40ss',
  USER: 'me',
  HOST: 'db.example',
  PORT: '6432',
};

const fill = (url: string): string => fillUrl(url, (name) => VALUES[name]);

describe('variables in the URL of a database', () => {
  it('stand for themselves where they are a user or a password', () => {
    const { user, password } = readPostgresUrl(fill('postgres://${USER}:${PASSWORD}@db/alerts'));
    assert.deepEqual([user, password], ['me', VALUES['PASSWORD']]);
  });

  it('are a part of the URL elsewhere, and where they are both or all of it', () => {
    const cases = [
      ['${WHOLE}', 'postgres://me:p%40ss@db/alerts'],
      ['postgres://${SIGN_IN}@db/alerts', 'postgres://me:p%40ss@db/alerts'],
      ['postgres://me@${HOST}:${PORT}/alerts', 'postgres://me@db.example:6432/alerts'],
      [
        'postgres://me@a,${HOST}/alerts?sslmode=require',
        'postgres://me@a,db.example/alerts?sslmode=require',
      ],
    ] as const;
    for (const [url, filled] of cases) assert.equal(fill(url), filled);
  });

  it('leave alone what is no variable', () => {
    for (const url of ['postgres://me:$HOME@db/a', 'postgres://me:%24%7BUSER%7D@db/a', 'nonsense'])
      assert.equal(fill(url), url);
  });

  it('are told by their name where they are not set', () => {
    assert.throws(
      () => fill('postgres://me:${NOWHERE}@db/alerts'),
      (error) =>
        error instanceof UnsetVariableError && error.message.endsWith('NOWHERE is not set'),
    );
  });
});
