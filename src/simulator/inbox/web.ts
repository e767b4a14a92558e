import { createServer } from 'node:http';
import type { Server, ServerResponse } from 'node:http';
import type { EventEmitter } from 'node:events';
import type { ReceivedMail } from './received-mail';
import { contentSecurityPolicy, listPage, mailPage } from './page';

/**
 * The web side of the inbox: `/` lists the mails, `/mails/<id>` shows one, `/events` says by
 * server-sent events that the list has changed. `changes` emits `change` when `mails` did.
 */
export function createInboxWebServer(
  mails: () => readonly ReceivedMail[],
  changes: EventEmitter,
): Server {
  return createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://inbox');
    if (request.method !== 'GET') return answer(response, 405, 'text/plain', 'Only GET');
    if (pathname === '/') return answer(response, 200, 'text/html', listPage(mails()));
    if (pathname === '/events') return sendChanges(response, changes);
    const id = /^\/mails\/(\d+)$/.exec(pathname)?.[1];
    const mail = mails().find((candidate) => candidate.id === id);
    if (!mail) return answer(response, 404, 'text/plain', 'There is no such mail');
    return answer(response, 200, 'text/html', mailPage(mail));
  });
}

function answer(response: ServerResponse, status: number, type: string, body: string): void {
  response
    .writeHead(status, {
      'content-type': `${type}; charset=utf-8`,
      'content-security-policy': contentSecurityPolicy,
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    })
    .end(body);
}

function sendChanges(response: ServerResponse, changes: EventEmitter): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  // Said once at the start too: a page that comes back after a pause may have missed a change.
  response.write('data: changed\n\n');
  const tell = (): void => {
    response.write('data: changed\n\n');
  };
  changes.on('change', tell);
  response.on('close', () => changes.off('change', tell));
}
