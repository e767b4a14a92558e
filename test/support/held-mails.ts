import { createDeferred } from './deferred';
import type { FaultySmtp } from './faulty-smtp';

/** Mails of which the server does not answer to the recipients. */
export interface HeldMails {
  release(): void;
}

/** Has a mail server not answer to recipients until they are released. */
export function holdMails({ smtp }: { readonly smtp: FaultySmtp }): HeldMails {
  const released = createDeferred<void>();
  smtp.behave({ slowRecipients: released.promise });
  return {
    release() {
      smtp.behave({});
      released.resolve();
    },
  };
}
