import type { Words } from '../../nodes/sidebar/editor/views';
import { ENGLISH, readCatalogue, translateBy } from './texts';

/** Says what the sidebar says, with times as `<1:00>` and ages as `<60 s ago>`, from a zero of its own. */
export function sidebarWords(now: number, language = ENGLISH): Words {
  return {
    say: translateBy(readCatalogue('sidebar', language)),
    time: (at) => `<${Math.floor(at / 60_000)}:${String((at / 1000) % 60).padStart(2, '0')}>`,
    age: (at) => `<${(now - at) / 1000} s ago>`,
  };
}
