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
