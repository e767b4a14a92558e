/** The backup that was made, as the editor is told of it. */
export interface MadeBackup {
  /** Its path on the machine of Node-RED. */
  readonly file: string;
}

/** How a store on PostgreSQL would fare, as its dialog has it. */
export type CheckedStore =
  | {
      readonly works: true;
      /** `host:port/database`. */
      readonly server: string;
      readonly version: string;
      /** Whether a store was kept there before, and by an older version. */
      readonly schema: 'absent' | 'older' | 'there';
      /** Whether others can tell it of what they do; a pooler in transaction mode lets nobody. */
      readonly hears: boolean;
      /** By how much its clock is ahead of this machine's, in ms. */
      readonly ahead: number;
      /** The time of a question and its answer, in ms. */
      readonly roundTrip: number;
    }
  | {
      readonly works: false;
      /** What `StoreError` calls the trouble, `unusable` where it has no name, or one of ours. */
      readonly code: string;
      /** In English, with no secret in it. */
      readonly message: string;
      readonly server?: string;
      /** What an administrator has to run. */
      readonly grant?: string;
      /** The property that is wrong, where one is. */
      readonly property?: string;
    };

/** What lies in the file of a store. */
export interface FoundStore {
  /** Its path on the machine of Node-RED. */
  readonly file: string;
  /** Taking it along was begun before, and goes on. */
  readonly isInterrupted: boolean;
  /** The nodes that use it at the moment. */
  readonly users: readonly string[];
  /** How much there is of what is not over. */
  readonly found: {
    readonly quotas: number;
    readonly answers: number;
    readonly raised: number;
    readonly lookups: number;
    readonly mails: number;
    readonly alerts: number;
    readonly dead: number;
    /** Pages of what collect nodes have counted. */
    readonly windows: number;
  };
}

/** It was taken along. */
export interface TakenAlong {
  readonly file: string;
  /** Where the file lies now. */
  readonly setAside: string;
  /** All that was in it had been taken before. */
  readonly wasDone: boolean;
}
