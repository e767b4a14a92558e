import type { NodeAPI } from 'node-red';
import { readMailPart } from '../../src/mail/content/part';
import { composeMail } from '../../src/mail/page/notification';
import { isPlainObject } from '../../src/plain-object';
import { ConfigurationError } from '../shared/configuration-error';
import { refusal, type Answer } from '../shared/endpoint';
import { exceeds } from '../shared/json-size';
import { mailTextsIn } from '../shared/language/mail-language';
import { isSimulated } from '../shared/run-node';
import { readText } from '../shared/settings';
import type { MailPreview } from './answers';
import { readTemplates } from './templates';

/** Bytes of a question, as JSON: a whole message fits many times. */
const SIZE_LIMIT = 262_144;

const NOBODY = { to: [], cc: [], bcc: [] };

/**
 * The mail that a node would make of a message, as its dialog stands: `{ subject, text, html, language,
 * message }`. `language` is that of its group. Nothing is sent and nothing kept.
 */
export function previewMail(RED: NodeAPI, question: unknown): Answer {
  // The length that is declared is that of what was sent, which may be compressed.
  if (exceeds(question, SIZE_LIMIT)) {
    return refusal(413, 'too-large', `At most ${SIZE_LIMIT / 1024} kB can be shown`);
  }
  if (!isPlainObject(question) || !isPlainObject(question['message'])) {
    return refusal(400, 'bad-request', 'A message is expected: a JSON object');
  }
  const { message, ...properties } = question;
  return { status: 200, body: preview(RED, properties, { _msgid: '', ...message }) };
}

function preview(
  RED: NodeAPI,
  properties: Readonly<Record<string, unknown>>,
  msg: Parameters<typeof isSimulated>[0],
): MailPreview {
  try {
    const texts = mailTextsIn(RED, readText(properties, 'language'));
    const templates = readTemplates(properties, texts);
    const part = readMailPart(msg, templates, isSimulated(msg), texts);
    const design = properties['html'] === 'designed' ? 'designed' : 'none';
    const { subject, plaintext: text, html, missing } = composeMail(part, NOBODY, design, texts);
    const { language } = texts;
    return { made: true, language, subject, text, missing, ...(html !== undefined && { html }) };
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return { made: false, property: error.property, problem: error.problem };
  }
}
