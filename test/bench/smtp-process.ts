/** Mails through an outbox, and one connection for each, in turn. See `./smtp`. */
import path from 'node:path';
import { createTransport } from 'nodemailer';
import { createMailDelivery } from '../../src/mail/delivery/delivery';
import { createOutbox } from '../../src/mail/outbox/outbox';
import { systemClock } from '../../src/clock';
import { openSqliteStore } from '../../src/store/sqlite/sqlite';
import { mailNumber } from '../support/mails';
import { makeTemporaryFolder } from '../support/temporary-folder';
import type { SmtpRound, SmtpWork } from './smtp';

const CREDENTIALS = { user: 'bench', password: 'of nobody' };
const HTML = { html: `<p>${'An alert. '.repeat(300)}</p>` };

async function seconds(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

/** How long it takes until the last of the mails has ended. */
async function throughOutbox(
  { port, security, ca, mails }: SmtpWork,
  file: string,
): Promise<number> {
  const { store } = openSqliteStore(file, systemClock);
  const server = { host: 'localhost', port, security, ...CREDENTIALS, tls: { ca } };
  const delivery = createMailDelivery(server, systemClock);
  const outbox = createOutbox({
    queue: store.queue('bench'),
    clock: systemClock,
    elapsed: () => store.elapsed(),
    random: Math.random,
    giveUpAfter: () => Infinity,
    deliver: (mail, recipients, signal) => delivery.deliver(mail, recipients, signal),
    onEnd: () => Promise.resolve(),
    changed: () => {},
    trouble: (error) => {
      throw error;
    },
  });
  await outbox.start();
  const taken = await seconds(async () => {
    const ends = Array.from(
      { length: mails },
      (_, number) =>
        new Promise<void>((resolve, reject) => {
          const onEnd = async (): Promise<void> => resolve();
          outbox.add(mailNumber(number, HTML), undefined, onEnd).catch(reject);
        }),
    );
    await Promise.all(ends);
  });
  await outbox.close(true);
  await delivery.close();
  await store.close();
  return taken;
}

function oneByOne({ port, security, ca, mails }: SmtpWork): Promise<number> {
  const { user, password: pass } = CREDENTIALS;
  return seconds(async () => {
    for (let number = 0; number < mails; number += 1) {
      const { from, to, subject, text, messageId, html } = mailNumber(number, HTML);
      const transport = createTransport({
        host: 'localhost',
        port,
        requireTLS: security === 'starttls',
        auth: { user, pass },
        tls: { ca },
      });
      await transport.sendMail({ from, to: [...to], subject, text, messageId, html });
      transport.close();
    }
  });
}

async function measure(work: SmtpWork): Promise<SmtpRound[]> {
  const folder = makeTemporaryFolder();
  const measured: SmtpRound[] = [];
  for (let round = 0; round < work.rounds; round += 1) {
    const single = await oneByOne(work);
    const outbox = await throughOutbox(work, path.join(folder, `${round}.sqlite`));
    measured.push({ outbox, single });
  }
  return measured;
}

const given: SmtpWork = JSON.parse(process.argv[2] ?? '');
void measure(given).then((rounds) =>
  process.stdout.write(JSON.stringify(rounds), () => process.exit()),
);
