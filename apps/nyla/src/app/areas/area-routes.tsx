import { type AnyRoute, createRoute } from '@tanstack/react-router';
import { mandateAuditRoutes, operatorAuditRoutes } from '@/features/audit/routes';
import { billingRoutes } from '@/features/billing/routes';
import { contactRoutes } from '@/features/contacts/routes';
import { creditRoutes, creditSettingsRoutes, requestRoutes } from '@/features/credit/routes';
import { mailPreviewRoutes } from '@/features/mails/routes';
import { mandateRoutes } from '@/features/mandates/routes';
import { outboxRoutes } from '@/features/outbox/routes';
import { peopleRoutes } from '@/features/people/routes';
import { operatorStatementRoutes, statementRoutes } from '@/features/statements/routes';
import { systemRoutes } from '@/features/system/routes';
import { Guarded } from '../routes/guarded';
import { FirstSteps } from '../shell/first-steps';
import { Area, AreaStart } from './area';
import classes from './area.module.css';

/** Billing, settings and operation: areas of several pages, each with its row of links. */
export function areaRoutes<TParent extends AnyRoute>(parentRoute: TParent) {
  const billingArea = createRoute({
    getParentRoute: () => parentRoute,
    id: 'billing-area',
    component: () => (
      <Guarded permission="ui.billing">
        <Area area="billing" intro={<FirstSteps className={classes['intro']} />} />
      </Guarded>
    ),
  });
  const settingsArea = createRoute({
    getParentRoute: () => parentRoute,
    id: 'settings-area',
    component: () => (
      <Guarded permission="ui.settings">
        <Area area="settings" />
      </Guarded>
    ),
  });
  const settingsStart = createRoute({
    getParentRoute: () => settingsArea,
    path: '/settings',
    component: () => <AreaStart area="settings" />,
  });
  const adminArea = createRoute({
    getParentRoute: () => parentRoute,
    id: 'admin-area',
    component: () => (
      <Guarded permission="ui.admin">
        <Area area="admin" />
      </Guarded>
    ),
  });
  const adminStart = createRoute({
    getParentRoute: () => adminArea,
    path: '/admin',
    component: () => <AreaStart area="admin" />,
  });
  return [
    billingArea.addChildren([
      ...billingRoutes(billingArea),
      ...statementRoutes(billingArea),
      ...creditRoutes(billingArea),
    ]),
    settingsArea.addChildren([
      settingsStart,
      ...peopleRoutes(settingsArea),
      ...creditSettingsRoutes(settingsArea),
      ...contactRoutes(settingsArea),
      ...mandateAuditRoutes(settingsArea),
    ]),
    adminArea.addChildren([
      adminStart,
      ...mandateRoutes(adminArea),
      ...operatorStatementRoutes(adminArea),
      ...requestRoutes(adminArea),
      ...systemRoutes(adminArea),
      ...mailPreviewRoutes(adminArea),
      ...outboxRoutes(adminArea),
      ...operatorAuditRoutes(adminArea),
    ]),
  ] as const;
}
