/** The server has taken a test mail. */
export interface SentTest {
  readonly sent: true;
  readonly to: string;
  /** `host:port`. */
  readonly server: string;
}

/**
 * Why a test mail was not sent, as `code`: a kind of trouble, or one of ours. `message` is what the
 * server or the network has said, or what is wrong in the dialog, in one line.
 */
export interface RefusedTest {
  readonly sent: false;
  readonly code: string;
  readonly message: string;
  /** `host:port`, where one was asked. */
  readonly server?: string;
  /** What can be done about it. */
  readonly advice?: string;
  /** The property that is wrong, where one is. */
  readonly property?: string;
}
