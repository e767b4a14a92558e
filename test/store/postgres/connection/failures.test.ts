import assert from 'node:assert/strict';
import { createFailureTeller } from '../../../../src/store/postgres/connection/failures';

const PASSWORD = 'p:a/s@s w%rd';
const URL = `postgres://somebody:${encodeURIComponent(PASSWORD)}@db.example:5432/flows`;
const tell = createFailureTeller('db.example:5432/flows', [PASSWORD]);

/** An error as `pg` or Node.js throws it. */
function thrown(code: string, message: string, severity = ''): Error {
  return Object.assign(new Error(message), { code, severity });
}

describe('a failure of PostgreSQL', () => {
  const failures: readonly (readonly [
    kind: string,
    trouble: string | undefined,
    code: string,
    message: string,
  ])[] = [
    ['lost', 'sign-in', '28P01', 'password authentication failed for user "somebody"'],
    ['lost', 'sign-in', '28000', 'role "somebody" is not permitted to log in'],
    [
      'lost',
      'sign-in',
      '28000',
      'no pg_hba.conf entry for host "10.0.0.1", user "a", SSL encryption',
    ],
    ['lost', 'security', '28000', 'no pg_hba.conf entry for host "10.0.0.1", no encryption'],
    ['lost', 'security', '28000', 'pg_hba.conf rejects connection for host "::1", no encryption'],
    ['lost', 'security', '28000', 'no pg_hba.conf entry for host "10.0.0.1", SSL off'],
    ['lost', 'no-database', '3D000', 'database "flows" does not exist'],
    ['lost', 'unreachable', '57P01', 'terminating connection due to administrator command'],
    ['lost', 'unreachable', '57P02', 'terminating connection because of crash'],
    ['lost', 'unreachable', '57P03', 'the database system is starting up'],
    ['lost', 'unreachable', '57P05', 'terminating connection due to idle-session timeout'],
    ['lost', 'read-only', '25006', 'cannot execute UPDATE in a read-only transaction'],
    ['lost', 'connections', '53300', 'sorry, too many clients already'],
    ['short', 'full', '53100', 'could not extend file "base/1": No space left on device'],
    ['short', 'slow', '53200', 'out of memory'],
    ['short', 'slow', '57014', 'canceling statement due to statement timeout'],
    ['short', 'slow', '55P03', 'canceling statement due to lock timeout'],
    ['again', 'slow', '40001', 'could not serialize access due to concurrent update'],
    ['again', 'slow', '40P01', 'deadlock detected'],
    ['again', 'slow', 'XX000', 'cache lookup failed for function 16384'],
    ['rights', 'rights', '42501', 'permission denied for table work'],
    ['schema', undefined, '42883', 'function vt.put(text) does not exist'],
    ['refused', undefined, '22P02', 'invalid input syntax for type json'],
    ['lost', 'sign-in', '08P01', 'no such user: somebody'],
    ['lost', 'sign-in', '08P01', 'password authentication failed'],
    ['lost', 'sign-in', '08P01', 'server login failed: FATAL password authentication failed'],
    ['lost', 'no-database', '08P01', 'no such database: flows'],
    ['lost', 'no-database', '08P01', 'server login failed: FATAL database "f" does not exist'],
    ['lost', 'connections', '08P01', 'no more connections allowed (max_client_conn)'],
    ['lost', 'connections', '08P01', 'server login failed: FATAL sorry, too many clients already'],
    ['lost', 'unreachable', '08P01', 'pgbouncer cannot connect to server'],
    ['lost', 'unreachable', '08P01', 'server login has been failing (server_login_retry)'],
    ['lost', 'slow', '08P01', 'query_wait_timeout'],
    ['lost', undefined, '08P01', 'transaction blocks not allowed in statement pooling mode'],
    ['lost', undefined, '08P01', 'unsupported startup parameter: options'],
    ['lost', 'unreachable', '08P01', 'server conn crashed?'],
    ['lost', 'unreachable', 'ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:5432'],
    ['lost', 'unreachable', 'ENOTFOUND', 'getaddrinfo ENOTFOUND db.example'],
    ['lost', 'unreachable', 'EHOSTUNREACH', 'connect EHOSTUNREACH'],
    ['lost', 'unreachable', 'ECONNRESET', 'read ECONNRESET'],
    ['lost', 'unreachable', '', 'Connection terminated unexpectedly'],
    ['lost', 'slow', '', 'timeout expired'],
    ['lost', 'security', '', 'The server does not support SSL connections'],
    ['lost', 'security', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'self-signed certificate'],
    ['lost', 'security', 'SELF_SIGNED_CERT_IN_CHAIN', 'self-signed certificate in chain'],
    ['lost', 'security', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'unable to verify'],
    ['lost', 'security', 'CERT_HAS_EXPIRED', 'certificate has expired'],
    ['lost', 'security', 'ERR_TLS_CERT_ALTNAME_INVALID', "Hostname/IP does not match: 'db'"],
    ['lost', 'security', 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'tlsv1 alert protocol version'],
  ];
  for (const [kind, trouble, code, message] of failures) {
    it(`is ${trouble ?? kind} for ${code} ${message}`, () => {
      const failure = tell(thrown(code, message));
      assert.deepEqual([failure.kind, failure.error.trouble], [kind, trouble]);
      assert.match(failure.error.message, /^PostgreSQL at db\.example:5432\/flows [a-z].*\.$/);
      assert.doesNotMatch(failure.error.message, /somebody/);
    });

    it(`holds no secret of ${code} ${message}`, () => {
      const told = tell(thrown(code, `${message} ${PASSWORD} ${URL}`)).error;
      const all = `${told.stack} ${JSON.stringify(told)} ${String(told.cause)}`;
      for (const secret of [PASSWORD, encodeURIComponent(PASSWORD)]) {
        assert.ok(!all.includes(secret), all);
      }
    });
  }

  it('is taken by what the server says of it, and not by what somebody has sent', () => {
    for (const text of ['timeout expired', 'no such user', 'tuple concurrently updated']) {
      const { kind } = tell(thrown('22P02', `invalid input syntax for type json: "${text}"`));
      assert.equal(kind, 'refused');
    }
  });

  for (const error of [undefined, null, 'text', 7, {}, new Error(), { code: 5, message: {} }]) {
    it(`is told of ${JSON.stringify(error) ?? 'nothing'}`, () => {
      assert.equal(tell(error).error.code, 'store');
    });
  }
});
