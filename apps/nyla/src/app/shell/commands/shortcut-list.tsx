import { Modal, Stack, Switch } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAfterMount } from '@/components/ui/use-after-mount';
import { useMe } from '@/lib/session';
import classes from './commands.module.css';
import { Keys, MOD } from './keys';
import { GO_TO, type GoKey } from './shortcuts';
import { isSingleKeysOn, setSingleKeys } from './single-keys';

interface ShortcutListProps {
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** Every shortcut that there is for the reader. */
export function ShortcutList({ opened, onClose }: ShortcutListProps) {
  const { t } = useTranslation();
  const { permissions } = useMe();
  const [singleKeys, setOn] = useState(isSingleKeysOn);
  const places = (Object.keys(GO_TO) as GoKey[]).filter((key) => permissions.includes(GO_TO[key].permission));
  const mayChat = permissions.includes('ui.chat');
  return (
    <Modal
      opened={useAfterMount() && opened}
      onClose={onClose}
      returnFocus={false}
      // At once: whoever works by keyboard presses the next key before a fade is over.
      transitionProps={{ duration: 0 }}
      title={t('shortcuts.title')}
      size={520}
      closeButtonProps={{ 'aria-label': t('action.close'), size: 'lg' }}
    >
      <Stack gap="lg">
        <dl className={classes['shortcuts']}>
          <Row name={t('shortcuts.palette')} keys={[MOD, 'K']} />
          <Row name={t('shortcuts.list')} keys={['?']} />
          <Row name={t('shortcuts.search')} keys={['/']} />
          {mayChat ? <Row name={t('command.newChat')} keys={['n']} /> : null}
          {places.map((key) => (
            <Row key={key} name={t('shortcuts.goTo', { page: t(`nav.${GO_TO[key].text}`) })} keys={['g', key]} />
          ))}
          {mayChat ? (
            <>
              <Row name={t('shortcuts.send')} keys={['Enter']} />
              <Row name={t('shortcuts.newLine')} keys={['Shift', 'Enter']} />
              <Row name={t('shortcuts.stop')} keys={['Esc']} />
            </>
          ) : null}
        </dl>
        <Switch
          label={t('shortcuts.single')}
          description={t('shortcuts.singleHint')}
          checked={singleKeys}
          onChange={(event) => {
            setOn(event.currentTarget.checked);
            setSingleKeys(event.currentTarget.checked);
          }}
        />
      </Stack>
    </Modal>
  );
}

function Row({ name, keys }: { readonly name: string; readonly keys: readonly string[] }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <Keys keys={keys} />
      </dd>
    </div>
  );
}
