/** Whether a mail is still this process's to send; asked right before its DATA. */
export type Fence = () => boolean;

/** A mail that was broken off before its DATA: another process may have it. */
export class FencedError extends Error {
  override readonly name = 'FencedError';
  constructor() {
    super('Another process may have the mail: it was broken off before it was sent');
  }
}
