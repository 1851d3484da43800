type Question = () => Promise<boolean>;

const guards = new Set<Question>();

/** Asks `question` before something is left that is no page: a mandate, a session. @returns the way to stop asking. */
export function guardLeaving(question: Question): () => void {
  guards.add(question);
  return () => void guards.delete(question);
}

/** Whether nothing would be lost, or the reader gives it up. */
export async function mayLeave(): Promise<boolean> {
  for (const question of Array.from(guards)) if (!(await question())) return false;
  return true;
}
