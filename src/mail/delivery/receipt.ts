import { asError } from '../../as-error';
import type { Receipt, Refusal } from '../receipt';
import type { Explain } from './failures';

/** As much of nodemailer's answer as is used. Addresses are in the form in which it writes them. */
export interface Sent {
  /** `to` is in the order in which the recipients were offered. */
  readonly envelope: { readonly to: readonly string[] };
  readonly accepted: readonly string[];
  readonly rejectedErrors?: readonly Error[] | undefined;
}

/** What a server did for each of `recipients`; who it did not name is told of as put off. */
export function readReceipt(
  { envelope, accepted, rejectedErrors = [] }: Sent,
  recipients: readonly string[],
  explain: Explain,
): Receipt {
  const taken = new Set(accepted);
  return sortOut(name(envelope.to, recipients), recipients, rejectedErrors, explain, taken);
}

/**
 * A server that refuses each recipient has answered about each of them, though with an error; throws
 * `DeliveryError` for any other. `hasBegun`: the server had begun to hear of the mail.
 */
export function readFailure(
  error: Error,
  recipients: readonly string[],
  explain: Explain,
  hasBegun: boolean,
): Receipt {
  const rejected: unknown = Reflect.get(error, 'rejectedErrors');
  if (!Array.isArray(rejected) || rejected.length === 0) throw explain.failure(error, hasBegun);
  const errors = rejected.map(asError);
  const wider = errors.find((each) => explain.concernsAll(each));
  if (wider) throw explain.failure(wider, hasBegun);
  const written = name(errors.map(recipientOf), recipients);
  return sortOut(written, recipients, errors, explain, new Set());
}

/**
 * The recipients by the form in which nodemailer writes them: it quotes some and turns others into
 * Unicode, but keeps their order.
 */
function name(
  written: readonly string[],
  recipients: readonly string[],
): ReadonlyMap<string, string> {
  const isWhole = written.length === recipients.length;
  return new Map(
    recipients.map((recipient, place) => [(isWhole && written[place]) || recipient, recipient]),
  );
}

function sortOut(
  names: ReadonlyMap<string, string>,
  recipients: readonly string[],
  errors: readonly Error[],
  explain: Explain,
  taken: ReadonlySet<string>,
): Receipt {
  const accepted = [...names].filter(([form]) => taken.has(form)).map(([, own]) => own);
  const refused: Refusal[] = [];
  const deferred: Refusal[] = [];
  for (const error of errors) {
    const recipient = names.get(recipientOf(error));
    if (recipient === undefined) continue;
    const refusal = { recipient, reply: explain.reply(error) };
    (explain.isFinal(error) ? refused : deferred).push(refusal);
  }
  const told = new Set([...accepted, ...[...refused, ...deferred].map((each) => each.recipient)]);
  const untold = recipients.filter((recipient) => !told.has(recipient));
  deferred.push(...untold.map((recipient) => ({ recipient, reply: 'The server did not say' })));
  return { accepted, refused, deferred };
}

function recipientOf(error: Error): string {
  const recipient: unknown = Reflect.get(error, 'recipient');
  return typeof recipient === 'string' ? recipient : '';
}
