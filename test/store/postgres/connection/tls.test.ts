import assert from 'node:assert/strict';
import { chmodSync, chownSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ConnectionOptions } from 'node:tls';
import type { Connection } from '../../../../src/store/postgres/caller';
import { encryptionOf } from '../../../../src/store/postgres/address';
import { makeCertificate } from '../../../support/certificate';
import { needsPostgres } from '../../../support/needs-postgres';
import {
  freshSchema,
  PASSWORD,
  startPostgres,
  type PostgresServer,
} from '../../../support/postgres';
import { connect, serverOf, troubleOf } from './bench';

type Certificate = Awaited<ReturnType<typeof makeCertificate>>;

describe('a connection to PostgreSQL by TLS', function () {
  this.timeout(30_000);
  needsPostgres();
  let server: PostgresServer;
  let ofAddress: Certificate;
  let ofName: Certificate;
  let connection: Connection;
  before(async () => {
    server = await startPostgres();
    [ofAddress, ofName] = await Promise.all([
      makeCertificate('127.0.0.1'),
      makeCertificate('db.example'),
    ]);
  });
  afterEach(() => connection.close());
  after(() => server?.remove());

  async function show({ key, cert }: Certificate): Promise<void> {
    const data = path.join(server.folder, 'data');
    const { uid, gid } = statSync(data);
    for (const [name, text] of Object.entries({ key, crt: cert })) {
      const file = path.join(data, `server.${name}`);
      writeFileSync(file, text);
      chownSync(file, uid, gid);
      chmodSync(file, 0o600);
    }
    await server.query('ALTER SYSTEM SET ssl = on');
    await server.restart();
  }

  function connectBy(ssl: ConnectionOptions | false): Connection {
    connection = connect(server.url, freshSchema(), { server: { ...serverOf(server.url), ssl } });
    return connection;
  }

  describe('of a server whose certificate is for its address', () => {
    before(() => show(ofAddress));

    it('is made where the certificate is trusted', async () => {
      await connectBy({ ca: ofAddress.cert }).call('add_one', ['1']);
      const used = await server.query(
        `SELECT DISTINCT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
          WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'`,
      );
      assert.deepEqual(used, [{ ssl: true }]);
    });

    it('is made without trust where the URL asks for encryption alone', async () => {
      await connectBy(encryptionOf({ sslMode: 'require' }, undefined)).ready();
    });

    for (const [title, ssl] of [
      ['nobody has said whom to trust', () => ({})],
      ['another one is trusted', () => ({ ca: ofName.cert })],
      ['another name is expected', () => ({ ca: ofAddress.cert, servername: 'db.example' })],
    ] as const) {
      it(`is refused where ${title}`, async () => {
        const [trouble, message = ''] = await troubleOf(connectBy(ssl()));
        assert.equal(trouble, 'security', message);
        assert.match(message, /certificate/);
      });
    }

    it('is asked for by a server that takes no other', async () => {
      const rules = path.join(server.folder, 'data', 'pg_hba.conf');
      writeFileSync(
        rules,
        'hostssl all strict all scram-sha-256\nhost all postgres all scram-sha-256\n',
      );
      await server.query(`CREATE ROLE strict SUPERUSER LOGIN PASSWORD '${PASSWORD}'`);
      await server.reload();
      const strict = { ...serverOf(server.url), user: 'strict' };
      connection = connect(server.url, freshSchema(), { server: strict });
      assert.equal((await troubleOf(connection))[0], 'security');
      await connection.close();
      const ssl = { ca: ofAddress.cert };
      connection = connect(server.url, freshSchema(), { server: { ...strict, ssl } });
      await connection.ready();
    });
  });

  describe('of a server whose certificate is for another name', () => {
    before(() => show(ofName));

    it('is refused', async () => {
      const [trouble, message = ''] = await troubleOf(connectBy({ ca: ofName.cert }));
      assert.equal(trouble, 'security', message);
    });

    it('is made where that name is the one that is expected', async () => {
      await connectBy({ ca: ofName.cert, servername: 'db.example' }).ready();
    });

    it('is made where the URL asks for a certificate of this authority alone', async () => {
      await connectBy(encryptionOf({ sslMode: 'verify-ca' }, { ca: ofName.cert })).ready();
    });
  });
});
