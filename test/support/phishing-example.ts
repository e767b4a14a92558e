import type { ReceivedMail } from '../../src/simulator/inbox/received-mail';
import { writeReportedMail } from './reported-mail';

const LINK =
  'https://eur02.safelinks.protection.outlook.com/?url=http%3A%2F%2Fmalware.wicar.org%2Fdata%2Feicar.com&data=05';

/** What lies in the mailbox of example 07 when it is read: the link of its sample, from another person. */
export const reportedMail = writeReportedMail({
  from: 'Ann <ann@staff.alertwire.example>',
  subject: 'Fwd: Parcel on hold',
  html: `<a href="${LINK}">Track it</a>`,
});

/** What the mails say about the sample of the example and about that mail. */
const EXPECTED: readonly (readonly [to: string, subject: string, part: string])[] = [
  [
    'soc@alertwire.example',
    'In a reported mail: hxxp[:]//malware[.]wicar[.]org/data/eicar[.]com (15 / 71)',
    'is malicious: 15 / 71 engines flag it.',
  ],
  [
    'soc@alertwire.example',
    'In a reported mail: 275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f (63 / 67)',
    'Attached: invoice.exe, SHA-256 275a021b',
  ],
  ['soc@alertwire.example', 'Re: Fwd: Your parcel', 'Known to be dangerous: 2.'],
  ['ann@staff.alertwire.example', 'Re: Fwd: Parcel on hold', 'Known to be dangerous: 1.'],
];

/** How many mails come of the sample and of the mailbox. */
export const PHISHING_MAILS = EXPECTED.length;

/** Gives a sentence for each thing that the mails of example 07 lack; none when all is there. */
export function findPhishingFaults(mails: readonly ReceivedMail[]): string[] {
  return EXPECTED.flatMap(([to, subject, part]) => {
    const mail = mails.find((each) => each.subject === subject && each.to === to);
    if (!mail) return [`${to} has no mail with the subject "${subject}"`];
    return mail.text.includes(part) ? [] : [`The mail "${subject}" lacks "${part}"`];
  });
}
