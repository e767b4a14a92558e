import type { Level } from '../../verdict/verdict';

/** How bad it is; `none` where a message has no verdict. */
export type MailLevel = Level | 'none';

/** The levels of a verdict, from the worst on. */
export const LEVELS: readonly Level[] = ['malicious', 'suspicious', 'clean', 'unknown', 'pending'];
