import { DraftStore, NEW_CHAT } from './draft-store';

function setUp() {
  const files = new Map<string, string>();
  const storage = {
    read: (key: string) => files.get(key) ?? null,
    write: (key: string, value: string | null) => void (value === null ? files.delete(key) : files.set(key, value)),
  };
  return { files, open: () => new DraftStore('draft.', storage) };
}

describe('DraftStore', () => {
  it('keeps a draft per chat across a reload', () => {
    const { open } = setUp();
    open().setText('a', 'Hallo');
    expect(open().text('a')).toBe('Hallo');
    expect(open().text('b')).toBe('');
  });

  it('leaves nothing behind once the message is accepted', () => {
    const { files, open } = setUp();
    const drafts = open();
    drafts.setText(NEW_CHAT, 'Hallo');
    drafts.park(NEW_CHAT, 'a', 'Hallo');
    expect(drafts.text(NEW_CHAT)).toBe('');
    expect(drafts.text('a')).toBe('');
    drafts.accept('a');
    expect(files.size).toBe(0);
  });

  it('gives a refused text back, before what was typed meanwhile', () => {
    const drafts = setUp().open();
    drafts.park('a', 'a', 'Erstens');
    drafts.setText('a', 'Zweitens');
    drafts.giveBack('a');
    expect(drafts.text('a')).toBe('Erstens\n\nZweitens');
    drafts.giveBack('a');
    expect(drafts.text('a')).toBe('Erstens\n\nZweitens');
  });

  it('gives a text back that was on its way when the page was closed', () => {
    const { open } = setUp();
    open().park('a', 'a', 'Hallo');
    expect(open().text('a')).toBe('Hallo');
  });

  it('survives a damaged store', () => {
    const { files, open } = setUp();
    for (const [index, value] of ['{', 'null', '7', '{"text":1}'].entries()) {
      files.set(`draft.${index}`, value);
      expect(open().text(String(index))).toBe('');
    }
  });

  it('tells its listeners', () => {
    const drafts = setUp().open();
    let calls = 0;
    const unsubscribe = drafts.subscribe(() => {
      calls += 1;
    });
    drafts.setText('a', 'x');
    unsubscribe();
    drafts.setText('a', 'y');
    expect(calls).toBe(1);
  });
});
