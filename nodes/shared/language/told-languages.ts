/** Of the mails to a group that was saved before it could have a language: as they were then. */
export const EARLIER_LANGUAGE = 'en';

/** The languages that mails can be in, as the editor is told them. */
export interface MailLanguages {
  /** That of a group that has chosen none. */
  readonly runtime: string;
  /** With the templates that nobody has changed, as they are in it. */
  readonly languages: readonly MailLanguage[];
}

export interface MailLanguage {
  /** BCP 47, such as `de`. */
  readonly language: string;
  readonly subject: string;
  readonly text: string;
  /** In place of `text`, for a chat. */
  readonly chat: string;
}
