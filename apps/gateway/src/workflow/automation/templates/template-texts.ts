/** A variable's name, as templates know it, its label, and the value that it begins with. */
export interface VariableText {
  readonly name: string;
  readonly label: string;
  readonly value?: string;
}

/** A step's id and name. */
export interface StepText {
  readonly id: string;
  readonly name: string;
}

export type PromptText = StepText & { readonly prompt: string; readonly system: string };

/** What the templates say in one language. People rename and rewrite it, so it is content, not interface. */
export interface TemplateTexts {
  readonly marketSummary: {
    readonly name: string;
    readonly description: string;
    readonly market: VariableText;
    readonly focus: VariableText;
    readonly search: StepText & { readonly query: string };
    readonly summary: PromptText;
  };
  readonly classification: {
    readonly name: string;
    readonly description: string;
    readonly texts: VariableText;
    readonly categories: VariableText;
    readonly each: StepText;
    readonly classify: PromptText;
    /** Names of the answer's fields, and the words for how urgent it is. */
    readonly fields: readonly [category: string, urgency: string, reason: string];
    readonly urgencies: readonly [high: string, medium: string, low: string];
  };
  readonly translation: {
    readonly name: string;
    readonly description: string;
    readonly entries: VariableText;
    readonly language: VariableText;
    readonly glossary: VariableText;
    readonly each: StepText;
    readonly translate: PromptText;
  };
  readonly weeklyReport: {
    readonly name: string;
    readonly description: string;
    readonly topic: VariableText;
    /** Begins with the address of whoever starts from it. */
    readonly to: VariableText;
    readonly search: StepText & { readonly query: string };
    readonly report: PromptText;
    readonly mail: StepText & { readonly subject: string; readonly text: string };
  };
}
