/**
 * How a note has changed. `new`: it tells something that it did not, and is written soon. `changed`:
 * it tells it a little otherwise. `repeated`: it is the same but for how often and when it came last.
 */
export type Change = 'new' | 'changed' | 'repeated';

/** A note as it is from now on. */
export interface Noted<Note> {
  readonly note: Note;
  readonly change: Change;
}
