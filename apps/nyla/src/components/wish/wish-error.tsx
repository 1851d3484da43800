import { Text } from '@mantine/core';
import { toApiError } from '@/lib/api/api-error';
import { useErrorText } from '@/lib/error-text';

/** Why a wish could not be sent, beside its button. */
export function WishError({ error }: { readonly error: unknown }) {
  const describe = useErrorText();
  if (!error) return null;
  return (
    <Text component="span" size="sm" c="var(--mantine-color-error)" role="alert">
      {describe(toApiError(error))}
    </Text>
  );
}
