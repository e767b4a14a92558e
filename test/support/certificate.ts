import { isIP } from 'node:net';
import { generate } from 'selfsigned';

/** Makes a certificate for one host name or address, signed by itself, and its key; both PEM. */
export async function makeCertificate(host: string): Promise<{ key: string; cert: string }> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: host }], {
    keyType: 'ec',
    extensions: [
      { name: 'basicConstraints', cA: true },
      {
        name: 'subjectAltName',
        altNames: [isIP(host) === 0 ? { type: 2, value: host } : { type: 7, ip: host }],
      },
    ],
  });
  return { key, cert };
}
