import { EventEmitter, once } from 'node:events';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { isPlainObject } from '../../src/plain-object';
import { startHttpServer } from './loopback-server';

/** A chat, by the path under which its stand-in takes what is posted. */
export type Chat = 'slack' | 'telegram' | 'ntfy';

export interface Post {
  readonly chat: Chat;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** What the chat answered. */
  readonly status: number;
}

/** A stand-in for chats: `<url>/slack`, `<url>/telegram` and `<url>/ntfy`. */
export interface ChatServer {
  readonly url: string;
  /** What was posted, refused or not, in order. */
  posts(): readonly Post[];
  waitForPosts(count: number, signal?: AbortSignal): Promise<void>;
  /** Has a chat answer its next posts with these, or hang up at 0. */
  next(chat: Chat, ...statuses: readonly number[]): void;
  close(): Promise<void>;
}

/** Takes what each service documents, and refuses the rest as it does. */
export async function startChatServer(): Promise<ChatServer> {
  const posts: Post[] = [];
  const planned = new Map<Chat, number[]>();
  const events = new EventEmitter();
  const server = await startHttpServer((request, response) => {
    void take(request, response);
  });

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { status, reply } = await answer(request);
    if (status === 0) request.socket.destroy();
    else response.writeHead(status).end(reply);
    events.emit('post');
  }

  async function answer(request: IncomingMessage): Promise<{ status: number; reply: string }> {
    const chat = chatOf(request.url ?? '');
    if (!chat || request.method !== 'POST') return { status: 404, reply: '' };
    const body = await text(request);
    const problem = PROBLEMS[chat](request.headers, body);
    const status = planned.get(chat)?.shift() ?? (problem === undefined ? 200 : 400);
    posts.push({ chat, headers: request.headers, body, status });
    return { status, reply: problem ?? 'ok' };
  }

  return {
    url: server.url,
    posts: () => posts,
    async waitForPosts(count, signal) {
      while (posts.length < count) await once(events, 'post', signal && { signal });
    },
    next: (chat, ...statuses) => void planned.set(chat, [...statuses]),
    close: () => server.close(),
  };
}

function chatOf(url: string): Chat | undefined {
  return (['slack', 'telegram', 'ntfy'] as const).find((chat) => url === `/${chat}`);
}

type Judge = (headers: IncomingHttpHeaders, body: string) => string | undefined;

const PROBLEMS: Readonly<Record<Chat, Judge>> = {
  slack(headers, body) {
    const { text: written } = readJson(headers, body);
    return typeof written === 'string' && written !== '' ? undefined : 'no_text';
  },
  telegram(headers, body) {
    const { text: written, chat_id: chat, parse_mode: mode } = readJson(headers, body);
    if (chat === undefined || chat === '') return 'Bad Request: chat_id is empty';
    if (typeof written !== 'string' || written === '') return 'Bad Request: text is empty';
    const tags = /<(?:\/?(?:b|code|a)|a href="[^"]*")>|&(?:lt|gt|amp|quot);/g;
    const hasOpenTag = mode === 'HTML' && /[<>&]/.test(written.replaceAll(tags, ''));
    return hasOpenTag ? "Bad Request: can't parse entities" : undefined;
  },
  ntfy: (headers, body) =>
    headers['title'] === undefined || body === '' ? 'invalid request' : undefined,
};

function readJson(headers: IncomingHttpHeaders, body: string): Readonly<Record<string, unknown>> {
  if (headers['content-type'] !== 'application/json') return {};
  const value: unknown = JSON.parse(body);
  return isPlainObject(value) ? value : {};
}
