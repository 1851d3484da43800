import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { LESSON_FAULTS } from './faults/lesson-faults.mjs';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const PLACES = ['apps/gateway/src', 'apps/gateway/test', 'e2e/journeys'];
/** Whose defence is taken away by a planted fault. */
const WITH_FAULTS = new Set(['Overdraft and races', 'Holds', 'Streaming and abort', 'Records']);

const chapters = readFileSync(path.join(import.meta.dirname, 'lessons.md'), 'utf8')
  .split(/^## /m)
  .slice(1)
  .map((text) => ({
    title: text.slice(0, text.indexOf('\n')),
    lessons: [...text.matchAll(/^\| `([a-z-]+)`/gm)].map(([, name = '']) => name),
  }));
const lessons = chapters.flatMap((chapter) => chapter.lessons);

/** The names that titles of tests bear. */
function taught(): string[] {
  const files = PLACES.flatMap((place) =>
    readdirSync(path.join(ROOT, place), { recursive: true, encoding: 'utf8' }).map((file) =>
      path.join(ROOT, place, file),
    ),
  );
  return files
    .filter((file) => file.endsWith('spec.ts'))
    .flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/\[lesson: ([a-z-]+)\]['`]/g)])
    .map(([, name = '']) => name);
}

it('every lesson is named by a test, and every name is of a lesson', () => {
  expect(lessons.length).toBeGreaterThan(25);
  expect([...new Set(taught())].toSorted()).toEqual([...new Set(lessons)].toSorted());
});

it('every defence of the ledger is taken away by a fault that the test of its name must notice', () => {
  const planted = LESSON_FAULTS.map(({ lesson }) => lesson);
  const guarded = chapters.filter(({ title }) => WITH_FAULTS.has(title)).flatMap((chapter) => chapter.lessons);
  expect(planted.toSorted()).toEqual(guarded.toSorted());
});
