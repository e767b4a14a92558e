import type { Values } from '../store';
import type { Caller } from './caller';
import { pack, unpack } from './payloads';
import { keyOf } from './texts';

/** Values in the tables of a schema. */
export function createPostgresValues({ call }: Caller): Values {
  async function set(key: string, value: Uint8Array, lifetime: number): Promise<boolean> {
    const packed = pack(value);
    // What is packed already goes with the batch of this turn.
    const ready = packed instanceof Promise ? await packed : packed;
    const name = keyOf(key);
    await call('set_value', [name, ready, lifetime], orderOf(name));
    return true;
  }

  return {
    async get(key) {
      const name = keyOf(key);
      // In its turn after a lease: whoever got that sees what was written with its end.
      const [row] = await call<{ value: Uint8Array }>('get_value', [name], orderOf(name));
      return row && unpack(row.value);
    },
    set,
    async remove(key) {
      const name = keyOf(key);
      await call('remove_value', [name], orderOf(name));
    },
  };
}

function orderOf(name: string): { readonly order: string } {
  return { order: `c value ${name}` };
}
