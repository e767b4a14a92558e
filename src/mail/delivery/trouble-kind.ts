import type { DeliveryCause, TroubleKind } from '../errors';
import type { Trouble } from './advice';

/** What a failure is to a person, where its cause alone does not say it. */
export function kindOf(trouble: Trouble, cause: DeliveryCause): TroubleKind {
  switch (cause) {
    case 'security':
      return certificateKind(trouble);
    case 'credentials':
      return 'sign-in';
    case 'unreachable':
      return networkKind(trouble);
    case 'refused':
      return trouble.command === 'MAIL FROM' ? 'sender-refused' : 'mail-refused';
    case 'connection':
      return isTimeout(trouble) ? 'timeout' : 'connection-lost';
    case 'busy':
    case 'reluctant':
    case 'deferred':
    case 'stopped':
      return 'later';
  }
}

/** nodejs.org/api/tls.html#x509-certificate-error-codes. */
function certificateKind({ originalCode }: Trouble): TroubleKind {
  if (originalCode === 'ERR_TLS_CERT_ALTNAME_INVALID') return 'certificate-name';
  return /CERT|^UNABLE_TO_/.test(originalCode) ? 'certificate' : 'no-tls';
}

function networkKind(trouble: Trouble): TroubleKind {
  const { code, originalCode } = trouble;
  if (code === 'EDNS' || /^(?:ENOTFOUND|EAI_\w+|ENODATA)$/.test(originalCode))
    return 'host-not-found';
  if (originalCode === 'ECONNREFUSED' || /\bECONNREFUSED\b/.test(trouble.message))
    return 'connection-refused';
  return isTimeout(trouble) ? 'timeout' : 'unreachable';
}

function isTimeout({ code, originalCode, timeoutType, message }: Trouble): boolean {
  return (
    timeoutType !== '' ||
    code === 'ETIMEDOUT' ||
    originalCode === 'ETIMEDOUT' ||
    message === TOOK_TOO_LONG
  );
}

/** What a mail is aborted with that takes longer than it may. */
export const TOOK_TOO_LONG = 'It took longer than a mail may take';
