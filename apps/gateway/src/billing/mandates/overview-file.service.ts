import { Injectable } from '@nestjs/common';
import type {
  BalanceState,
  BillingModel,
  FileFormat,
  Locale,
  MandateOverviewDto,
  MandateOverviewQuery,
} from '@nyla/contracts';
import { Clock } from '../../common/clock.js';
import { RequestContext } from '../../common/context/request-context.js';
import { CSV_FILE } from '../exports/csv-file.js';
import type { ExportedFile } from '../exports/export.service.js';
import type { FileColumn, FileFormatWriter } from '../exports/file-column.js';
import { xlsxFile } from '../exports/xlsx-file.js';
import { OverviewService } from './overview.service.js';
import { overviewDto } from './overview-line.js';

const FORMATS: Readonly<Record<FileFormat, FileFormatWriter>> = { csv: CSV_FILE, xlsx: xlsxFile() };

/** The operator's overview as a file: every mandate that the filter matches, in its order. */
@Injectable()
export class OverviewFileService {
  constructor(
    private readonly overview: OverviewService,
    private readonly context: RequestContext,
    private readonly clock: Clock,
  ) {}

  async file(query: MandateOverviewQuery, format: FileFormat): Promise<ExportedFile> {
    const texts = TEXTS[query.locale ?? this.context.caller.locale];
    const rows = (await this.overview.lines(query)).map(overviewDto);
    const writer = FORMATS[format];
    async function* batches(): AsyncGenerator<readonly MandateOverviewDto[]> {
      yield rows;
    }
    return {
      mediaType: writer.mediaType,
      fileName: `${texts.file}-${this.clock.today()}.${writer.extension}`,
      content: writer.write(columns(texts), batches(), texts.sheet),
      rows: rows.length,
      estimatedLength: null,
    };
  }
}

interface Texts {
  readonly file: string;
  readonly sheet: string;
  readonly headings: Readonly<Record<Exclude<keyof MandateOverviewDto, 'kind'>, string>>;
  readonly models: Readonly<Record<BillingModel, string>>;
  readonly states: Readonly<Record<BalanceState, string>>;
  readonly statuses: Readonly<Record<MandateOverviewDto['status'], string>>;
}

function columns(texts: Texts): FileColumn<MandateOverviewDto>[] {
  const { headings } = texts;
  const money = (
    key: 'balance' | 'held' | 'available' | 'usedThisMonth' | 'usedLastMonth',
  ): FileColumn<MandateOverviewDto> => ({
    title: `${headings[key]} CHF`,
    kind: 'money',
    width: 18,
    value: (row) => row[key],
  });
  return [
    { title: headings.name, kind: 'text', width: 34, value: ({ name }) => name },
    { title: headings.state, kind: 'text', width: 14, value: ({ state }) => texts.states[state] },
    { title: headings.billingModel, kind: 'text', width: 26, value: ({ billingModel }) => texts.models[billingModel] },
    money('balance'),
    money('held'),
    money('available'),
    {
      title: headings.runwayDays,
      kind: 'integer',
      width: 14,
      value: ({ runwayDays }) => runwayDays?.toString() ?? null,
    },
    money('usedThisMonth'),
    money('usedLastMonth'),
    { title: headings.members, kind: 'integer', width: 12, value: ({ members }) => String(members) },
    { title: headings.lastUsedOn, kind: 'day', width: 16, value: ({ lastUsedOn }) => lastUsedOn },
    { title: headings.status, kind: 'text', width: 12, value: ({ status }) => texts.statuses[status] },
    { title: headings.createdAt, kind: 'text', width: 28, value: ({ createdAt }) => createdAt },
    { title: headings.id, kind: 'text', width: 38, value: ({ id }) => id },
  ];
}

const TEXTS: Readonly<Record<Locale, Texts>> = {
  'de-CH': {
    file: 'nyla-mandanten',
    sheet: 'Mandanten',
    headings: {
      id: 'Nummer',
      name: 'Mandant',
      status: 'Status',
      state: 'Zustand',
      billingModel: 'Abrechnung',
      balance: 'Guthaben',
      held: 'Reserviert',
      available: 'Verfügbar',
      runwayDays: 'Reicht (Tage)',
      usedThisMonth: 'Verbrauch dieser Monat',
      usedLastMonth: 'Verbrauch letzter Monat',
      members: 'Mitglieder',
      lastUsedOn: 'Zuletzt genutzt',
      createdAt: 'Eröffnet (UTC)',
    },
    models: {
      PREPAY_MANDATE: 'Vorausbezahlt, gemeinsam',
      PREPAY_USER: 'Vorausbezahlt, je Mitglied',
      POSTPAY: 'Auf Rechnung',
      UNLIMITED: 'Ohne Grenze',
    },
    states: {
      ok: 'in Ordnung',
      low: 'tief',
      exhausted: 'aufgebraucht',
      suspended: 'gesperrt',
      unlimited: 'ohne Grenze',
    },
    statuses: { active: 'aktiv', suspended: 'gesperrt' },
  },
  en: {
    file: 'nyla-mandates',
    sheet: 'Mandates',
    headings: {
      id: 'Id',
      name: 'Mandate',
      status: 'Status',
      state: 'State',
      billingModel: 'Billing',
      balance: 'Balance',
      held: 'Reserved',
      available: 'Available',
      runwayDays: 'Lasts (days)',
      usedThisMonth: 'Usage this month',
      usedLastMonth: 'Usage last month',
      members: 'Members',
      lastUsedOn: 'Last used',
      createdAt: 'Created (UTC)',
    },
    models: {
      PREPAY_MANDATE: 'Prepaid, shared',
      PREPAY_USER: 'Prepaid, per member',
      POSTPAY: 'On account',
      UNLIMITED: 'Unlimited',
    },
    states: { ok: 'good', low: 'low', exhausted: 'used up', suspended: 'suspended', unlimited: 'unlimited' },
    statuses: { active: 'active', suspended: 'suspended' },
  },
  'fr-CH': {
    file: 'nyla-mandants',
    sheet: 'Mandants',
    headings: {
      id: 'Numéro',
      name: 'Mandant',
      status: 'Statut',
      state: 'État',
      billingModel: 'Facturation',
      balance: 'Crédit',
      held: 'Réservé',
      available: 'Disponible',
      runwayDays: 'Suffit (jours)',
      usedThisMonth: 'Consommation ce mois-ci',
      usedLastMonth: 'Consommation mois dernier',
      members: 'Membres',
      lastUsedOn: 'Dernière utilisation',
      createdAt: 'Ouvert le (UTC)',
    },
    models: {
      PREPAY_MANDATE: 'Prépayé, commun',
      PREPAY_USER: 'Prépayé, par membre',
      POSTPAY: 'Sur facture',
      UNLIMITED: 'Sans limite',
    },
    states: {
      ok: 'en ordre',
      low: 'bas',
      exhausted: 'épuisé',
      suspended: 'suspendu',
      unlimited: 'sans limite',
    },
    statuses: { active: 'actif', suspended: 'suspendu' },
  },
};
