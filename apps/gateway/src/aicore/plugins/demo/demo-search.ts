import type { WebSource } from '../../connector.contract.js';
import { SourceList } from '../source-list.js';
import { type DemoLanguage, detectLanguage, topicOf } from './demo-answers.js';

interface Page {
  readonly title: (topic: string) => string;
  readonly text: string;
}

interface Phrases {
  /** Marks every result as made up. */
  readonly label: string;
  readonly notice: string;
  readonly pages: readonly [Page, Page, Page, Page, Page];
}

/** Reserved for examples: no page of it can ever belong to anybody. */
const SITE = 'https://example.com/demo';

const PHRASES: Readonly<Record<DemoLanguage, Phrases>> = {
  de: {
    label: 'Demo',
    notice: 'Simuliertes Suchergebnis; es wurde nicht im Web gesucht.',
    pages: [
      {
        title: (topic) => `${topic}: ein Überblick`,
        text: 'Die Seite stellt die Grundlagen zusammen und grenzt sie voneinander ab.',
      },
      {
        title: (topic) => `Häufige Fragen zu ${topic}`,
        text: 'Die Seite beantwortet zehn Fragen, die oft gestellt werden.',
      },
      {
        title: (topic) => `Leitfaden: ${topic}`,
        text: 'Die Seite führt in sechs Schritten von der Vorbereitung bis zur Prüfung.',
      },
      {
        title: (topic) => `Zahlen und Fakten zu ${topic}`,
        text: 'Die Seite vergleicht Aufwand und Kosten aus erfundenen Beispielen.',
      },
      { title: (topic) => `Kritisch betrachtet: ${topic}`, text: 'Die Seite nennt Einwände und was dagegen spricht.' },
    ],
  },
  en: {
    label: 'Demo',
    notice: 'Simulated search result; the web was not searched.',
    pages: [
      { title: (topic) => `${topic}: an overview`, text: 'The page gathers the basics and tells them apart.' },
      {
        title: (topic) => `Frequent questions about ${topic}`,
        text: 'The page answers ten questions that are often asked.',
      },
      { title: (topic) => `A guide to ${topic}`, text: 'The page leads from preparation to checking in six steps.' },
      {
        title: (topic) => `Facts and figures on ${topic}`,
        text: 'The page compares effort and cost of invented examples.',
      },
      {
        title: (topic) => `A critical look at ${topic}`,
        text: 'The page names objections and what speaks against them.',
      },
    ],
  },
  fr: {
    label: 'Démo',
    notice: "Résultat de recherche simulé; aucune recherche n'a été faite sur le web.",
    pages: [
      {
        title: (topic) => `${topic}: un aperçu`,
        text: 'La page réunit les bases et les distingue les unes des autres.',
      },
      { title: (topic) => `Questions fréquentes sur ${topic}`, text: 'La page répond à dix questions souvent posées.' },
      { title: (topic) => `Guide: ${topic}`, text: 'La page mène en six étapes de la préparation au contrôle.' },
      {
        title: (topic) => `Chiffres et faits sur ${topic}`,
        text: "La page compare l'effort et le coût d'exemples inventés.",
      },
      {
        title: (topic) => `Regard critique sur ${topic}`,
        text: 'La page cite des objections et ce qui les contredit.',
      },
    ],
  },
};

/** Made-up results that depend on nothing but the question, in its language, each marked as simulated. */
export function inventResults(question: string): readonly WebSource[] {
  const { label, notice, pages } = PHRASES[detectLanguage(question)];
  const topic = topicOf(question) || '…';
  const list = new SourceList();
  for (const [index, { title, text }] of pages.entries()) {
    const snippet = `${notice} ${text}`;
    list.add({ url: `${SITE}/${index + 1}`, title: `${label} · ${title(topic)}`, snippet, content: snippet });
  }
  return list.sources;
}
