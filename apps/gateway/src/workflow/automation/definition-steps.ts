import type { StepDto } from '@nyla/contracts';

/** A step with its place in the definition. */
export interface PlacedStep {
  readonly step: StepDto;
  readonly field: string;
}

/** All steps, nested ones after the one that holds them. */
export function allSteps(steps: readonly StepDto[], field: string): PlacedStep[] {
  return steps.flatMap((step, index) => {
    const at = `${field}.${index}`;
    return [
      { step, field: at },
      ...allSteps(step.condition?.steps ?? [], `${at}.condition.steps`),
      ...allSteps(step.condition?.otherwise ?? [], `${at}.condition.otherwise`),
      ...allSteps(step.forEach?.steps ?? [], `${at}.forEach.steps`),
    ];
  });
}
