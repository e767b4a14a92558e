import type { ReceivedMail } from '../../src/simulator/inbox/received-mail';
import type { Simulator } from '../../src/simulator/virustotal';
import { click, expectedCount } from './first-example';

/** Gives a sentence for each thing that the mail of example 05 lacks; none when all is there. */
export function findFileAlertFaults(
  mail: ReceivedMail,
  simulator: Simulator,
  apiKey: string,
): string[] {
  const count = expectedCount(simulator, apiKey);
  const subject = `Malicious file on ${click.computer} (${count})`;
  const parts = [
    `${click.sha256} on ${click.computer} is malicious: ${count} engines flag it.`,
    'Suppressed since the last alert: 0.',
  ];
  return [
    ...(mail.subject === subject ? [] : [`The mail's subject is "${mail.subject}"`]),
    ...parts.filter((part) => !mail.text.includes(part)).map((part) => `The mail lacks "${part}"`),
  ];
}
