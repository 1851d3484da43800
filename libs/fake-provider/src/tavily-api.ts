import { type FakeScript, withoutMagic } from './script.js';

type Json = Readonly<Record<string, unknown>>;

const QUERY_MAX_LENGTH = 400;
const DEFAULT_RESULTS = 5;

/** The question of `POST /search`. @throws SyntaxError where the real interface refuses it, too. */
export function readSearchQuery({ query }: Json): string {
  if (typeof query !== 'string' || query === '') throw new SyntaxError('Query is missing.');
  if (Array.from(query).length > QUERY_MAX_LENGTH) {
    throw new SyntaxError(`Query is too long. Max query length is ${QUERY_MAX_LENGTH} characters.`);
  }
  return query;
}

/** The answer to a search. Credits are reported only where they are asked for. */
export function searchAnswer(id: string, body: Json, script: FakeScript): Json {
  const query = withoutMagic(String(body['query']));
  const { max_results: limit } = body;
  const count = Math.min(script.results ?? DEFAULT_RESULTS, typeof limit === 'number' ? limit : DEFAULT_RESULTS);
  const credits = script.credits ?? (body['search_depth'] === 'advanced' ? 2 : 1);
  const reports = body['include_usage'] === true && !script.noUsage;
  return {
    query,
    answer: null,
    images: [],
    follow_up_questions: null,
    results: Array.from({ length: count }, (_, index) => searchResult(query, index + 1)),
    response_time: 0.42,
    ...(reports ? { usage: { credits, ...script.usage } } : {}),
    request_id: id.replace('resp_', 'search_'),
  };
}

/** The body of a refusal. */
export function searchRefusal(message: string): Json {
  return { detail: { error: message } };
}

function searchResult(query: string, number: number): Json {
  return {
    url: `https://example.com/result-${number}`,
    title: `Result ${number} for ${query.slice(0, 60)}`,
    content: `What result ${number} says about it, as plain text.`,
    raw_content: null,
    score: 1 - number / 100,
    id: `result-${number}`,
  };
}
