import type { ReceivedMail } from '../../src/simulator/inbox/received-mail';

/** What the mail of example 06 says about its sample alert, with what the stand-in says of the file. */
const EXPECTED = {
  subject: 'File on web-02 is malicious: /var/www/html/uploads/invoice.exe (63 / 67)',
  parts: [
    '/var/www/html/uploads/invoice.exe on web-02 (added) is malicious: 63 of 67 engines flag it.',
    'Hash: 275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f',
    "Wazuh's rule: File added to the system.",
    'Suppressed since the last alert: 0.',
    'Kaspersky: EICAR',
  ],
};

/** Gives a sentence for each thing that the mail of example 06 lacks; none when all is there. */
export function findWazuhFaults({ subject, text }: ReceivedMail): string[] {
  return [
    ...(subject === EXPECTED.subject ? [] : [`The mail's subject is "${subject}"`]),
    ...EXPECTED.parts
      .filter((part) => !text.includes(part))
      .map((part) => `The mail lacks "${part}", it says:\n${text}`),
  ];
}
