import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { identify } from '../../src/indicator/identify';
import { IGNORED_BY_DEFAULT } from '../../src/indicator/ignored-by-default';
import { isListed, parseList, type ListRule } from '../../src/indicator/list-rule';

function rules(): readonly ListRule[] {
  const parsed = parseList(IGNORED_BY_DEFAULT, 'ignore');
  assert.ok('rules' in parsed);
  return parsed.rules;
}

function isIgnored(text: string): boolean {
  return isListed(identify(text, 'auto'), rules());
}

describe('what is ignored by default', () => {
  it('is a list that can be read, each line once', () => {
    const lines = IGNORED_BY_DEFAULT.split('\n').filter(
      (line) => line !== '' && !line.startsWith('#'),
    );
    assert.equal(rules().length, lines.length);
    assert.equal(new Set(lines).size, lines.length);
  });

  const ignored = [
    'http://www.w3.org/2001/XMLSchema',
    'http://www.w3.org/2000/svg',
    'http://schemas.microsoft.com/win/2004/08/events/event',
    'http://schemas.xmlsoap.org/soap/envelope/',
    'http://schemas.openxmlformats.org/package/2006/relationships',
    'http://schemas.android.com/apk/res/android',
    'schemas.microsoft.com',
    'http://ns.adobe.com/xap/1.0/',
    'http://purl.org/dc/elements/1.1/',
    'https://json-schema.org/draft/2020-12/schema',
    'http://tempuri.org/IService/Call',
    'http://java.sun.com/xml/ns/javaee',
    'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd',
    'rbac.authorization.k8s.io',
    'metrics.k8s.io/v1beta1',
    'app.kubernetes.io/name',
    'gateway.networking.x-k8s.io',
    'kube-dns.kube-system.svc.cluster.local',
    'cert-manager.io/issuer',
    'type.googleapis.com/google.cloud.audit.AuditLog',
    'compute.googleapis.com',
    'storage.googleapis.com',
    'sts.amazonaws.com',
    'http://www.msftconnecttest.com/connecttest.txt',
    'http://detectportal.firefox.com/canonical.html',
    'http://ocsp.digicert.com/MFEwTzBN',
    'http://o.lencr.org',
    '0'.repeat(32),
    'f'.repeat(64),
    'F'.repeat(40),
  ];
  for (const text of ignored) it(`is ${text}`, () => assert.equal(isIgnored(text), true));

  for (const algorithm of ['md5', 'sha1', 'sha256']) {
    it(`is the ${algorithm} of the empty file`, () => {
      assert.equal(isIgnored(createHash(algorithm).digest('hex')), true);
    });
  }

  const others = [
    'http://storage.googleapis.com/bucket/invoice.html',
    'https://bucket.storage.googleapis.com/x',
    'bucket.storage.googleapis.com',
    'https://firebasestorage.googleapis.com/v0/b/x',
    'https://bucket.s3.amazonaws.com/invoice.exe',
    'bucket.s3.amazonaws.com',
    'ec2-8-8-4-4.compute-1.amazonaws.com',
    'http://sts.amazonaws.com/x',
    'http://purl.org/evil',
    'http://java.sun.com/evil.jar',
    'http://www.w3.org.evil.example/2001/XMLSchema',
    'http://evil.example/www.w3.org/',
    'http://www.microsoft.com/x',
    'schemas.microsoft.com.evil.example',
    'http://w3.org.evil.example/',
    'https://evil-k8s.io/x',
    'googleapis.com.evil.example',
    'http://www.google.com/',
    'http://evil.example/ocsp.digicert.com',
    '44d88612fea8a8f36de82e1278abb02f',
    `${'0'.repeat(31)}1`,
    '8.8.4.4',
  ];
  for (const text of others) it(`is not ${text}`, () => assert.equal(isIgnored(text), false));
});
