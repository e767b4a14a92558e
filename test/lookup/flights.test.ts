import assert from 'node:assert/strict';
import { createFlights } from '../../src/lookup/flights';
import { createDeferred } from '../support/deferred';

describe('flights', () => {
  it('are found until they have landed, by whoever wishes for the same', async () => {
    const flights = createFlights<string>();
    const landing = createDeferred<string>();
    const flight = flights.takeOff('a', { landed: landing.promise, hurry: () => {} });
    assert.equal(flights.find('a'), flight);
    assert.equal(flights.find('b'), undefined);
    landing.resolve('answer');
    assert.equal(await flight.landed, 'answer');
    assert.equal(flights.find('a'), undefined);
  });

  it('are found no more once they have failed', async () => {
    const flights = createFlights<string>();
    const failure = new Error('No answer');
    const landing = createDeferred<string>();
    const flight = flights.takeOff('a', { landed: landing.promise, hurry: () => {} });
    landing.reject(failure);
    await assert.rejects(flight.landed, failure);
    assert.equal(flights.find('a'), undefined);
  });
});
