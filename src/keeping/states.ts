/**
 * What becomes of a message that one of our nodes has taken on, until its end is known.
 *
 * - `accepted`: the node works on it. Where that takes longer than a turn of the event loop, it is
 *   written down.
 * - `sent on`: those who follow get it in one of the next turns. They may be nodes that know nothing
 *   of ours, so that nobody says that it has arrived.
 * - `taken over`: the next of our nodes works on it, and has not written it down yet.
 * - `ended`: its end is known, or the next of our nodes has written it down, or nobody of ours has
 *   come for it in time: it is forgotten here.
 * - `kept`: it waits in the store, and is sent again when flows have started.
 */
export type State = 'accepted' | 'sent on' | 'taken over' | 'ended' | 'kept';

/**
 * What can happen to it.
 *
 * - `sent`: the node sends it on; or who took it over does, without having written it down; or one
 *   of several ways that it went has come to its end, and others may not have.
 * - `taken`: the next of our nodes works on it.
 * - `written`: who took it over has written it down.
 * - `finished`: who took it over has ended it, as a suppression does; or the node itself has.
 * - `failed`: the same by a failure, which can be seen.
 * - `returned`: who took it over was stopped before it had written it down, or failed as flows were
 *   being stopped.
 * - `waited`: it was sent on so long ago that whoever gets it at once has it.
 * - `stopped`: the node itself is stopped.
 */
export type Event =
  'sent' | 'taken' | 'written' | 'finished' | 'failed' | 'returned' | 'waited' | 'stopped';

/**
 * The next state. `isAtRisk`: flows began to stop while it was on its way, or had not started then,
 * so that it may have come to nodes that were closed already. What has ended, or is kept, stays so:
 * the next life begins with `accepted`.
 */
export function next(state: State, event: Event, isAtRisk: boolean): State {
  switch (state) {
    case 'accepted':
      return fromAccepted(event);
    case 'sent on':
      return fromSentOn(event, isAtRisk);
    case 'taken over':
      return fromTakenOver(event);
    case 'ended':
    case 'kept':
      return state;
  }
}

function fromAccepted(event: Event): State {
  if (event === 'sent') return 'sent on';
  if (event === 'finished' || event === 'failed') return 'ended';
  return event === 'stopped' ? 'kept' : 'accepted';
}

function fromSentOn(event: Event, isAtRisk: boolean): State {
  if (event === 'taken') return 'taken over';
  if (event === 'finished') return 'ended';
  if (event === 'waited') return isAtRisk ? 'kept' : 'ended';
  return 'sent on';
}

function fromTakenOver(event: Event): State {
  if (event === 'sent') return 'sent on';
  if (event === 'written' || event === 'finished' || event === 'failed') return 'ended';
  return event === 'returned' ? 'kept' : 'taken over';
}
