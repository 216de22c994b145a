import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CLOSED, type ComboboxState, onChoices, onComboboxKey } from '../../src/ui/combobox-state.ts';
import { debounce, latest } from '../../src/ui/latest.ts';

const at = (active: number): ComboboxState => ({ open: true, active });

test('keys', () => {
  const table: [before: ComboboxState, key: string, choices: number, after: ReturnType<typeof onComboboxKey>][] = [
    [at(-1), 'ArrowDown', 3, { state: at(0), handled: true }],
    [at(2), 'ArrowDown', 3, { state: at(0), handled: true }],
    [at(0), 'ArrowUp', 3, { state: at(2), handled: true }],
    [at(-1), 'ArrowUp', 3, { state: at(2), handled: true }],
    [at(0), 'PageDown', 30, { state: at(8), handled: true }],
    [at(0), 'PageDown', 3, { state: at(2), handled: true }],
    [at(1), 'Enter', 3, { state: CLOSED, take: 1, handled: true }],
    [at(-1), 'Enter', 3, { handled: false }],
    [at(5), 'Enter', 3, { handled: false }],
    [CLOSED, 'Enter', 3, { handled: false }],
    [at(1), 'Escape', 3, { state: CLOSED, handled: true }],
    [CLOSED, 'Escape', 3, { handled: false }],
    [at(1), 'a', 3, { handled: false }],
    [at(-1), 'ArrowDown', 0, { state: at(-1), handled: true }],
  ];
  for (const [before, key, choices, after] of table) {
    assert.deepEqual(onComboboxKey(before, key, choices), after, `${key} at ${before.active} of ${choices}`);
  }
});

test('the first choice is ready for Enter, unless what is typed may stand', () => {
  assert.deepEqual(onChoices(3, false), at(0));
  assert.deepEqual(onChoices(3, true), at(-1));
  assert.deepEqual(onChoices(0, false), at(-1));
});

test('an answer that was overtaken is nothing, and its question is aborted', async () => {
  const asked: { typed: string; signal: AbortSignal; answer: (value: string) => void }[] = [];
  const question = latest<string, string>(
    (typed, signal) => new Promise((answer) => asked.push({ typed, signal, answer })),
  );
  const first = question.ask('ngu');
  const second = question.ask('nguyen');
  asked[1]?.answer('Nguyễn');
  asked[0]?.answer('Ngũ');
  assert.equal(await first, undefined);
  assert.deepEqual(await second, { value: 'Nguyễn' });
  assert.equal(asked[0]?.signal.aborted, true);
  assert.equal(asked[1]?.signal.aborted, false);
});

test('the failure of an overtaken question is nothing either', async () => {
  const question = latest<number, number>((input) =>
    input === 1 ? Promise.reject(new Error('late')) : Promise.resolve(input),
  );
  const first = question.ask(1);
  const second = question.ask(2);
  assert.equal(await first, undefined);
  assert.deepEqual(await second, { value: 2 });
  await assert.rejects(question.ask(1), /late/);
});

test('only the last of quick calls runs', async () => {
  const ran: string[] = [];
  const soon = debounce<string>(5, (typed) => ran.push(typed));
  for (const typed of ['n', 'ng', 'ngu']) soon.call(typed);
  await new Promise((resolve) => setTimeout(resolve, 30));
  soon.call('gone');
  soon.cancel();
  await new Promise((resolve) => setTimeout(resolve, 30));
  assert.deepEqual(ran, ['ngu']);
});
