import { changedRequest, quoteRequestOf } from './send-again';

const request = { content: 'Frage', model: 'openai/sol', webSearch: 'demo/search' };

describe('changedRequest', () => {
  it('without a change is the same request', () => expect(changedRequest(request, {})).toBe(request));

  it('changes what is named and keeps the rest', () => {
    expect(changedRequest(request, { model: 'demo/swift' })).toEqual({ ...request, model: 'demo/swift' });
    expect(changedRequest(request, { maxOutputTokens: 200 })).toEqual({ ...request, maxOutputTokens: 200 });
  });

  it('leaves the search out', () => {
    expect(changedRequest(request, { withoutSearch: true })).toEqual({ content: 'Frage', model: 'openai/sol' });
  });
});

describe('quoteRequestOf', () => {
  it('asks for the price of the same request', () => {
    expect(quoteRequestOf('c1', request)).toEqual({ ...request, chatId: 'c1' });
  });

  it('does not count a question twice whose answer is made again', () => {
    expect(quoteRequestOf('c1', { retryOf: 'a1', model: 'openai/sol' })).toEqual({
      retryOf: 'a1',
      model: 'openai/sol',
      chatId: 'c1',
      content: '',
    });
  });
});
