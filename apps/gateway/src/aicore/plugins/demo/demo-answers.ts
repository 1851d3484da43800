export type DemoLanguage = 'de' | 'en' | 'fr';

interface Phrases {
  readonly notice: string;
  readonly about: (topic: string) => string;
  readonly found: string;
  readonly openings: readonly string[];
  readonly headings: readonly string[];
  readonly points: readonly string[];
  readonly closings: readonly string[];
}

const TOPIC_MAX_CHARACTERS = 90;
const LETTERS = /\p{L}+/gu;

// The commonest short words of each language that the two others do not share.
const MARKERS: Readonly<Record<DemoLanguage, ReadonlySet<string>>> = {
  de: new Set('der die das und ist nicht ein eine wie was ich wir sie mit für auf zu den dem bitte'.split(' ')),
  en: new Set('the and is are not how what you we they with for of to please a an can write my'.split(' ')),
  fr: new Set('le la les et est pas une comment que je nous vous avec pour du au des quel merci un'.split(' ')),
};

const PHRASES: Readonly<Record<DemoLanguage, Phrases>> = {
  de: {
    notice: 'Dies ist eine **simulierte Antwort** des Demo-Anbieters; es wurde kein echtes Sprachmodell befragt.',
    about: (topic) => `Sie fragen: «${topic}»`,
    found:
      'Einen Überblick geben die gefundenen Seiten [1]; die häufigsten Fragen dazu sind ebenfalls beantwortet [2].',
    openings: [
      'Am besten beginnt man mit dem Ziel und arbeitet sich von dort zu den einzelnen Schritten zurück.',
      'Dafür gibt es mehrere Wege; der einfachste ist oft auch der, der sich später am leichtesten ändern lässt.',
      'Kurz gesagt: Es lohnt sich, zuerst die Annahmen zu klären und erst danach ins Detail zu gehen.',
      'Entscheidend ist, was Sie damit erreichen wollen und wer das Ergebnis am Ende verwendet.',
    ],
    headings: ['So könnten Sie vorgehen', 'Worauf es ankommt', 'Ein möglicher Ablauf'],
    points: [
      '**Ausgangslage:** Halten Sie fest, was heute gilt und was sich ändern soll.',
      '**Umfang:** Nehmen Sie sich den kleinsten Teil vor, der für sich allein nützlich ist.',
      '**Zahlen:** Schätzen Sie Aufwand und Kosten, bevor Sie beginnen, und vergleichen Sie danach.',
      '**Beteiligte:** Klären Sie früh, wer entscheidet und wer informiert sein muss.',
      '**Prüfung:** Legen Sie fest, woran Sie erkennen, dass es funktioniert.',
      '**Risiken:** Überlegen Sie, was schiefgehen kann und wie Sie es rechtzeitig merken.',
    ],
    closings: [
      'Wenn Sie mir mehr über Ihren Fall schreiben, kann ich die Antwort darauf zuschneiden.',
      'Gerne gehe ich auf einen dieser Punkte näher ein.',
      'Mit einem Modell eines echten Anbieters erhalten Sie hier eine inhaltliche Antwort.',
    ],
  },
  en: {
    notice: 'This is a **simulated answer** of the demo provider; no real language model was asked.',
    about: (topic) => `You ask: “${topic}”`,
    found: 'The pages that were found give an overview [1] and answer the most frequent questions [2].',
    openings: [
      'It is best to start from the goal and to work back to the single steps from there.',
      'There are several ways to do this; the simplest is often the one that is easiest to change later.',
      'In short: it pays to settle the assumptions first and to go into detail only then.',
      'What matters is what you want to achieve and who will use the result in the end.',
    ],
    headings: ['How you could go about it', 'What matters', 'A possible sequence'],
    points: [
      '**Starting point:** write down what holds today and what is to change.',
      '**Scope:** take the smallest part that is useful on its own.',
      '**Figures:** estimate effort and cost before you begin, and compare afterwards.',
      '**People:** settle early who decides and who has to be told.',
      '**Check:** decide how you will know that it works.',
      '**Risks:** think about what can go wrong and how you would notice in time.',
    ],
    closings: [
      'If you tell me more about your case, I can tailor the answer to it.',
      'I am happy to go into any of these points.',
      'With a model of a real provider you would get a real answer here.',
    ],
  },
  fr: {
    notice: "Ceci est une **réponse simulée** du fournisseur de démonstration; aucun vrai modèle n'a été interrogé.",
    about: (topic) => `Votre question: «${topic}»`,
    found: 'Les pages trouvées donnent un aperçu [1] et répondent aux questions les plus fréquentes [2].',
    openings: [
      'Le mieux est de partir du but et de remonter de là vers chacune des étapes.',
      'Il y a plusieurs manières de faire; la plus simple est souvent aussi la plus facile à modifier plus tard.',
      'En bref: il vaut la peine de clarifier les hypothèses avant de passer aux détails.',
      "L'essentiel est ce que vous voulez atteindre et qui utilisera le résultat.",
    ],
    headings: ['Une façon de procéder', 'Ce qui compte', 'Un déroulement possible'],
    points: [
      "**Situation:** notez ce qui vaut aujourd'hui et ce qui doit changer.",
      '**Étendue:** commencez par la plus petite partie utile en elle-même.',
      "**Chiffres:** estimez l'effort et le coût avant de commencer, puis comparez.",
      '**Personnes:** clarifiez tôt qui décide et qui doit être informé.',
      '**Contrôle:** définissez à quoi vous verrez que cela fonctionne.',
      '**Risques:** demandez-vous ce qui peut mal tourner et comment le remarquer à temps.',
    ],
    closings: [
      "Si vous m'en dites plus sur votre cas, je peux adapter la réponse.",
      "Je reviens volontiers sur l'un de ces points.",
      "Avec le modèle d'un vrai fournisseur, vous obtiendriez ici une vraie réponse.",
    ],
  },
};

/** The language that most of the question's words point to; German where none does. */
export function detectLanguage(question: string): DemoLanguage {
  const hits = { de: 0, en: 0, fr: 0 };
  for (const [word] of question.slice(0, 2_000).toLowerCase().matchAll(LETTERS)) {
    for (const language of ['de', 'en', 'fr'] as const) {
      if (MARKERS[language].has(word)) hits[language] += 1;
    }
  }
  if (hits.en > hits.de && hits.en >= hits.fr) return 'en';
  return hits.fr > hits.de ? 'fr' : 'de';
}

export interface AnswerPlan {
  readonly seed: string;
  /** Entries of the list in the answer. */
  readonly pointCount: number;
  /** Whether it cites the first two results of a search. */
  readonly citesResults: boolean;
}

/** A made-up answer in Markdown that depends on nothing but the question and the plan. */
export function composeAnswer(question: string, { seed, pointCount, citesResults }: AnswerPlan): string {
  const phrases = PHRASES[detectLanguage(question)];
  const start = hash(`${seed}\n${question}`);
  const pick = (list: readonly string[], turn: number): string => list[(start + turn) % list.length] ?? '';
  const topic = topicOf(question);
  const paragraphs = [phrases.notice, ...(topic ? [phrases.about(topic)] : []), pick(phrases.openings, 0)];
  if (citesResults) paragraphs.push(phrases.found);
  if (pointCount > 0) {
    const points = Array.from({ length: pointCount }, (_, index) => `${index + 1}. ${pick(phrases.points, index)}`);
    paragraphs.push(`### ${pick(phrases.headings, 0)}`, points.join('\n'));
  }
  return [...paragraphs, pick(phrases.closings, 0)].join('\n\n');
}

/** The beginning of the question on one line, without what Markdown would turn into something else. */
export function topicOf(question: string): string {
  const line = question.replace(/[\s`*_#<>[\]]+/g, ' ').trim();
  const characters = Array.from(line.slice(0, 4 * TOPIC_MAX_CHARACTERS));
  if (characters.length <= TOPIC_MAX_CHARACTERS) return characters.join('');
  return `${characters.slice(0, TOPIC_MAX_CHARACTERS).join('').trimEnd()}…`;
}

/** FNV-1a, 32 bits: equal texts give equal answers on every machine. */
export function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  return value;
}
