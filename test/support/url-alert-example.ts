import type { ReceivedMail } from '../../src/simulator/inbox/received-mail';

/** What the stand-in says of the two URLs of the sample log that engines flag. */
const EXPECTED = [
  {
    subject: 'Malicious URL: hxxp[:]//malware[.]wicar[.]org/data/eicar[.]com (15 / 71)',
    parts: ['15 of 71 engines flag it', 'Seen 6 times', 'last alert: 0', 'Kaspersky: malicious'],
  },
  {
    subject: 'Malicious URL: hxxps[:]//testsafebrowsing[.]appspot[.]com/s/phishing.html (8 / 72)',
    parts: ['8 of 72 engines flag it', 'Seen 5 times', 'last alert: 0', 'Sophos: phishing'],
  },
];

/** Gives a sentence for each thing that the mails of example 04 lack; none when all is there. */
export function findUrlAlertFaults(mails: readonly ReceivedMail[]): string[] {
  const faults = EXPECTED.flatMap(({ subject, parts }) => {
    const mail = mails.find((each) => each.subject === subject);
    if (!mail) return [`No mail has the subject "${subject}"`];
    return parts
      .filter((part) => !mail.text.includes(part))
      .map((part) => `The mail "${subject}" lacks "${part}"`);
  });
  const subjects = mails.map(({ subject }) => subject).join('", "');
  return faults.length === 0 ? [] : [...faults, `The mails that came: "${subjects}"`];
}
