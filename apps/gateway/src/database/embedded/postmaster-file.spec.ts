import { parsePostmasterFile } from './postmaster-file.js';

describe('parsePostmasterFile', () => {
  it('reads the pid and the port of a running server', () => {
    const text = '4711\n/srv/nyla/data\n1767225600\n54321\n\n127.0.0.1\n  5432001    131072\nready   \n';
    expect(parsePostmasterFile(text)).toEqual({ pid: 4711, port: 54_321 });
  });

  it('has no port while the server is still starting', () => {
    expect(parsePostmasterFile('4711\n/srv/nyla/data\n')).toEqual({ pid: 4711, port: undefined });
  });

  it('takes the negative pid of a single-user server', () => {
    expect(parsePostmasterFile('-4711\n/srv/nyla/data\n')?.pid).toBe(4711);
  });

  it.each(['', '\n', 'pid\n', '0\n'])('finds no server in %j', (text) => {
    expect(parsePostmasterFile(text)).toBeUndefined();
  });
});
