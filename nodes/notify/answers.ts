/** The last message of a node that runs, as far as it is kept, or why there is none. */
export type LastMail =
  | {
      readonly kept: true;
      /** When it came; ISO 8601. */
      readonly at: string;
      /** All of it is from outside. */
      readonly message: object;
      /** Something in it was too large and is shortened. */
      readonly cut: boolean;
      /** How many messages came after it, too fast to be kept. */
      readonly later: number;
    }
  | { readonly kept: false; readonly why: 'not-deployed' | 'nothing-seen' };

/** A mail or a text for a chat as it would be, or which template cannot be read and why. */
export type MailPreview =
  | {
      readonly made: true;
      /** BCP 47. */
      readonly language: string;
      readonly subject: string;
      readonly text: string;
      /** The page, a whole document; absent where there is to be none. */
      readonly html?: string;
      /** What is posted in a chat, as text; absent where it is a mail. */
      readonly posted?: string;
      /** Fields that the templates name and the message does not have. */
      readonly missing: readonly string[];
    }
  | { readonly made: false; readonly property: string; readonly problem: string };
