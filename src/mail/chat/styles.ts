/** In whose marks a chat's text is written; `plain` has none. */
export const STYLES = ['plain', 'slack', 'teams', 'telegram', 'ntfy'] as const;

export type Style = (typeof STYLES)[number];
