import { DEFAULT_ROLES } from '@nyla/contracts/constants';
import { useTranslation } from 'react-i18next';

/** Built-in roles are called by what they are in the reader's language, the others as they were named. */
export function useRoleName(): (name: string) => string {
  const { t } = useTranslation('people');
  return (name) => {
    const builtIn = DEFAULT_ROLES.find((role) => role === name);
    return builtIn ? t(`role.${builtIn}`) : name;
  };
}
