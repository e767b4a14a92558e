/**
 * How long a lookup waits, and for what, in milliseconds. How long an answer may take, and how many
 * lookups may wait, are settings of the account.
 */

/**
 * For a quota that is spent, and for a service that refuses again and again, where waiting does not
 * survive a restart.
 */
export const LONGEST_IN_MEMORY = 60_000;

/** The same where waiting survives a restart. */
export const LONGEST_IN_STORE = 86_400_000;

/** For an analysis that was begun; what is not completed then is pending. */
export const LONGEST_FOR_ANALYSIS = 5 * 60_000;

/** Beyond that, for the turn of the last look. */
export const LONGEST_FOR_LAST_LOOK = 15_000;

/** Until the first look at an analysis, and at most between two. */
export const FIRST_LOOK = 15_000;
export const LONGEST_BETWEEN_LOOKS = 60_000;

/** After the service refused a key, before it is asked again. */
export const REFUSED_KEY_PAUSE = 60_000;
