import { once } from 'node:events';
import { createServer, type TLSSocket } from 'node:tls';
import { makeCertificate } from './certificate';

/** A mailbox on this machine that is read by IMAP. */
export interface Mailbox {
  readonly host: string;
  readonly port: number;
  /** What opens it. */
  readonly user: string;
  readonly password: string;
  /** Puts a mail into it, a whole message with its headers; it is unread. */
  deliver(mail: string | Buffer): void;
  /** How many mails nobody has read. */
  unread(): number;
  /** All that clients have said, without the password. */
  readonly said: readonly string[];
  close(): Promise<void>;
}

interface KeptMail {
  readonly content: Buffer;
  isSeen: boolean;
}

const HOST = '127.0.0.1';

/** Readers skip it: what matters to them is the body. */
const STRUCTURE = 'BODYSTRUCTURE ("TEXT" "PLAIN" ("CHARSET" "UTF-8") NIL NIL "8BIT" 1 1)';

/**
 * Starts a server that speaks as much IMAP4rev1 (RFC 3501) over TLS as a client needs to read a mailbox:
 * it knows one folder, its certificate is signed by itself, and the number of a mail is its UID too.
 */
export async function startMailbox(): Promise<Mailbox> {
  const user = 'phishing@alertwire.example';
  const password = 'only for this mailbox';
  const mails: KeptMail[] = [];
  const said: string[] = [];
  const sockets = new Set<TLSSocket>();

  const server = createServer(await makeCertificate('localhost'), (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.write('* OK ready\r\n');
    let isOpen = false;
    let rest = '';
    socket.on('data', (chunk: Buffer) => {
      const lines = (rest + chunk.toString('latin1')).split('\r\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        const [, tag = '*', command = ''] = /^(\S+) (.*)$/.exec(line) ?? [];
        const isLogin = /^LOGIN /i.test(command);
        said.push(isLogin ? 'LOGIN' : command);
        if (isLogin) isOpen = command === `LOGIN "${user}" "${password}"`;
        const isAllowed = isOpen || /^(?:CAPABILITY|LOGOUT)/i.test(command);
        for (const part of isAllowed ? answer(command) : []) socket.write(part);
        socket.write(`${tag} ${isAllowed ? 'OK done' : 'NO not signed in'}\r\n`);
        if (/^LOGOUT/i.test(command)) socket.end();
      }
    });
  });

  /** What the server says to a command before it says that it is done. */
  function answer(command: string): (string | Buffer)[] {
    if (/^CAPABILITY/i.test(command)) return ['* CAPABILITY IMAP4rev1\r\n'];
    if (/^LIST/i.test(command)) return ['* LIST (\\Noselect) "/" ""\r\n'];
    if (/^SELECT/i.test(command))
      return [
        '* FLAGS (\\Seen \\Deleted)\r\n',
        `* ${mails.length} EXISTS\r\n* 0 RECENT\r\n`,
        '* OK [UIDVALIDITY 1] the same\r\n',
      ];
    if (/^UID SEARCH.* UNSEEN/i.test(command)) return [`* SEARCH${numbers(isUnseen)}\r\n`];
    const [, verb = '', list = ''] = /^UID (FETCH|STORE) ([\d,:*]+)/i.exec(command) ?? [];
    const chosen = mails.map((mail, index) => ({ mail, number: index + 1 })).filter(isIn(list));
    if (/BODY\[|\+FLAGS\S* .*\\Seen/i.test(command))
      for (const { mail } of chosen) mail.isSeen = true;
    return verb.toUpperCase() === 'FETCH' ? chosen.flatMap(fetched) : [];
  }

  function numbers(isWanted: (mail: KeptMail) => boolean): string {
    return mails.map((mail, index) => (isWanted(mail) ? ` ${index + 1}` : '')).join('');
  }

  server.listen(0, HOST);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('It listens on no port');
  return {
    host: HOST,
    port: address.port,
    user,
    password,
    deliver: (mail) => void mails.push({ content: Buffer.from(mail), isSeen: false }),
    unread: () => mails.filter(isUnseen).length,
    said,
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

interface Chosen {
  readonly mail: KeptMail;
  readonly number: number;
}

function isUnseen({ isSeen }: KeptMail): boolean {
  return !isSeen;
}

/** Whether a list such as `1,4:6` names a mail. */
function isIn(list: string): (chosen: Chosen) => boolean {
  const ranges = list.split(',').map((range) => {
    const [first = '', last = first] = range.split(':');
    return { first: Number(first), last: last === '*' ? Infinity : Number(last) };
  });
  return ({ number }) => ranges.some(({ first, last }) => number >= first && number <= last);
}

function fetched({ mail: { content }, number }: Chosen): (string | Buffer)[] {
  const date = 'INTERNALDATE "15-Jan-2026 09:41:07 +0000"';
  return [
    `* ${number} FETCH (UID ${number} FLAGS (\\Seen) ${date} ${STRUCTURE} BODY[] {${content.length}}\r\n`,
    content,
    ')\r\n',
  ];
}
