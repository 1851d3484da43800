import { ActionIcon, Badge, Button, Group, Text } from '@mantine/core';
import type { BillingContactDto } from '@nyla/contracts';
import { BILLING_CONTACTS_MAX, CONTACT_TOPICS } from '@nyla/contracts/constants';
import { IconMail, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/ui/empty-state';
import { Panel } from '@/components/ui/panel';
import { SkeletonLines } from '@/components/ui/skeletons';
import { formatInstant } from '@/lib/format-date';
import { usePermission } from '@/lib/session';
import { useLocale } from '@/lib/use-locale';
import { ContactDialog } from './contact-dialog';
import classes from './contacts.module.css';
import { DoneLine } from './done-line';
import { RemoveContactDialog } from './remove-contact-dialog';

type Open = { readonly kind: 'edit' | 'remove'; readonly contact: BillingContactDto } | { readonly kind: 'add' } | null;

/** The contacts that the mandate named; undefined while they are loading. */
export function ContactsPanel({ contacts }: { readonly contacts: readonly BillingContactDto[] | undefined }) {
  const { t } = useTranslation('contacts');
  const mayChange = usePermission('data.billing.settings.write');
  const [open, setOpen] = useState<Open>(null);
  const [done, setDone] = useState<string | null>(null);
  const begin = (next: Open) => {
    setDone(null);
    setOpen(next);
  };
  const close = () => setOpen(null);
  const isFull = (contacts?.length ?? 0) >= BILLING_CONTACTS_MAX;
  const addButton = (
    <Button
      size="md"
      leftSection={<IconPlus size={18} aria-hidden />}
      disabled={isFull}
      onClick={() => begin({ kind: 'add' })}
    >
      {t('add')}
    </Button>
  );
  return (
    <Panel title={t('contacts')} actions={mayChange && contacts && contacts.length > 0 ? addButton : null}>
      <DoneLine text={done} />
      {isFull ? (
        <Text size="sm" mb="sm">
          {t('full', { maximum: BILLING_CONTACTS_MAX })}
        </Text>
      ) : null}
      {contacts === undefined ? (
        <SkeletonLines lines={8} />
      ) : contacts.length === 0 ? (
        <EmptyState
          icon={<IconMail size={36} stroke={1.4} />}
          text={t('empty')}
          action={mayChange ? addButton : undefined}
        />
      ) : (
        <ul className={classes['list']} aria-label={t('contacts')}>
          {contacts.map((contact) => (
            <ContactRow
              key={contact.id}
              contact={contact}
              onEdit={mayChange ? () => begin({ kind: 'edit', contact }) : undefined}
              onRemove={mayChange ? () => begin({ kind: 'remove', contact }) : undefined}
            />
          ))}
        </ul>
      )}
      <ContactDialog
        opened={open?.kind === 'add' || open?.kind === 'edit'}
        contact={open?.kind === 'edit' ? open.contact : null}
        onClose={close}
        onDone={setDone}
      />
      <RemoveContactDialog contact={open?.kind === 'remove' ? open.contact : null} onClose={close} onDone={setDone} />
    </Panel>
  );
}

interface ContactRowProps {
  readonly contact: BillingContactDto;
  readonly onEdit: (() => void) | undefined;
  readonly onRemove: (() => void) | undefined;
}

function ContactRow({ contact, onEdit, onRemove }: ContactRowProps) {
  const { t } = useTranslation(['contacts', 'common']);
  const [locale] = useLocale();
  const { name, email, unsubscribedAt, addedBy, createdAt } = contact;
  return (
    <li className={classes['row']}>
      <div className={classes['who']}>
        <Text fw={500}>{name}</Text>
        <Text size="sm">{email}</Text>
        <Text size="sm" c="dimmed">
          {t('row.facts', {
            language: t(`common:language.${contact.locale}`),
            name: addedBy,
            time: formatInstant(createdAt, locale),
          })}
        </Text>
        <div className={classes['tags']}>
          {CONTACT_TOPICS.filter((topic) => contact[topic]).map((topic) => (
            <Badge key={topic} variant="light" size="lg" tt="none" fw={500}>
              {t(`topic.${topic}`)}
            </Badge>
          ))}
          {contact.userId === null ? null : (
            <Badge variant="outline" color="gray" size="lg" tt="none" fw={500}>
              {t('row.member')}
            </Badge>
          )}
        </div>
        {unsubscribedAt === null ? null : (
          <Text size="sm" mt={6}>
            {t('row.unsubscribed', { time: formatInstant(unsubscribedAt, locale) })}
          </Text>
        )}
      </div>
      {onEdit && onRemove ? (
        <Group gap={8} wrap="nowrap">
          <RowAction label={t('row.edit', { name })} icon={<IconPencil size={20} stroke={1.6} />} onClick={onEdit} />
          <RowAction label={t('row.remove', { name })} icon={<IconTrash size={20} stroke={1.6} />} onClick={onRemove} />
        </Group>
      ) : null}
    </li>
  );
}

interface RowActionProps {
  readonly label: string;
  readonly icon: ReactNode;
  readonly onClick: () => void;
}

function RowAction({ label, icon, onClick }: RowActionProps) {
  return (
    <ActionIcon variant="default" size={44} aria-label={label} title={label} onClick={onClick}>
      {icon}
    </ActionIcon>
  );
}
