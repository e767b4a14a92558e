import assert from 'node:assert/strict';
import { createTask, type Task } from '../../../src/lookup/queue/task';

const PLACE = { number: 7, urgent: false };

describe('a task', () => {
  /** What its host was told, in order. */
  let told: string[];
  let takenBack: Task[];

  beforeEach(() => {
    told = [];
    takenBack = [];
  });

  function make(
    work: (attempt: string) => Promise<string>,
    takesBack = false,
  ): ReturnType<typeof createTask<string>> {
    return createTask(work, PLACE, {
      begun: () => void told.push('begun'),
      takesBack(_error, task) {
        if (takesBack) takenBack.push(task);
        return takesBack;
      },
      over: () => void told.push('over'),
    });
  }

  it('has its place, and waits to be started', () => {
    const { task } = make(async () => 'done');
    assert.deepEqual({ number: task.number, urgent: task.urgent }, PLACE);
    assert.deepEqual(told, []);
  });

  it('results in what its work does with the attempt', async () => {
    const { task, result } = make(async (attempt) => `done by ${attempt}`);
    const seen = result.then((value) => told.push(value));
    await task.start('attempt 1');
    await seen;
    assert.deepEqual(told, ['begun', 'over', 'done by attempt 1']);
  });

  it('fails as its work does, also where that throws at once', async () => {
    const failure = new Error('It broke');
    for (const work of [
      () => Promise.reject(failure),
      () => {
        throw failure;
      },
    ]) {
      const { task, result } = make(work);
      const failed = assert.rejects(result, failure);
      await task.start('attempt 1');
      await failed;
    }
    assert.deepEqual(told, ['begun', 'over', 'begun', 'over']);
  });

  it('has not failed where it is taken back, and may be started again', async () => {
    let works = false;
    const { task, result } = make(async () => {
      if (!works) throw new Error('Not yet');
      return 'done';
    }, true);
    await task.start('attempt 1');
    assert.deepEqual(takenBack, [task]);
    works = true;
    await task.start('attempt 2');
    assert.equal(await result, 'done');
    assert.deepEqual(told, ['begun', 'over', 'begun', 'over']);
  });

  it('fails without being started where it is refused', async () => {
    const refusal = new Error('No place');
    const { task, result } = make(async () => 'done');
    const failed = assert.rejects(result, refusal);
    task.refuse(refusal);
    await failed;
    assert.deepEqual(told, []);
  });
});
