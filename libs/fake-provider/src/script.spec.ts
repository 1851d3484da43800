import { scriptFromPrompt, withoutMagic } from './script.js';

describe('magic words', () => {
  it.each([
    ['Hallo', {}],
    ['[[fake:error=500]]', { status: 500 }],
    ['a [[fake:status=429;retryAfter=3]] b', { status: 429, retryAfter: 3 }],
    ['[[fake:delayMs=200]][[fake:words=300; noUsage]]', { delayMs: 200, words: 300, noUsage: true }],
    ['[[fake:usage={"input_tokens":7}]]', { usage: { input_tokens: 7 } }],
    ['[[fake:hangHeaders]] [[fake:malformed]]', { hangHeaders: true, malformed: true }],
    ['[[fake:text=Guten Tag]]', { text: 'Guten Tag' }],
  ])('%s', (prompt, script) => expect(scriptFromPrompt(prompt)).toEqual(script));

  it.each(['[[fake:wrods=3]]', '[[fake:words=many]]', '[[fake:]]', '[[fake:usage={]]'])('%s is an error', (prompt) => {
    expect(() => scriptFromPrompt(prompt)).toThrow(SyntaxError);
  });

  it('are no part of the prompt', () => {
    expect(withoutMagic('Guten [[fake:words=3]]Tag [[fake:noUsage]]')).toBe('Guten Tag');
  });
});
