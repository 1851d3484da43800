import { ChatBench, type ChatFigure, chatId, LOADS, type Load } from './chat-bench.js';
import type { Added, ChatResult, ChatRow } from './report.js';
import { type Cell, interleave, type Rounds, roundsOf } from './runner.js';
import type { Stage } from './stage.js';
import { type Figure, medianDifference, medianFigure } from './statistics.js';

/** Chat calls through the gateway beside direct ones, and then the proof that every call was booked. */
export async function measureChat(stage: Stage, rounds: Rounds, scale: number): Promise<ChatResult> {
  rounds.log('chat: starting a gateway and a fake provider');
  const bench = await ChatBench.open(stage);
  try {
    const cells = bench.cells(LOADS, scale);
    const results = await interleave(cells, rounds);
    rounds.log('chat: verifying every booking');
    return { rows: LOADS.map((load) => rowOf(load, cells, results)), verified: await stage.verify() };
  } finally {
    await bench.close();
  }
}

function rowOf(
  load: Load,
  cells: readonly Cell<ChatFigure>[],
  results: ReadonlyMap<string, readonly ChatFigure[]>,
): ChatRow {
  const direct = roundsOf(results, chatId('direct', load));
  const gateway = roundsOf(results, chatId('gateway', load));
  const whatOf = (id: string): string => cells.find((cell) => cell.id === id)?.what ?? '';
  return {
    name: load.label,
    what: [whatOf(chatId('direct', load)), whatOf(chatId('gateway', load))],
    direct: medianOf(direct),
    gateway: medianOf(gateway),
    added: {
      first: addedBetween(gateway, direct, ({ first }) => first),
      total: addedBetween(gateway, direct, ({ total }) => total),
    },
  };
}

function medianOf(rounds: readonly ChatFigure[]): ChatFigure {
  return {
    first: medianFigure(rounds.map(({ first }) => first)),
    total: medianFigure(rounds.map(({ total }) => total)),
  };
}

function addedBetween(
  gateway: readonly ChatFigure[],
  direct: readonly ChatFigure[],
  of: (figure: ChatFigure) => Figure,
): Added {
  return {
    p50Ms: medianDifference(gateway, direct, (figure) => of(figure).p50Ms),
    p99Ms: medianDifference(gateway, direct, (figure) => of(figure).p99Ms),
  };
}
