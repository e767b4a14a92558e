import path from 'node:path';
import { makeCertificate } from '../support/certificate';
import { startFaultySmtp, type FaultySmtp } from '../support/faulty-smtp';
import { runChild } from './child';
import { median, show, type Finding } from './figure';

const MAILS = 500;
const ROUNDS = 5;

/** What the process that sends is told. */
export interface SmtpWork {
  readonly port: number;
  readonly security: 'starttls' | 'none';
  /** The certificate of the server, PEM. */
  readonly ca: string;
  readonly mails: number;
  readonly rounds: number;
}

/** Seconds that the mails took in one round. */
export interface SmtpRound {
  /** Through the outbox, in a file, and its pooled connection. */
  readonly outbox: number;
  /** One `sendMail` after another, each over a connection of its own, as the e-mail node does. */
  readonly single: number;
}

/**
 * Mails through the whole outbox, each written down before and struck out after, against nodemailer
 * alone with a connection for each. The server offers STARTTLS and asks for a password, as those do
 * that take mail from programs; how it is in plain text stands beside it.
 */
export async function smtp(): Promise<Finding> {
  const certificate = await makeCertificate('localhost');
  const secure = await measure('starttls', certificate.cert, () =>
    startFaultySmtp({ certificate, pipelining: true }),
  );
  const plain = await measure('none', certificate.cert, () =>
    startFaultySmtp({ pipelining: true }),
  );
  const ratio = ratioOf(secure);
  const rate = (rounds: readonly SmtpRound[], which: keyof SmtpRound): string =>
    show(MAILS / median(rounds.map((round) => round[which])));
  return {
    rows: [
      {
        figure: `${MAILS} alerts through SMTP (STARTTLS and a password), pooled, against one sendMail per connection`,
        target: '≥ 3 ×',
        measured: `${show(ratio)} × (${rate(secure, 'outbox')} against ${rate(secure, 'single')} a second; in plain text ${show(ratioOf(plain))} ×, ${rate(plain, 'outbox')} against ${rate(plain, 'single')})`,
        met: ratio >= 3,
      },
    ],
    raw: { mails: MAILS, ratio, ratioInPlainText: ratioOf(plain), seconds: { secure, plain } },
  };
}

async function measure(
  security: SmtpWork['security'],
  ca: string,
  start: () => Promise<FaultySmtp>,
): Promise<SmtpRound[]> {
  const server = await start();
  const work: SmtpWork = { port: server.port, security, ca, mails: MAILS, rounds: ROUNDS };
  try {
    const rounds: SmtpRound[] = await runChild(path.join(__dirname, 'smtp-process.js'), work);
    const expected = 2 * ROUNDS * MAILS;
    if (server.taken.length !== expected) {
      throw new Error(`${server.taken.length} mails arrived, not ${expected}`);
    }
    return rounds;
  } finally {
    await server.close();
  }
}

function ratioOf(rounds: readonly SmtpRound[]): number {
  return median(rounds.map(({ outbox, single }) => single / outbox));
}
