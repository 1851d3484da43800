import type { StepDto } from '@nyla/contracts';
import { conditionStep, definition, loopStep, promptStep, searchStep } from './automation.fixtures';
import {
  appendInto,
  branchesOf,
  duplicateStep,
  freeId,
  heightOf,
  insertAfter,
  mayNest,
  moveStep,
  newStep,
  removeStep,
  renameStep,
  renameVariable,
  stepRows,
  updateStep,
} from './steps';

/** `a each(b if(c|d)) e` */
function outline(steps: readonly StepDto[]): string {
  return steps
    .map((step) => {
      const inner = branchesOf(step).map((branch) => outline(branch.steps));
      return inner.length === 0 ? step.id : `${step.id}(${inner.join('|')})`;
    })
    .join(' ');
}

const steps = [
  promptStep('a'),
  loopStep('each', 'variables.texts', [
    promptStep('b', '{{item}} {{steps.a.text}}'),
    conditionStep('if', [promptStep('c')], [promptStep('d')]),
  ]),
  promptStep('e', '{{steps.a.text}} {{steps.ab.text}} {{ steps.a }}'),
];

describe('stepRows', () => {
  it('names every step by its place on the wire', () => {
    expect(stepRows(steps).map(({ step, path, depth }) => [step.id, path, depth])).toEqual([
      ['a', 'definition.steps.0', 0],
      ['each', 'definition.steps.1', 0],
      ['b', 'definition.steps.1.forEach.steps.0', 1],
      ['if', 'definition.steps.1.forEach.steps.1', 1],
      ['c', 'definition.steps.1.forEach.steps.1.condition.steps.0', 2],
      ['d', 'definition.steps.1.forEach.steps.1.condition.otherwise.0', 2],
      ['e', 'definition.steps.2', 0],
    ]);
  });
});

describe('changes', () => {
  it('reach a nested step and leave the others as they are', () => {
    const next = updateStep(steps, 'c', (step) => ({ ...step, name: 'neu' }));
    expect(stepRows(next).find(({ step }) => step.id === 'c')?.step.name).toBe('neu');
    expect(next[0]).toBe(steps[0]);
    expect(next[2]).toBe(steps[2]);
  });

  it('remove, insert and append', () => {
    expect(outline(removeStep(steps, 'if'))).toBe('a each(b) e');
    expect(outline(insertAfter(steps, 'b', promptStep('n')))).toBe('a each(b n if(c|d)) e');
    expect(outline(insertAfter(steps, null, promptStep('n')))).toBe('a each(b if(c|d)) e n');
    expect(outline(appendInto(steps, 'if', 'otherwise', promptStep('n')))).toBe('a each(b if(c|d n)) e');
  });
});

describe('moveStep', () => {
  const path = (id: string, direction: 'up' | 'down'): string[] => {
    const seen: string[] = [];
    let now: readonly StepDto[] = steps;
    for (;;) {
      const next = moveStep(now, id, direction);
      if (next === now) return seen;
      seen.push(outline(next));
      now = next;
    }
  };

  it('reaches every place downwards, into loops and both ways of a condition', () => {
    expect(path('a', 'down')).toEqual([
      'each(a b if(c|d)) e',
      'each(b a if(c|d)) e',
      'each(b if(a c|d)) e',
      'each(b if(c a|d)) e',
      'each(b if(c|a d)) e',
      'each(b if(c|d a)) e',
      'each(b if(c|d) a) e',
      'each(b if(c|d)) a e',
      'each(b if(c|d)) e a',
    ]);
  });

  it('comes back the same way', () => {
    expect(path('e', 'up')).toEqual([
      'a each(b if(c|d) e)',
      'a each(b if(c|d e))',
      'a each(b if(c|e d))',
      'a each(b if(c e|d))',
      'a each(b if(e c|d))',
      'a each(b e if(c|d))',
      'a each(e b if(c|d))',
      'a e each(b if(c|d))',
      'e a each(b if(c|d))',
    ]);
  });

  it('passes by what would nest too deep', () => {
    const deep = loopStep('x', 'l', [loopStep('y', 'l', [promptStep('z')])]);
    const list = [deep, loopStep('o', 'l', [loopStep('p', 'l', [])])];
    expect(heightOf(deep)).toBe(2);
    expect(outline(moveStep(list, 'x', 'down'))).toBe('o(x(y(z)) p())');
    expect(outline(moveStep(moveStep(list, 'x', 'down'), 'x', 'down'))).toBe('o(p() x(y(z)))');
  });

  it('stays where there is nowhere to go', () => {
    expect(moveStep(steps, 'a', 'up')).toBe(steps);
    expect(moveStep(steps, 'missing', 'up')).toBe(steps);
  });
});

describe('mayNest', () => {
  it('leaves room for three around a step', () => {
    expect(mayNest('prompt', 3)).toBe(true);
    expect(mayNest('for_each', 2)).toBe(true);
    expect(mayNest('for_each', 3)).toBe(false);
    expect(mayNest('prompt', 4)).toBe(false);
  });
});

describe('names', () => {
  it('are the first that is free', () => {
    expect(freeId('prompt', new Set())).toBe('prompt');
    expect(freeId('prompt', new Set(['prompt', 'prompt2']))).toBe('prompt3');
    expect(newStep('web_search', 'Suche', new Set(['search'])).id).toBe('search2');
  });

  it('take their references along and no longer name', () => {
    const { steps: renamed } = renameStep(definition(steps), 'a', 'first');
    expect(renamed[0]?.id).toBe('first');
    expect(renamed[2]?.prompt?.prompt).toBe('{{steps.first.text}} {{steps.ab.text}} {{ steps.first }}');
    expect(renamed[1]?.forEach?.steps[0]?.prompt?.prompt).toBe('{{item}} {{steps.first.text}}');
  });

  it('of variables do so, too', () => {
    const [loop] = renameVariable(
      [loopStep('each', 'variables.texts', [promptStep('p', '{{variables.texts}} {{variables.texts2}}')])],
      'texts',
      'rows',
    );
    expect(loop?.forEach?.list).toBe('variables.rows');
    expect(loop?.forEach?.steps[0]?.prompt?.prompt).toBe('{{variables.rows}} {{variables.texts2}}');
  });
});

describe('duplicateStep', () => {
  it('gives the copy and what is inside ids of their own that refer to each other', () => {
    const loop = loopStep('each', 'variables.l', [
      searchStep('search'),
      promptStep('sum', '{{steps.search.text}} {{steps.a.text}}'),
    ]);
    const copy = duplicateStep([promptStep('a'), loop], 'each', (name) => `${name} (Kopie)`);
    expect(copy?.id).toBe('each2');
    expect(outline(copy?.steps ?? [])).toBe('a each(search sum) each2(search2 sum2)');
    const inner = copy?.steps[2]?.forEach?.steps[1];
    expect(inner?.prompt?.prompt).toBe('{{steps.search2.text}} {{steps.a.text}}');
    expect(copy?.steps[2]?.name).toBe('EACH (Kopie)');
  });
});
