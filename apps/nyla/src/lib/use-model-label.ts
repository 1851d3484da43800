import { PROVIDER_WEB_SEARCH } from '@nyla/contracts/constants';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { autoAimOf } from './model-choice';
import { useModels } from './use-models';

/** Searches that the reader's language has a name for; others go by the name in the price list. */
const SEARCHES = {
  [PROVIDER_WEB_SEARCH]: 'provider',
  'tavily/search-basic': 'tavilyBasic',
  'tavily/search-advanced': 'tavilyAdvanced',
  'demo/search': 'demo',
} as const;

/** Names whatever a request may ask for by its id: a model, an automatic choice, a way to search the web. */
export function useModelLabel(): (id: string) => string {
  const { t } = useTranslation('models');
  const { models } = useModels();
  return useCallback(
    (id) => {
      const aim = autoAimOf(id);
      if (aim) return t('auto.choice', { aim: t(`auto.${aim}.name`) });
      if (Object.hasOwn(SEARCHES, id)) return t(`search.${SEARCHES[id as keyof typeof SEARCHES]}`);
      return models.find((model) => model.id === id)?.displayName ?? id;
    },
    [models, t],
  );
}
