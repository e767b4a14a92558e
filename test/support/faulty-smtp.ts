import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';

/** How the server behaves; what is left out is as it should be. */
export interface Behaviour {
  /** What it says instead of greeting; `silence` and `hang up` are done, not said. */
  readonly greeting?: string;
  /** Never answers to EHLO. */
  readonly deaf?: boolean;
  /** The reply to EHLO and HELO, in place of its own. */
  readonly ehlo?: string;
  /** What it announces to sign in by (`PLAIN LOGIN` unless told); empty: nothing. */
  readonly mechanisms?: string;
  /** The tokens that it takes (XOAUTH2); it is asked anew for each. */
  readonly takesToken?: (token: string) => boolean;
  /** How it refuses a token: `why` says it before (the empty line is read), `cut` hangs up after. */
  readonly refusesToken?: 'why' | 'at once' | 'cut';
  /** Replies to AUTH, MAIL, the end of DATA and QUIT. `%AUTH%` becomes what the client sent as AUTH. */
  readonly auth?: string;
  readonly quit?: string;
  readonly mail?: string;
  readonly data?: string;
  /** Replies to RCPT, by address. */
  readonly recipients?: Readonly<Record<string, string>>;
  /** The reply to every other RCPT. */
  readonly otherwise?: string;
  /** Where the connection is cut: `taken` is right after the 250 to the end of DATA. */
  readonly cutAt?: 'mail' | 'end of data' | 'taken' | 'quit';
  /** It does not answer to RCPT before this has resolved. */
  readonly slowRecipients?: Promise<void>;
  /** It does not answer to the end of DATA before this has resolved. */
  readonly slow?: Promise<void>;
  /** Instead of an answer to the end of DATA it says without end that one is to come. */
  readonly trickles?: boolean;
}

/** A mail of which the server has read the last line. */
interface SmtpMail {
  readonly from: string;
  /** To whom it was to be delivered of those that it was offered for. */
  readonly to: readonly string[];
  /** The headers and the text as they came. */
  readonly text: string;
  readonly messageId: string;
  readonly isSecure: boolean;
}

export interface FaultySmtp {
  readonly port: number;
  /** The mails that it has replied 250 to. */
  readonly taken: readonly SmtpMail[];
  /** All that it has read, whatever it replied. */
  readonly read: readonly SmtpMail[];
  /** Connections there have been. */
  readonly connections: number;
  /** All that clients have said, line by line, without the mails. */
  readonly said: readonly string[];
  /** Behaves so from now on. */
  behave(behaviour: Behaviour): void;
  /** Behaves so for the next mails, one each; a mail begins with MAIL. */
  next(...behaviours: readonly Behaviour[]): void;
  /** Resolves when it has taken `count` mails. */
  waitForTaken(count: number): Promise<readonly SmtpMail[]>;
  /** Resolves when it has read `count` mails, whatever it replies. */
  waitForRead(count: number): Promise<readonly SmtpMail[]>;
  /** Resolves when there is no connection. */
  waitForEnd(): Promise<void>;
  /** Is gone: connections are ended, and refused until `comeBack`. */
  goAway(): Promise<void>;
  comeBack(): Promise<void>;
  close(): Promise<void>;
}

interface FaultySmtpOptions {
  /** It offers STARTTLS, or with `implicit` speaks TLS from the start. */
  readonly certificate?: { readonly key: string; readonly cert: string };
  readonly implicit?: boolean;
  /** On 127.0.0.1; a free one unless told. */
  readonly port?: number;
  /** It lets a client say a whole envelope without waiting (RFC 2920). */
  readonly pipelining?: boolean;
}

const CODE_OK = '250 2.0.0 Ok';

/** Starts a real SMTP server (RFC 5321) on this machine that misbehaves on demand. */
export async function startFaultySmtp({
  certificate,
  implicit = false,
  port: wanted = 0,
  pipelining = false,
}: FaultySmtpOptions = {}): Promise<FaultySmtp> {
  const taken: SmtpMail[] = [];
  const read: SmtpMail[] = [];
  const said: string[] = [];
  const sockets = new Set<Socket>();
  const waiting = new Set<() => void>();
  const coming: Behaviour[] = [];
  let usual: Behaviour = {};
  let connections = 0;

  const context = certificate && createSecureContext(certificate);
  const server = createServer((socket) => {
    connections += 1;
    socket.setNoDelay();
    sockets.add(socket);
    socket.on('close', () => {
      sockets.delete(socket);
      for (const look of waiting) look();
    });
    socket.on('error', () => socket.destroy());
    if (context && implicit) converse(secure(socket), true, true);
    else converse(socket, false, true);
  });

  function secure(socket: Socket): TLSSocket {
    const upgraded = new TLSSocket(socket, {
      isServer: true,
      ...(context && { secureContext: context }),
    });
    upgraded.on('error', () => upgraded.destroy());
    return upgraded;
  }

  function keep(list: SmtpMail[], mail: SmtpMail): void {
    list.push(mail);
    for (const look of waiting) look();
  }

  function converse(socket: Socket, isSecure: boolean, isNew: boolean): void {
    let behaviour = usual;
    let from = '';
    let to: string[] = [];
    let rest = '';
    let text: string | undefined;
    let login: string[] | undefined;
    let refusing: string | undefined;

    const say = (reply: string): void => {
      if (socket.writable) socket.write(`${reply}\r\n`);
    };
    const cut = (): void => void socket.destroy();

    function trickle(): void {
      if (!socket.writable) return;
      say('250-Wait');
      setTimeout(trickle, 5);
    }

    async function endOfData(): Promise<void> {
      const messageId = /^message-id: *(\S+)/im.exec(text ?? '')?.[1] ?? '';
      const mail = { from, to, text: text ?? '', messageId, isSecure };
      text = undefined;
      keep(read, mail);
      if (behaviour.trickles) {
        trickle();
        return;
      }
      await behaviour.slow;
      if (behaviour.cutAt === 'end of data') {
        cut();
        return;
      }
      const reply = behaviour.data ?? CODE_OK;
      if (reply.startsWith('2')) keep(taken, mail);
      if (behaviour.cutAt === 'taken') socket.end(`${reply}\r\n`);
      else say(reply);
    }

    function authenticate(answered: string): void {
      const known = login ?? [];
      login = [...known, answered];
      const isLogin = login[0]?.toUpperCase().startsWith('AUTH LOGIN');
      if (isLogin && login.length < 3) {
        say(login.length === 1 ? '334 VXNlcm5hbWU6' : '334 UGFzc3dvcmQ6');
        return;
      }
      say((behaviour.auth ?? '235 2.7.0 Welcome').replace('%AUTH%', login.join(' ')));
      login = undefined;
    }

    /** XOAUTH2, as Google's and Microsoft's servers take it. */
    function takeToken(said64: string): void {
      const token = decode(said64).split('\u0001')[1]?.replace('auth=Bearer ', '') ?? '';
      if (behaviour.takesToken?.(token) ?? true) {
        say('235 2.7.0 Accepted');
        return;
      }
      const refusal = behaviour.auth ?? '535 5.7.3 Authentication unsuccessful [%AUTH%]';
      const reply = refusal.replace('%AUTH%', said64);
      if (behaviour.refusesToken === 'why') {
        say(
          `334 ${encode('{"status":"401","schemes":"bearer","scope":"https://mail.google.com/"}')}`,
        );
        refusing = reply;
      } else if (behaviour.refusesToken === 'cut') socket.end(`${reply}\r\n`);
      else say(reply);
    }

    function command(spoken: string): void {
      said.push(spoken);
      if (refusing !== undefined) {
        say(spoken === '' ? refusing : '501 5.5.4 An empty line was expected');
        refusing = undefined;
        return;
      }
      const [, said64] = /^AUTH XOAUTH2 (\S+)$/.exec(spoken) ?? [];
      if (said64 !== undefined) {
        takeToken(said64);
        return;
      }
      const verb = spoken.slice(0, 4).toUpperCase();
      if (login || verb === 'AUTH') authenticate(spoken);
      else if (verb === 'EHLO' && behaviour.deaf) return;
      else if ((verb === 'EHLO' || verb === 'HELO') && behaviour.ehlo !== undefined) {
        say(behaviour.ehlo);
      } else if (verb === 'EHLO') {
        const { mechanisms = 'PLAIN LOGIN' } = behaviour;
        const offers = [
          'faulty',
          ...(context && !isSecure ? ['STARTTLS'] : []),
          ...(pipelining ? ['PIPELINING'] : []),
          'SMTPUTF8',
          ...(mechanisms === '' ? [] : [`AUTH ${mechanisms}`]),
        ];
        offers.forEach((offer, index) =>
          say(`250${index < offers.length - 1 ? '-' : ' '}${offer}`),
        );
      } else if (verb === 'STAR' && context && !isSecure) {
        say('220 2.0.0 Go ahead');
        socket.removeAllListeners('data');
        converse(secure(socket), true, false);
      } else if (verb === 'MAIL') {
        behaviour = coming.shift() ?? usual;
        from = addressIn(spoken);
        to = [];
        if (behaviour.cutAt === 'mail') cut();
        else say(behaviour.mail ?? CODE_OK);
      } else if (verb === 'RCPT') {
        const reply = behaviour.recipients?.[addressIn(spoken)] ?? behaviour.otherwise ?? CODE_OK;
        if (reply.startsWith('2')) to.push(addressIn(spoken));
        if (behaviour.slowRecipients) void behaviour.slowRecipients.then(() => say(reply));
        else say(reply);
      } else if (verb === 'DATA') {
        if (to.length === 0) say('554 5.5.1 No valid recipients');
        else {
          text = '';
          say('354 Go ahead');
        }
      } else if (verb === 'RSET' || verb === 'NOOP') say(CODE_OK);
      else if (verb === 'QUIT') {
        if (behaviour.cutAt === 'quit') cut();
        else socket.end(`${behaviour.quit ?? '221 2.0.0 Bye'}\r\n`);
      } else say('502 5.5.2 Command not recognized');
    }

    function line(each: string): void {
      if (text === undefined) command(each);
      else if (each === '.') void endOfData();
      else text += `${each.startsWith('.') ? each.slice(1) : each}\r\n`;
    }

    socket.on('data', (chunk: Buffer) => {
      const lines = (rest + chunk.toString('latin1')).split('\r\n');
      rest = lines.pop() ?? '';
      lines.forEach(line);
    });
    if (!isNew) return;
    if (behaviour.greeting === 'hang up') cut();
    else if (behaviour.greeting !== 'silence') say(behaviour.greeting ?? '220 faulty ESMTP');
  }

  function until(isSo: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!isSo()) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
    });
  }

  async function waitFor(list: readonly SmtpMail[], count: number): Promise<readonly SmtpMail[]> {
    await until(() => list.length >= count);
    return [...list];
  }

  async function listen(on: number): Promise<number> {
    server.listen(on, '127.0.0.1');
    await once(server, 'listening');
    const address: string | AddressInfo | null = server.address();
    if (address === null || typeof address === 'string') throw new Error('It listens on no port');
    return address.port;
  }

  async function goAway(): Promise<void> {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  }

  const port = await listen(wanted);
  return {
    port,
    taken,
    read,
    said,
    get connections() {
      return connections;
    },
    behave: (behaviour) => void (usual = behaviour),
    next: (...behaviours) => void coming.push(...behaviours),
    waitForTaken: (count) => waitFor(taken, count),
    waitForRead: (count) => waitFor(read, count),
    waitForEnd: () => until(() => sockets.size === 0),
    goAway,
    comeBack: async () => void (await listen(port)),
    close: goAway,
  };
}

function decode(text: string): string {
  return Buffer.from(text, 'base64').toString('utf8');
}

function encode(text: string): string {
  return Buffer.from(text).toString('base64');
}

function addressIn(line: string): string {
  return /<([^>]*)>/.exec(line)?.[1] ?? '';
}
