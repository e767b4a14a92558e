import assert from 'node:assert/strict';
import { extract } from '../../../../src/indicator/extract';
import type { IndicatorType } from '../../../../src/indicator/indicator';

const ALL: ReadonlySet<IndicatorType> = new Set(['url', 'file', 'domain', 'ip']);
const FILE: ReadonlySet<IndicatorType> = new Set(['file']);

/** Two files, each with its hashes, and a third hash of a kind that is none of a file. */
const M = '44d88612fea8a8f36de82e1278abb02f';
const S = '3395856ce81f2b7382dee72602f798b642f14140';
const L = '275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f';
const M2 = 'b026324c6904b2a9cb4b88d6d61c81d1';
const S2 = 'e5fa44f2b31c1fb553b6021e7360d07d5d91ff5e';
const L2 = '4355a46b19d348dc2f57c046f8ef63d4538ebb936000f3c9ee954a27460dd865';
const X = 'f34d5f2d4577ed6d9ceec516c1f5a744';

type Case = readonly [what: string, text: string, expected: readonly string[]];

function check(cases: readonly Case[]): void {
  for (const [what, text, expected] of cases) {
    it(`${what}: ${JSON.stringify(text).slice(0, 80)}`, () => {
      for (const find of [FILE, ALL]) {
        const files = extract(text, find).filter(({ type }) => type === 'file');
        assert.deepEqual(
          files.map(({ value }) => value.toLowerCase()),
          expected,
        );
        for (const { value, start, end } of files) assert.equal(text.slice(start, end), value);
      }
    });
  }
}

describe('one file is one indicator, and its strongest hash goes', () => {
  check([
    ['Sysmon', `Hashes: SHA1=${S},MD5=${M},SHA256=${L},IMPHASH=${X}`, [L]],
    ['Sysmon without SHA-256', `Hashes: MD5=${M},SHA1=${S},IMPHASH=${X}`, [S]],
    ['Sysmon in XML', `<Data Name="Hashes">MD5=${M},SHA256=${L},IMPHASH=${X}</Data>`, [L]],
    ['Sysmon in JSON', `{"Hashes":"SHA1=${S},MD5=${M},SHA256=${L},IMPHASH=${X}","User":"x"}`, [L]],
    ['Sysmon in capitals', `SHA256=${L.toUpperCase()},MD5=${M.toUpperCase()}`, [L]],
    ['keys beside each other', `md5=${M} sha256=${L}`, [L]],
    ['keys with quotes', `md5="${M}", sha1="${S}", sha256="${L}"`, [L]],
    ['keys with a field between', `md5=${M} size=1024 sha1=${S}`, [S]],
    ['an object', `{"md5":"${M}","sha1":"${S}","sha256":"${L}"}`, [L]],
    [
      'an object with other fields',
      `{"md5":"${M}","name":"a.exe","size":10,"tags":["a","b"],"sha256":"${L}"}`,
      [L],
    ],
    [
      'an object with another one in it',
      `{"md5":"${M}","signature":{"valid":true},"sha256":"${L}"}`,
      [L],
    ],
    [
      'a printed object',
      `{\n  "md5": "${M}",\n  "size": 1,\n  "sha1": "${S}",\n  "sha256": "${L}"\n}`,
      [L],
    ],
    [
      'an object in a text in JSON',
      `{"message":"{\\"md5\\":\\"${M}\\",\\"sha256\\":\\"${L}\\"}"}`,
      [L],
    ],
    ['an object of Python', `{'md5': '${M}', 'sha1': '${S}'}`, [S]],
    ['an object of a program', `{md5: "${M}", sha1: "${S}"}`, [S]],
    ['ECS', `{"file":{"hash":{"md5":"${M}","sha1":"${S}","sha256":"${L}"}}}`, [L]],
    ['ECS with dots', `{"file.hash.md5":"${M}","file.hash.sha256":"${L}"}`, [L]],
    [
      'ECS with a hash that is none',
      `{"hash":{"md5":"${M}","ssdeep":"3:a:b","sha256":"${L}"},"pe":{"imphash":"${X}"}}`,
      [L],
    ],
    ['Elastic with lists of one', `{"file.hash.md5":["${M}"],"file.hash.sha256":["${L}"]}`, [L]],
    [
      'Suricata',
      `"fileinfo":{"filename":"/a.exe","state":"CLOSED","md5":"${M}","sha1":"${S}","sha256":"${L}","size":1}`,
      [L],
    ],
    ['Zeek', `{"fuid":"Fabc","mime_type":"application/x-dosexec","md5":"${M}","sha1":"${S}"}`, [S]],
    ['Defender', `{"SHA1":"${S}","SHA256":"${L}","MD5":"${M}","FileName":"a.exe"}`, [L]],
    ['CrowdStrike', `{"SHA256HashData":"${L}","MD5HashData":"${M}"}`, [L]],
    ['SentinelOne', `{"tgtFileMd5":"${M}","tgtFileSha1":"${S}","tgtFileSha256":"${L}"}`, [L]],
    ['Wazuh', `{"md5_after":"${M}","sha1_after":"${S}","sha256_after":"${L}"}`, [L]],
    [
      'OCSF',
      `{"hashes":[{"algorithm":"MD5","algorithm_id":1,"value":"${M}"},{"algorithm":"SHA-256","algorithm_id":3,"value":"${L}"}]}`,
      [L],
    ],
    [
      'CycloneDX',
      `"hashes":[{"alg":"MD5","content":"${M}"},{"alg":"SHA-1","content":"${S}"}]`,
      [S],
    ],
    ['STIX', `"hashes":{"MD5":"${M}","SHA-1":"${S}","SHA-256":"${L}"}`, [L]],
    ['a pattern of STIX', `[file:hashes.MD5 = '${M}' OR file:hashes.'SHA-256' = '${L}']`, [L]],
    ['a report on lines', `MD5: ${M}\nSHA-1: ${S}\nSHA-256: ${L}\n`, [L]],
    ['a report on lines of Windows', `MD5:    ${M}\r\nSHA1:   ${S}\r\nSHA256: ${L}\r\n`, [L]],
    ['a report as a list', `- MD5: ${M}\n- SHA1: ${S}\n- SHA256: ${L}`, [L]],
    ['a report in Markdown', `**MD5:** ${M}\n**SHA256:** ${L}`, [L]],
    ['a report in code', `MD5: \`${M}\`\nSHA256: \`${L}\``, [L]],
    ['a report as a table', `| MD5 | ${M} |\n| SHA-1 | ${S} |\n| SHA-256 | ${L} |`, [L]],
    ['a rule of YARA', `    md5 = "${M}"\n    sha256 = "${L}"`, [L]],
    ['YAML', `md5: ${M}\nsha1: ${S}`, [S]],
    ['XML', `<md5>${M}</md5><sha1>${S}</sha1>`, [S]],
    ['XML on lines', `<md5>${M}</md5>\n  <sha256>${L}</sha256>`, [L]],
    ['XML with types', `<hash type="md5">${M}</hash><hash type="sha256">${L}</hash>`, [L]],
    ['a sentence', `The file (MD5: ${M}, SHA1: ${S}, SHA256: ${L}) was seen.`, [L]],
    ['a sentence with words between', `with MD5 hash ${M} and SHA256 hash ${L} it`, [L]],
    ['a form', `File hash MD5: ${M}, SHA256: ${L}`, [L]],
    ['openssl', `MD5(a.exe)= ${M}\nSHA256(a.exe)= ${L}`, [L]],
    ['CEF', `CEF:0|v|p|1|1|x|5|fname=a.exe fileHash=MD5=${M},SHA256=${L} act=blocked`, [L]],
    ['CEF in fields of its own', `cs1=${M} cs1Label=MD5 cs2=${L} cs2Label=SHA256 act=x`, [L]],
    ['line ends that are written out', `a.exe\\r\\nSHA256: ${L}\\r\\nMD5: ${M}\\r\\n`, [L]],
    [
      'an object of several thousand characters',
      `{"src.process.image.sha1":"${S}","cmd":"${'a '.repeat(2000)}","src.process.image.sha256":"${L}"}`,
      [L],
    ],
    ['the weakest behind the strongest', `sha256=${L} sha1=${S} md5=${M}`, [L]],
    ['columns by tabs', `md5\t${M}\tsha1\t${S}`, [S]],
  ]);
});

describe('several files are as many as they are', () => {
  check([
    [
      'process and parent',
      `{"process":{"hash":{"md5":"${M}","sha256":"${L}"},"parent":{"hash":{"md5":"${M2}","sha256":"${L2}"}}}}`,
      [L, L2],
    ],
    [
      'process and parent with dots',
      `{"process.hash.md5":"${M}","process.hash.sha256":"${L}","process.parent.hash.md5":"${M2}","process.parent.hash.sha256":"${L2}"}`,
      [L, L2],
    ],
    [
      'process and parent by other hashes',
      `{"process.hash.md5":"${M}","process.parent.hash.sha256":"${L2}"}`,
      [M, L2],
    ],
    [
      'Sysmon with its parent',
      `Hashes=MD5=${M},SHA256=${L} ParentHashes=MD5=${M2},SHA256=${L2}`,
      [L, L2],
    ],
    ['Sysmon with a parent by another hash', `Hashes=MD5=${M} ParentHashes=SHA256=${L2}`, [M, L2]],
    [
      'Sysmon with a parent in JSON',
      `{"Hashes":"MD5=${M}","ParentHashes":"SHA256=${L2}"}`,
      [M, L2],
    ],
    [
      'Sysmon with a parent in XML',
      `<Data Name="Hashes">MD5=${M}</Data><Data Name="ParentHashes">SHA256=${L2}</Data>`,
      [M, L2],
    ],
    [
      'Defender with its process',
      `{"SHA1":"${S}","SHA256":"${L}","InitiatingProcessSHA1":"${S2}","InitiatingProcessSHA256":"${L2}"}`,
      [L, L2],
    ],
    [
      'Wazuh before and after',
      `{"md5_before":"${M2}","md5_after":"${M}","sha1_before":"${S2}","sha1_after":"${S}"}`,
      [S2, S],
    ],
    [
      'OSSEC before and after',
      `Old md5sum was: '${M2}'\nNew md5sum is : '${M}'\nOld sha1sum was: '${S2}'\nNew sha1sum is : '${S}'`,
      [S2, S],
    ],
    ['a list', `${M}\n${S}\n${L}`, [M, S, L]],
    ['a list without names', `${M},${S},${L}`, [M, S, L]],
    ['a list with one name', `hashes: ${M}, ${S}, ${L}`, [M, S, L]],
    ['a list in an object', `{"process_hash":["${M}","${L}"]}`, [M, L]],
    ['lists by name', `{"md5":["${M}","${M2}"],"sha256":["${L}","${L2}"]}`, [M, M2, L, L2]],
    ['two of one algorithm', `md5=${M} md5=${M2}`, [M, M2]],
    ['two files on lines', `MD5: ${M}\nSHA1: ${S}\nMD5: ${M2}\nSHA1: ${S2}`, [S, S2]],
    ['two objects', `{"md5":"${M}"},{"sha256":"${L}"}`, [M, L]],
    ['two objects with names', `"a":{"md5":"${M}"},"b":{"sha256":"${L}"}`, [M, L]],
    ['two events', `{"md5":"${M}"}\n{"sha256":"${L}"}`, [M, L]],
    [
      'two lines of a log',
      `Nov 1 08:00:00 av: file=a.exe md5=${M}\nNov 1 08:00:01 av: file=b.exe sha256=${L}`,
      [M, L],
    ],
    ['two files in a line', `file=a.exe md5=${M} file=b.exe sha256=${L}`, [M, L]],
    ['two files in a sentence', `a.exe (MD5 ${M}) drops b.exe (SHA256 ${L})`, [M, L]],
    ['names that say nothing of how', `fileHash=${L} md5=${M}`, [L, M]],
    ['source and target', `{"src_md5":"${M}","dst_sha256":"${L}"}`, [M, L]],
    ['the same one twice', `sha256=${L} sha256=${L}`, [L, L]],
  ]);
});

describe('a hash of something else is no file', () => {
  const names = [
    'imphash',
    'IMPHASH',
    'imp_hash',
    'pe.imphash',
    'Import hash',
    'gimphash',
    'authentihash',
    'Authentihash',
    'authenticode_sha256',
    'PESHA1',
    'pehash',
    'vhash',
    'rich_pe_header_hash',
    'telfhash',
    'tlsh',
    'ssdeep',
    'permhash',
    'ja3',
    'JA3',
    'ja3s',
    'ja3_hash',
    'tls.client.ja3',
    'ja4',
    'ja4h',
    'jarm',
    'hassh',
    'hasshServer',
    'thumbprint',
    'Thumbprint',
    'cert_thumbprint',
    'fingerprint',
    'SHA1 Fingerprint',
    'certificate.sha1',
    'cert_sha256',
    'tls.server.hash.sha256',
    'x509.sha1',
    'serial',
    'serialNumber',
    'Serial Number',
    'issuer_key_hash',
    'SubjectKeyIdentifier SKI',
    'etag',
    'ETag',
    'If-None-Match',
    'nonce',
    'cnonce',
    'csrf',
    'commit',
    'git_commit',
    'revision',
    'trace_id',
    'traceId',
    'trace.id',
    'X-Request-ID',
    'request_id',
    'correlationId',
    'uuid',
    'guid',
    'DeviceGuid',
    'uid',
    'machine-id',
    '_BOOT_ID',
    'container_id',
    'image_digest',
    'layer',
    'icon_dhash',
    'favicon_hash',
    'ntlm',
    'NTLM hash',
    'NTHash',
    'cdhash',
    'txid',
    'cache_key',
    'boundary',
  ];
  check(names.map((name): Case => ['as a key', `${name}=${M}`, []]));
  check(names.map((name): Case => ['as a field', `{"a":1,"${name}":"${M}","b":2}`, []]));
  check(names.map((name): Case => ['in a report', `${name}: ${M}`, []]));
  check([
    [
      'Suricata',
      `"tls":{"subject":"CN=x","fingerprint":"aa:bb","ja3":{"hash":"${X}","string":"771,4865"},"ja3s":{"hash":"${M}"}}`,
      [],
    ],
    ['Zeek', `"cert_chain_fps":["${L}","${L2}"],"client_cert_chain_fps":[]`, []],
    ['Elastic', `{"tls":{"server":{"hash":{"md5":"${M}","sha1":"${S}","sha256":"${L}"}}}}`, []],
    [
      'parts of a program',
      `{"sections":[{"name":".text","md5":"${M}"},{"name":".data","md5":"${M2}"}],"sha256":"${L}"}`,
      [L],
    ],
    ['the icon', `"main_icon":{"raw_md5":"${M}","dhash":"aa"}`, []],
    ['an image of a container', `image: registry.example/app@sha256:${L}`, []],
    ['an image in an object', `{"Image":"sha256:${L}","Name":"app"}`, []],
    ['what docker prints', `Digest: sha256:${L}`, []],
    [
      'a customer and a device',
      `{"metadata":{"customerIDString":"${M}"},"cid":"${X}","DeviceId":"${S}"}`,
      [],
    ],
    ['an agent', `"agent":{"id":"${L}"}`, []],
    ['an entity', `"Urn":"urn:UrlEntity:${M}"`, []],
    ['a detection', `"DetectId":"ldt:${M}:1234567"`, []],
    ['recipients', `"recipients_hash": "${L}"`, []],
    ['a field of CEF that is named behind it', `cs4=${M} cs4Label=Correlation ID act=x`, []],
    ['a field of CEF that is named before it', `cs3Label=ImpHash cs3=${X}`, []],
    ['GitHub', `"sha":"${S}","commit":{"tree":{"sha":"${S2}"}}`, []],
    ['a commit in a sentence', `Merge commit ${S} into main`, []],
    ['pwdump', `NTLM: ${M}`, []],
  ]);
});

describe('a hash is no file where what is around it shows what it is of', () => {
  check([
    ['both hashes of a password', `Administrator:500:${M}:${X}:::`, []],
    ['the same on a command line', `tool -hashes ${M}:${X}`, []],
    ['what a tool prints of one', `   * NTLM     : ${X}`, []],
    ['a ticket of Kerberos', `$krb5tgs$23$*svc$EXAMPLE$a*$${X}$0a1b`, []],
    ['a password made by crypt', `kim:$1$salt$${X}:18000:0`, []],
    ['a password of MySQL', `IDENTIFIED BY '*${S}'`, []],
    ['a password of a user', `redis://:${X}@cache.example.com:6379/0`, []],
    ['the number of a message', `<${X}@mail.example.com>`, []],
    ['a container', `/var/lib/docker/containers/${L}/a.log`, []],
    ['a control group', `/system.slice/docker-${L}.scope`, []],
    ['a container by its runtime', `containerd://${L}`, []],
    ['an image by its number', `"Id": "sha256:${L}"`, []],
    ['the layers of an image', `"layers":["sha256:${L}"]`, []],
    ['a directory of a journal', `/run/log/journal/${X}/system.journal`, []],
    ['a reference', `${S}\trefs/heads/main`, []],
    ['an action of a repository', `uses: actions/checkout@${S}`, []],
    ['a package from a repository', `git+https://example.com/a/b#${S}`, []],
    ['two states of a repository', `Merge: ${S} ${S2}`, []],
    ['keys of a session', `CLIENT_HANDSHAKE_TRAFFIC_SECRET ${L} ${L2}`, []],
    ['what a program was built as', `BuildID[sha1]=${S}`, []],
    ['what is shared by BitTorrent', `info_hash=${S}`, []],
    ['a path with a secret', `GET /reset-password/${L} HTTP/1.1`, []],
    ['a token in a path', `GET /token/${L} HTTP/1.1`, []],
    ['a sum with its file', `${L}  a.exe`, [L]],
    ['a file in a path', `/srv/samples/${L}`, [L]],
    ['a download', `GET /download/${L} HTTP/1.1`, [L]],
    ['an end in a search', `/^${L}$/`, [L]],
    ['different hashes that belong together', `${M}:${L}`, [M, L]],
    ['a program that Windows has loaded', `ImageHash=${L}`, [L]],
    ['lines beneath the names of algorithms', `MD5\n${M}\nSHA-1\n${S}\nSHA-256\n${L}\n`, [L]],
    ['lines of a list', `${M}\n${S}\n${L}\n`, [M, S, L]],
  ]);
});

describe('a hash of which nothing says that it is something else is one of a file', () => {
  check([
    ['alone', L, [L]],
    ['in a sentence', `Sample ${L} was seen`, [L]],
    ['by its hash', `hash=${M}`, [M]],
    ['by its checksum', `checksum: ${S}`, [S]],
    ['by a name of a file', `invoice.exe ${L}`, [L]],
    ['by the hash of its content', `"fileContentHash":"${S}"`, [S]],
    ['by the number of a file', `"file_id":"${M}"`, [M]],
    ['by its number', `{"type":"file","id":"${L}"}`, [L]],
    ['behind a prefix', `sha256:${L}`, [L]],
    ['by an algorithm in prose', `The MD5 of the payload is ${M}.`, [M]],
    ['of Sysmon', `Hash: SHA256=${L}`, [L]],
    ['in a list of sha256sum', `${L}  a.exe\n${L2} *b.exe`, [L, L2]],
    ['in a list by BSD', `MD5 (a.exe) = ${M}\nMD5 (b.exe) = ${M2}`, [M, M2]],
    ['in a path', `/samples/${L}.bin`, [L]],
    ['in quarantine', `quarantined as ${M}_a.exe`, [M]],
    ['of an attachment', `attachment_sha256="${L}"`, [L]],
    ['of a process', `"process":{"hash":"${L}"}`, [L]],
    ['with a key that looks like a secret and is none', `"author":"kim","sha256":"${L}"`, [L]],
    ['of a file of a session', `"session":{"file":{"sha256":"${L}"}}`, [L]],
  ]);
});

describe('a hash behind the name of a secret is no file', () => {
  check([
    ['a password', `password=${M}`, []],
    ['a password in JSON', `{"password":"${M}"}`, []],
    ['a password in a report', `Password: ${M}`, []],
    ['a password hash', `password_hash=${M}`, []],
    ['a key of an API', `x-apikey: ${L}`, []],
    ['a key of an API in JSON', `"apiKey": "${L}"`, []],
    ['a key of an API on a command line', `vt file x --apikey ${L}`, []],
    ['a key in curl', `curl -H 'x-apikey: ${L}' https://a.example/`, []],
    ['a token', `"token":"${L}"`, []],
    ['a token in an object', `"token":{"value":"${L}","type":"x"}`, []],
    ['a header in a list', `{"name":"X-Api-Key","value":"${L}"}`, []],
    ['what authorizes', `Authorization: Bearer ${L}`, []],
    ['a cookie', `Cookie: lang=en; PHPSESSID=${M}`, []],
    ['any cookie', `Cookie: lang=en; a=${M}; b=${L}`, []],
    ['a cookie that is set', `Set-Cookie: id=${M}; path=/`, []],
    ['a list of secrets', `"tokens":["${L}","${L2}"]`, []],
    ['an object of cookies', `{"cookies":{"a":"${M}"}}`, []],
    ['XML', `<password>${M}</password>`, []],
    ['a field of XML', `<Data Name="Password">${M}</Data>`, []],
    ['a part of a secret', `"identity":{"tokenHash":"key1(${L})"}`, []],
    ['what is signed', `key1(${L}),SasSignature(${L2})`, []],
    ['a secret and a file', `{"token":"${L}","file":{"sha256":"${L2}"}}`, [L2]],
    ['a secret and a file in a line', `apikey=${L} sha256=${L2}`, [L2]],
  ]);
});

describe('a hash in a URL with a secret is no file', () => {
  check([
    ['a token', `GET https://app.example.net/reset?token=${L}`, []],
    ['a token behind another parameter', `https://app.example.net/reset?a=1&token=${L}`, []],
    ['a path beside a token', `GET /x https://app.example.net/files/${L}?token=abcdef`, []],
    ['a path beside a password', `https://kim:hunter2@app.example.net/files/${L}`, []],
    ['a parameter beside a token', `"https://app.example.net/x?file=${M}&access_token=abcdef"`, []],
  ]);

  it('only where the URL holds none, as it lies on a host of somebody', () => {
    const text = `https://files.example.net/samples/${L}/x http://intranet/${L2}`;
    assert.deepEqual(
      extract(text, FILE).map(({ value }) => value),
      [L, L2],
    );
  });
});
