import { completedSentences, remainingText } from './sentences';

describe('completedSentences', () => {
  it('waits for the end of a sentence', () => {
    expect(completedSentences('Guten Tag', 0)).toEqual({ text: '', next: 0 });
    expect(completedSentences('Guten Tag.', 0)).toEqual({ text: '', next: 0 });
    expect(completedSentences('Guten Tag. Wie', 0)).toEqual({ text: 'Guten Tag.', next: 10 });
  });

  it('goes on where it stopped, so that nothing is read twice', () => {
    const text = 'Eins. Zwei! Drei';
    const first = completedSentences('Eins. Zw', 0);
    expect(completedSentences(text, first.next)).toEqual({ text: 'Zwei!', next: 11 });
  });

  it('does not break at a decimal point', () => {
    expect(completedSentences('Das kostet CHF 1.50 pro', 0).text).toBe('');
  });

  it('takes lines of a list as sentences and drops the markup', () => {
    expect(completedSentences('## Titel\n- **fett** und [ein Link](https://x.test)\n', 0).text).toBe(
      'Titel fett und ein Link',
    );
  });

  it('never reads code, neither while it is written nor afterwards', () => {
    const open = 'So geht es:\n```js\nfoo(). bar\n';
    expect(completedSentences(open, 0).text).toBe('So geht es:');
    expect(completedSentences(`${open}\`\`\`\nFertig. `, 0).text).toBe('So geht es: Fertig.');
  });
});

describe('remainingText', () => {
  it('is the rest that ended without a mark', () => {
    expect(remainingText('Eins. Und `zwei`', 5)).toBe('Und zwei');
  });
});
