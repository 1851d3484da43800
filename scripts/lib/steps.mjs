// Numbered steps with their durations: what runs is visible at once, and that it still runs every few seconds.

const HEARTBEAT_MS = 10_000;

/** A step that failed; `output` is all that its command printed. */
export class StepError extends Error {
  constructor(message, output = '') {
    super(message);
    this.name = 'StepError';
    this.output = output;
  }
}

/** Prints steps as `[n/total] title … result (time)`. */
export class Steps {
  #total;
  #current = 0;
  #print;
  #silentMs;

  /** With `silentMs` a step is shown only if it takes longer than that. */
  constructor(total, { print = (line) => console.log(line), silentMs = 0 } = {}) {
    this.#total = total;
    this.#print = print;
    this.#silentMs = silentMs;
  }

  /** Runs one step. What `task` returns, if it is a text, is printed as its result. */
  async run(title, task) {
    this.#current += 1;
    const label = `[${this.#current}/${this.#total}] ${title} …`;
    const startedAt = performance.now();
    let shown = false;
    const show = () => {
      shown = true;
      this.#print(label);
    };
    const later = this.#silentMs > 0 ? setTimeout(show, this.#silentMs) : show();
    const heartbeat = setInterval(() => this.#print(`      still at it (${seconds(startedAt)})`), HEARTBEAT_MS);
    try {
      const result = await task();
      if (shown) this.#print(`      ${typeof result === 'string' ? result : 'done'} (${seconds(startedAt)})`);
    } finally {
      clearTimeout(later);
      clearInterval(heartbeat);
    }
  }
}

/** Prints an error for a person: the message, and in full what a failed command printed; a bug with its stack. */
export function printFailure(error) {
  if (!(error instanceof StepError)) {
    console.error(error);
    return;
  }
  if (error.output.trim() !== '') console.error(`\n${error.output.trimEnd()}\n`);
  console.error(`Failed: ${error.message}`);
}

function seconds(startedAt) {
  return `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
}
