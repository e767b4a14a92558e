/** The backup that was made, as the editor is told of it. */
export interface MadeBackup {
  /** Its path on the machine of Node-RED. */
  readonly file: string;
}
