/** How a refused request may be tried again. */
export interface SendAgain {
  readonly model?: string;
  readonly maxOutputTokens?: number;
}
