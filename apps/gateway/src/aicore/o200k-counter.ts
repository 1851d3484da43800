import { createRequire } from 'node:module';

type Core = import('gpt-tokenizer/BytePairEncodingCore').BytePairEncodingCore;

interface Tokenizer {
  readonly core: Core;
  /** Pieces that are one token. */
  readonly vocabulary: ReadonlySet<string>;
  readonly pieces: RegExp;
}

export interface TokenCount {
  /** Never below the real number of tokens. */
  readonly bound: number;
  readonly likely: number;
}

// Merging costs about 2 µs a byte, more in long pieces. Hostile text consists of nothing but unknown or endless pieces;
// past these limits it is bounded by its bytes: a byte-level tokenizer never makes more tokens than bytes.
const MAX_MERGED_BYTES = 6_000;
const MAX_PIECE_BYTES = 96;
const LIKELY_BYTES_PER_TOKEN = 3;

let loaded: Tokenizer | null = null;

/** Counts the tokens of texts in the encoding o200k_base. Text that looks like a special token is plain text. */
export class O200kCounter {
  // Words repeat. Kept for one count only, so that no text of a customer outlives its request.
  private readonly known = new Map<string, TokenCount>();
  private mergedBytes = 0;

  count(text: string): TokenCount {
    const { vocabulary, pieces } = load();
    let bound = 0;
    let likely = 0;
    for (const [piece] of text.matchAll(pieces)) {
      if (vocabulary.has(piece)) {
        bound += 1;
        likely += 1;
        continue;
      }
      const count = this.countPiece(piece);
      bound += count.bound;
      likely += count.likely;
    }
    return { bound, likely };
  }

  private countPiece(piece: string): TokenCount {
    const known = this.known.get(piece);
    if (known) return known;
    const bytes = Buffer.byteLength(piece);
    const affordable = bytes <= MAX_PIECE_BYTES && this.mergedBytes + bytes <= MAX_MERGED_BYTES;
    if (!affordable) return { bound: bytes, likely: Math.ceil(bytes / LIKELY_BYTES_PER_TOKEN) };
    this.mergedBytes += bytes;
    const tokens = load().core.countNative(piece);
    const count = { bound: tokens, likely: tokens };
    this.known.set(piece, count);
    return count;
  }
}

/** The vocabulary takes a tenth of a second and some 30 MB, so it is read when it is first needed. */
function load(): Tokenizer {
  if (loaded) return loaded;
  const require = createRequire(import.meta.url);
  const { BytePairEncodingCore } = require('gpt-tokenizer/BytePairEncodingCore') as {
    BytePairEncodingCore: typeof import('gpt-tokenizer/BytePairEncodingCore').BytePairEncodingCore;
  };
  const { default: ranks } = require('gpt-tokenizer/bpeRanks/o200k_base') as {
    default: readonly (string | readonly number[])[];
  };
  const { O200K_TOKEN_SPLIT_REGEX: pieces } = require('gpt-tokenizer/encodingParams/constants') as {
    O200K_TOKEN_SPLIT_REGEX: RegExp;
  };
  const core = new BytePairEncodingCore({ bytePairRankDecoder: ranks, tokenSplitRegex: pieces, mergeCacheSize: 0 });
  const vocabulary = new Set(ranks.filter((token) => typeof token === 'string'));
  loaded = { core, vocabulary, pieces };
  return loaded;
}
