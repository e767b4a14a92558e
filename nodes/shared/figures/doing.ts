/** What a Node-RED does that uses a store with others, in the order in which it is told. */
export const DOING = ['running', 'waiting', 'mails', 'kept'] as const;
