import type { HttpReply } from '../lookup/http';

/** A reply with a JSON body. */
export function jsonReply(status: number, body: unknown): HttpReply {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(body),
  };
}

/** A v3 error. Source of the codes: https://docs.virustotal.com/reference/errors */
export function errorReply(status: number, code: string, message: string): HttpReply {
  return jsonReply(status, { error: { code, message } });
}

/** A reply with a status and nothing else, as API v2 gives for everything that went wrong. */
export function emptyReply(status: number): HttpReply {
  return { status, headers: {}, body: '' };
}
