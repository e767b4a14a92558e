import { showAge, showTime, showTimeOfDay } from '../../../editor/shared/times';
import type { Words } from './views';

/** Stands for a value while a text is looked up: no text has it. */
const [OPENING, CLOSING] = ['\u0001', '\u0002'];

const PLACE = new RegExp(`${OPENING}(\\w+)${CLOSING}`, 'g');

/**
 * The words of the editor's language. `now` is when what is told was so, by the clock of Node-RED.
 * Values are put in last: what comes from outside may look like a mark or a key of a text.
 */
export function createWords(plugin: Translating, now: () => number): Words {
  return {
    say(key, marks = {}) {
      const places = Object.keys(marks).map((name) => [name, `${OPENING}${name}${CLOSING}`]);
      const text = plugin._(key, Object.fromEntries(places));
      return text.replace(PLACE, (_place, name: string) => String(marks[name]));
    },
    time(at) {
      const isToday = new Date(at).toDateString() === new Date(now()).toDateString();
      return isToday ? showTimeOfDay(plugin, at) : showTime(plugin, at);
    },
    age: (at) => showAge(plugin, at, now()),
  };
}
