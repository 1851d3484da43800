import type { IncomingMessage } from 'node:http';
import type { Readable, Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { HTTP_RESPONSE_MAX_BYTES } from '@nyla/contracts';
import { HttpRefusal } from './http-refusal.js';

const DECODERS: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/**
 * Reads an answer as text, at most `HTTP_RESPONSE_MAX_BYTES` after decompression: a small file may unpack to
 * gigabytes, so what counts is what comes out. Whoever sends more is cut off.
 * @throws HttpRefusal too_large, broken
 */
export async function readBody(response: IncomingMessage, host: string): Promise<string> {
  const announced = Number(response.headers['content-length'] ?? 0);
  if (announced > HTTP_RESPONSE_MAX_BYTES) throw cut(response, new HttpRefusal('too_large', host));
  const source = decoded(response, host);
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of source as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > HTTP_RESPONSE_MAX_BYTES) throw new HttpRefusal('too_large', host);
      chunks.push(chunk);
    }
  } catch (error) {
    throw cut(response, error instanceof HttpRefusal ? error : new HttpRefusal('broken', host, { cause: error }));
  }
  return textOf(Buffer.concat(chunks), response.headers['content-type']);
}

function decoded(response: IncomingMessage, host: string): Readable {
  const encoding = (response.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (encoding === 'identity' || encoding === '') return response;
  const decoder = DECODERS[encoding]?.();
  // One layer is what servers send; layers upon layers are how bombs are built.
  if (!decoder) throw cut(response, new HttpRefusal('broken', host));
  response.once('error', (error) => decoder.destroy(error));
  response.once('close', () => {
    if (!response.complete) decoder.destroy(new Error('the connection closed before the answer was complete'));
  });
  return response.pipe(decoder);
}

function cut(response: IncomingMessage, error: HttpRefusal): HttpRefusal {
  response.destroy();
  return error;
}

/** What no database column and no JSON document can hold is replaced. */
function textOf(bytes: Buffer, contentType = ''): string {
  const charset = /charset="?([\w.:-]+)/i.exec(contentType)?.[1] ?? 'utf-8';
  return decoderOf(charset).decode(bytes).replaceAll('\u0000', '\uFFFD').toWellFormed();
}

function decoderOf(charset: string): InstanceType<typeof TextDecoder> {
  try {
    return new TextDecoder(charset);
  } catch {
    return new TextDecoder();
  }
}
