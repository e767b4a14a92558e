import { inPieces } from '../../in-pieces';
import { LONG_JSON, parseInPieces } from '../../json-in-pieces';
import type { HttpReply } from '../http';

/** Whether a text is so long that the event loop should not be held until it is parsed. */
export function isLong(text: string): boolean {
  return text.length >= LONG_JSON;
}

/** A reply with what its body says, where that is long; others have their turn meanwhile. */
export async function withLongJson(reply: HttpReply): Promise<HttpReply> {
  const { body } = reply;
  if (!isLong(body) || !/^\uFEFF?\s*[[{]/.test(body)) return reply;
  try {
    const value = await inPieces(parseInPieces(body.replace(/^\uFEFF/, '')));
    return { ...reply, json: () => value };
  } catch (error) {
    const json = (): never => {
      throw error;
    };
    return { ...reply, json };
  }
}
