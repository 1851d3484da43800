/** Where one worker's gateway is, and the port on which the worker has to answer as its AI provider. */
export interface House {
  readonly baseUrl: string;
  readonly providerPort: number;
  /** For the operator's commands. */
  readonly dataDir: string;
}

const VARIABLE = 'NYLA_E2E_HOUSES';

/** Hands the houses on to the workers, which inherit the environment. */
export function publishHouses(houses: readonly House[]): void {
  process.env[VARIABLE] = JSON.stringify(houses);
}

/** The house of a worker. Its index stays the same when Playwright restarts a worker after a failed test. */
export function houseOf(parallelIndex: number): House {
  const houses = JSON.parse(process.env[VARIABLE] ?? '[]') as House[];
  const house = houses[parallelIndex];
  if (!house) throw new Error(`no gateway was started for worker ${parallelIndex}`);
  return house;
}
