import type { NodeAPI } from 'node-red';
import { readMailPart } from '../../src/mail/content/part';
import { shortLists } from '../../src/mail/chat/short-lists';
import { isPlainObject } from '../../src/plain-object';
import { ConfigurationError } from '../shared/configuration-error';
import { refusal, type Answer } from '../shared/endpoint';
import { exceeds } from '../shared/json-size';
import { mailTextsIn } from '../shared/language/mail-language';
import { isSimulated } from '../shared/run-node';
import { readText } from '../shared/settings';
import type { MailPreview } from './answers';
import { compose, NOBODY, readStyle, type Composed } from './compose';
import { readTemplates } from './templates';

/** Bytes of a question, as JSON: a whole message fits many times. */
const SIZE_LIMIT = 262_144;

/**
 * The mail that a node would make of a message, or the text for a chat, as its dialog stands: `{ subject,
 * text, html, via, style, language, message }`. `language` is that of its group. Nothing is sent and
 * nothing kept.
 */
export async function previewMail(RED: NodeAPI, question: unknown): Promise<Answer> {
  // The length that is declared is that of what was sent, which may be compressed.
  if (exceeds(question, SIZE_LIMIT)) {
    return refusal(413, 'too-large', `At most ${SIZE_LIMIT / 1024} kB can be shown`);
  }
  if (!isPlainObject(question) || !isPlainObject(question['message'])) {
    return refusal(400, 'bad-request', 'A message is expected: a JSON object');
  }
  const { message, ...properties } = question;
  return { status: 200, body: await preview(RED, properties, { _msgid: '', ...message }) };
}

async function preview(
  RED: NodeAPI,
  properties: Readonly<Record<string, unknown>>,
  msg: Parameters<typeof isSimulated>[0],
): Promise<MailPreview> {
  try {
    const texts = mailTextsIn(RED, readText(properties, 'language'));
    const style = readStyle(properties);
    const templates = readTemplates(properties, texts, style !== undefined);
    const lists = style && shortLists(texts);
    const part = readMailPart(msg, templates, isSimulated(msg), texts, lists);
    const html = properties['html'] === 'designed' ? 'designed' : 'none';
    const composed = await compose([part], { style, recipients: NOBODY, html, texts });
    return { made: true, language: texts.language, ...show(composed) };
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return { made: false, property: error.property, problem: error.problem };
  }
}

function show({
  notification,
  chat,
}: Composed): Omit<MailPreview & { made: true }, 'made' | 'language'> {
  const { subject, plaintext: text, html, missing } = notification;
  return {
    subject,
    text,
    missing,
    ...(html !== undefined && { html }),
    ...(chat && { posted: showPosted(chat) }),
  };
}

/** What a node posts that follows: its headers, and its text or JSON. */
function showPosted({ payload, headers = {} }: NonNullable<Composed['chat']>): string {
  const body = typeof payload === 'string' ? payload : JSON.stringify(payload, null, 2);
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return lines.length === 0 ? body : `${lines.join('\n')}\n\n${body}`;
}
