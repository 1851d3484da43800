import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Signs exports of the ledger (Ed25519). */
export interface LedgerKey {
  readonly privateKey: KeyObject;
  /** As it is printed and compared: SPKI in base64. */
  readonly publicKey: string;
}

/** The key pair of this installation, made once and kept in the data folder beside the secret. */
export async function ensureLedgerKey(dataDir: string): Promise<LedgerKey> {
  const file = fileIn(dataDir);
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  try {
    const { privateKey } = generateKeyPairSync('ed25519');
    await writeFile(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as { code?: string }).code !== 'EEXIST') throw error;
  }
  return keyOf(await readFile(file, 'utf8'));
}

/** The public key of this installation; undefined where nothing was exported yet. */
export async function findLedgerKey(dataDir: string): Promise<string | undefined> {
  try {
    return keyOf(await readFile(fileIn(dataDir), 'utf8')).publicKey;
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return undefined;
    throw error;
  }
}

function fileIn(dataDir: string): string {
  return path.join(dataDir, 'ledger-key.pem');
}

function keyOf(pem: string): LedgerKey {
  const privateKey = createPrivateKey(pem);
  const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).toString('base64');
  return { privateKey, publicKey };
}
