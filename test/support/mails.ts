import type { Mail } from '../../src/mail/mail';
import type { Entry } from '../../src/mail/outbox/entry';

/** A mail to two people, different from every other by its number. */
export function mailNumber(number: number, changes: Partial<Mail> = {}): Mail {
  return {
    from: 'SOC <soc@example.com>',
    to: ['Ann <ann@example.com>', 'bob@example.com'],
    cc: [],
    bcc: [],
    subject: `Alert ${number}`,
    text: `Text ${number}`,
    messageId: `<${number}@example.com>`,
    date: Date.UTC(2026, 0, 15),
    ...changes,
  };
}

/** A mail that was just put into an outbox, at 0 ms UTC. */
export function freshEntry(changes: Partial<Entry> = {}): Entry {
  return { mail: mailNumber(1), since: 0, attempts: 0, accepted: [], refused: [], ...changes };
}
