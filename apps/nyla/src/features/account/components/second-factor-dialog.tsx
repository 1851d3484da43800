import { Modal } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAfterMount } from '@/components/ui/use-after-mount';
import { useRemoveSecondFactor, useRenewRecoveryCodes } from '../api/account-queries';
import { ProofForm } from './proof-form';
import { RecoveryCodes } from './recovery-codes';
import { SetUp } from './set-up';

export type SecondFactorTask = 'set-up' | 'renew' | 'remove';

interface SecondFactorDialogProps {
  readonly task: SecondFactorTask;
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** Everything that changes the second factor: one dialog with the steps of its task. */
export function SecondFactorDialog({ task, opened, onClose }: SecondFactorDialogProps) {
  const { t } = useTranslation(['account', 'common']);
  const phone = useMediaQuery('(max-width: 47.99em)') ?? false;
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  return (
    <Modal
      opened={useAfterMount() && opened}
      onClose={onClose}
      onExitTransitionEnd={() => setCodes(null)}
      title={t(codes ? 'secondFactor.codesTitle' : `secondFactor.dialog.${task}`)}
      size={520}
      fullScreen={phone}
      // A click beside it must not lose codes that are shown this once.
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': t('common:action.close'), size: 'lg' }}
    >
      {codes ? (
        <RecoveryCodes codes={codes} onDone={onClose} />
      ) : (
        <Task task={task} onCodes={setCodes} onDone={onClose} />
      )}
    </Modal>
  );
}

interface TaskProps {
  readonly task: SecondFactorTask;
  readonly onCodes: (codes: readonly string[]) => void;
  readonly onDone: () => void;
}

function Task({ task, onCodes, onDone }: TaskProps) {
  switch (task) {
    case 'set-up':
      return <SetUp onCodes={onCodes} />;
    case 'renew':
      return <Renew onCodes={onCodes} />;
    case 'remove':
      return <Remove onDone={onDone} />;
  }
}

function Renew({ onCodes }: Pick<TaskProps, 'onCodes'>) {
  const { t } = useTranslation('account');
  const renew = useRenewRecoveryCodes();
  return (
    <ProofForm
      text={t('secondFactor.renewText')}
      submit={t('secondFactor.renew')}
      error={renew.error}
      pending={renew.isPending}
      onEdit={renew.reset}
      onSubmit={(proof) => renew.mutate(proof, { onSuccess: ({ codes }) => onCodes(codes) })}
    />
  );
}

function Remove({ onDone }: Pick<TaskProps, 'onDone'>) {
  const { t } = useTranslation('account');
  const remove = useRemoveSecondFactor();
  return (
    <ProofForm
      text={t('secondFactor.removeText')}
      submit={t('secondFactor.remove')}
      error={remove.error}
      pending={remove.isPending}
      onEdit={remove.reset}
      onSubmit={(proof) => remove.mutate(proof, { onSuccess: onDone })}
    />
  );
}
