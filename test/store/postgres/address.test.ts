import assert from 'node:assert/strict';
import {
  AddressError,
  encryptionOf,
  nameOfAddress,
  readPostgresUrl,
} from '../../../src/store/postgres/address';

describe('the URL of a database', () => {
  const read: readonly (readonly [url: string, name: string, user: string, password: string])[] = [
    ['postgres://vt:pw@db.example.com/state', 'db.example.com:5432/state', 'vt', 'pw'],
    ['postgresql://vt@10.0.0.7:6432/state', '10.0.0.7:6432/state', 'vt', ''],
    ['postgres://vt:pw@[2001:db8::7]:5433/state', '[2001:db8::7]:5433/state', 'vt', 'pw'],
    ['postgres://vt:p%40w%2F%3F%23@db/state', 'db:5432/state', 'vt', 'p@w/?#'],
    ['postgres://vt:p@w@db/state', 'db:5432/state', 'vt', 'p@w'],
    ['postgres://vt:a:b@db/my%20state', 'db:5432/my state', 'vt', 'a:b'],
    ['postgres://vt:pw@one:1,two/state', 'one:1,two:5432/state', 'vt', 'pw'],
    ['postgres://vt@%2Frun%2Fpostgresql/state', '/run/postgresql:5432/state', 'vt', ''],
    ['POSTGRES://vt:pw@db/state?application_name=x&connect_timeout=3', 'db:5432/state', 'vt', 'pw'],
    ['postgres://vt:pw@db/state?target_session_attrs=read-write', 'db:5432/state', 'vt', 'pw'],
  ];
  for (const [url, name, user, password] of read) {
    it(`of ${name} is read, with who signs in: ${url}`, () => {
      const address = readPostgresUrl(url);
      assert.equal(nameOfAddress(address), name);
      assert.deepEqual([address.user, address.password], [user, password]);
    });
  }

  const refused: readonly (readonly [url: string, why: RegExp])[] = [
    ['', /URL of the database is missing/],
    ['mysql://vt:hush@db/state', /begins as postgres:\/\//],
    ['db.example.com', /begins as postgres:\/\//],
    ['postgres://db/state', /name of the user is missing/],
    ['postgres://vt:hush@db', /name of the database is missing/],
    ['postgres://vt:hush@db/', /name of the database is missing/],
    ['postgres://vt:hush@/state', /host is missing/],
    ['postgres://vt:hush@db:70000/state', /port is a number/],
    ['postgres://vt:hush@db:hush/state', /host is missing or malformed/],
    ['postgres://vt:hu/sh@db/state', /written %3A %2F/],
    ['postgres://vt:hu?sh=1@db/state', /written %3A %2F/],
    ['postgres://vt:x@db/state?hush=1', /leave it out/],
    ['postgres://vt:x@db/state?channel_binding=require', /channel_binding .* leave it out/],
    ['postgres://vt:hu#sh@db/state', /write %23/],
    ['postgres://vt:hush%zz@db/state', /written %25/],
    ['postgres://vt:x@db/state?sslmode=prefer', /sslmode=prefer would go on without encryption/],
    ['postgres://vt:x@db/state?sslmode=hush', /sslmode is disable, require/],
    ['postgres://vt:x@db/state?sslrootcert=hush.pem', /named in a TLS configuration/],
    ['postgres://vt:x@db/state?target_session_attrs=standby', /has to write/],
  ];
  for (const [url, why] of refused) {
    it(`is refused, and nothing of it told that may be secret: ${url}`, () => {
      assert.throws(
        () => readPostgresUrl(url),
        (error) =>
          error instanceof AddressError && why.test(error.message) && !/hu|sh=/.test(error.message),
      );
    });
  }
});

describe('the encryption of a connection', () => {
  const certificates = { ca: 'a certificate', rejectUnauthorized: false };

  it('is none where neither the URL nor a TLS configuration asks for it', () => {
    assert.equal(encryptionOf({}, undefined), false);
    assert.equal(encryptionOf({ sslMode: 'disable' }, undefined), false);
  });

  it('is as the TLS configuration says', () => {
    assert.deepEqual(encryptionOf({}, certificates), certificates);
    assert.deepEqual(encryptionOf({ sslMode: 'require' }, certificates), certificates);
  });

  it('looks at no certificate for require, and at its name for verify-full alone', () => {
    assert.deepEqual(encryptionOf({ sslMode: 'require' }, undefined), {
      rejectUnauthorized: false,
    });
    assert.deepEqual(encryptionOf({ sslMode: 'verify-full' }, certificates), {
      ca: 'a certificate',
      rejectUnauthorized: true,
    });
    const byAuthority = encryptionOf({ sslMode: 'verify-ca' }, undefined);
    assert.ok(byAuthority && byAuthority.rejectUnauthorized && byAuthority.checkServerIdentity);
  });

  it('is refused where the URL forbids what the TLS configuration asks for', () => {
    assert.throws(() => encryptionOf({ sslMode: 'disable' }, certificates), AddressError);
  });
});
