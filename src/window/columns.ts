/**
 * Numbers by row, outside the JavaScript heap: a hundred thousand objects of six numbers would take
 * ten times as much, and each garbage collection would go through them.
 */
export interface Column {
  /** 0 where nothing was set. */
  get(row: number): number;
  set(row: number, value: number): void;
  add(row: number, amount: number): void;
}

type Numbers = Float64Array | Int32Array | Uint8Array;

/** Rows to begin with; a column doubles when it is full. */
const FIRST_ROWS = 64;

/** For times and whatever else needs 53 bits. */
export const createTimes = (): Column => createColumn((rows) => new Float64Array(rows));

/** For whole numbers up to 2^31 - 1, in half the space. */
export const createNumbers = (): Column => createColumn((rows) => new Int32Array(rows));

/** For 0 and 1. */
export const createMarks = (): Column => createColumn((rows) => new Uint8Array(rows));

function createColumn(make: (rows: number) => Numbers): Column {
  let numbers = make(FIRST_ROWS);

  function reach(row: number): void {
    if (row < numbers.length) return;
    const larger = make(Math.max(row + 1, 2 * numbers.length));
    larger.set(numbers);
    numbers = larger;
  }

  return {
    get: (row) => numbers[row] ?? 0,
    set(row, value) {
      reach(row);
      numbers[row] = value;
    },
    add(row, amount) {
      reach(row);
      numbers[row] = (numbers[row] ?? 0) + amount;
    },
  };
}
