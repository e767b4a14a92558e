/** A mail that the inbox has accepted. */
export interface ReceivedMail {
  readonly id: string;
  /** When it was accepted, ISO 8601, UTC. */
  readonly receivedAt: string;
  /** What the SMTP client said (RFC 5321), whatever the headers say. */
  readonly envelope: { readonly from: string; readonly to: readonly string[] };
  /** The From header, decoded: `Name <address>`. */
  readonly from: string;
  /** The To header, decoded, comma-separated. */
  readonly to: string;
  readonly subject: string;
  /** The text part; empty when there is none. */
  readonly text: string;
  readonly html?: string;
  readonly messageId: string;
  /** The whole mail as it came. */
  readonly raw: Buffer;
}
