/** A function as an earlier migration made it, in place of the one that is there. */
export function landed(functions: string, name: string): string {
  const pattern = new RegExp(`CREATE (OR REPLACE )?FUNCTION ${name}\\([\\s\\S]*?AS \\$\\$[\\s\\S]*?\\$\\$;`);
  const [text] = pattern.exec(functions) ?? [];
  if (text === undefined) throw new Error(`no earlier migration made a function ${name}`);
  return text.replace(/^CREATE (OR REPLACE )?/, 'CREATE OR REPLACE ');
}
