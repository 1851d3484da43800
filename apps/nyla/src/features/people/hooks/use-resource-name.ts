import { CONNECTOR_TYPES, MODEL_ID_SEPARATOR, PERMISSIONS, PROVIDER_RESOURCE_PREFIX } from '@nyla/contracts/constants';
import { useTranslation } from 'react-i18next';
import { useModelName } from '@/lib/models';

/** What people call a resource that a rule names. */
export function useResourceName(): (resource: string) => string {
  const { t } = useTranslation(['people', 'common']);
  const modelName = useModelName();
  return (resource) => {
    const permission = PERMISSIONS.find((known) => known === resource);
    if (permission) return t(`permission.${permission}.label`);
    if (!resource.startsWith(PROVIDER_RESOURCE_PREFIX)) return resource;
    const [provider = '', model] = resource.slice(PROVIDER_RESOURCE_PREFIX.length).split(MODEL_ID_SEPARATOR);
    if (model !== undefined) return modelName(provider, model);
    const connectorType = CONNECTOR_TYPES.find((known) => known === provider);
    return connectorType ? t(`common:connector.${connectorType}`) : resource;
  };
}
