/**
 * An error with one of the codes that the flow author sees in `msg.error.code`.
 * One subclass per cause; the message is a sentence for a person and never holds a secret.
 */
export abstract class CodedError extends Error {
  abstract readonly code: string;

  override get name(): string {
    return this.constructor.name;
  }

  /** The sentence alone: Node-RED shows this in its log and in `msg.error.message`. */
  override toString(): string {
    return this.message;
  }
}
